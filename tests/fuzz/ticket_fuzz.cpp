// Opens arbitrary octets as a session ticket: nothing comes out but what was sealed, even behind
// the right tag (RFC 5077 §4).
#include <botan/system_rng.h>

#include <algorithm>

#include "tls/ticket_sealer.hpp"

using namespace domainsec;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const detail::TicketSealer sealer(TicketKeys::create(), "edge", Sha256Digest{});
    static const Bytes sealed = sealer.seal(bytes_of("session"), Botan::system_rng());
    constexpr std::ptrdiff_t version_and_tag = 9;
    if (sealer.open({data, size})) __builtin_trap();
    Bytes behind_tag(sealed.begin(), sealed.begin() + version_and_tag);
    behind_tag.insert(behind_tag.end(), data, data + size);
    if (sealer.open(behind_tag)) __builtin_trap();
    // What is sealed comes back, whatever it is.
    if (size > detail::TicketSealer::max_ticket_octets - detail::TicketSealer::overhead) return 0;
    const auto content = sealer.open(sealer.seal({data, size}, Botan::system_rng()));
    if (!content || !std::equal(content->begin(), content->end(), data, data + size))
        __builtin_trap();
    return 0;
}
