// A body has one canonical form, by every scan and however it is cut (RFC 6376 §3.4.3, §3.4.4).
#include <string>

#include "message/canonical_body.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace domainsec;
    if (size == 0) return 0;
    // 1 to 64 octets, or pieces of several blocks.
    const std::size_t step =
        data[0] < 128 ? data[0] / 2 + std::size_t{1} : data[0] * std::size_t{4};
    const std::string body(reinterpret_cast<const char*>(data) + 1, size - 1);
    for (const auto form : {Canonicalization::simple, Canonicalization::relaxed}) {
        const auto expected = canonical_body(body, form);
        for (const auto& scan : detail::all_octet_scans()) {
            for (const auto& copy : detail::all_relaxed_copies()) {
                std::string octets;
                const auto take = [&octets](std::string_view piece) { octets += piece; };
                detail::BodyCanonicalizer canonicalizer(form, scan, copy);
                for (std::size_t at = 0; at < body.size(); at += step)
                    canonicalizer.update(body.substr(at, step), take);
                canonicalizer.finish(take);
                if (octets != expected) __builtin_trap();
            }
        }
    }
    return 0;
}
