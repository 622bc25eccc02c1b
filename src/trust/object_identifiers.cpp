// Object identifiers for people (X.690 §8.19).
#include "trust/object_identifiers.hpp"

namespace domainsec::inline v1::detail::oid {

std::string to_text(ByteView content) {
    constexpr std::size_t max_text = 256;
    std::string text;
    std::uint64_t arc = 0;
    for (const std::uint8_t octet : content) {
        if (arc > (UINT64_MAX >> 7)) return "an object identifier out of range";
        arc = arc << 7 | (octet & 0x7F);
        if ((octet & 0x80) != 0) continue;
        if (text.empty()) {
            const std::uint64_t first = arc < 80 ? arc / 40 : 2;
            text = std::to_string(first) + "." + std::to_string(arc - first * 40);
        } else {
            text += "." + std::to_string(arc);
        }
        arc = 0;
        if (text.size() > max_text) return text.substr(0, max_text - 3) + "...";
    }
    return text;
}

}  // namespace domainsec::inline v1::detail::oid
