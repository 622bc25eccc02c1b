// Steps through DER (X.690 §8.1, §10.1).
#include "pki/der_reader.hpp"

namespace domainsec::inline v1::detail {
namespace {

struct Length {
    std::size_t octets_used;
    std::size_t value;
};

// X.690 §10.1: definite, in the fewest octets.
std::optional<Length> read_length(ByteView octets) noexcept {
    if (octets.empty()) return std::nullopt;
    const std::size_t first = octets[0];
    if (first < 0x80) return Length{1, first};
    const std::size_t count = first & 0x7F;
    if (count == 0 || count > 4 || octets.size() < 1 + count || octets[1] == 0) return std::nullopt;
    std::size_t value = 0;
    for (std::size_t i = 1; i <= count; ++i) value = value << 8 | octets[i];
    if (value < 0x80) return std::nullopt;
    return Length{1 + count, value};
}

}  // namespace

std::optional<DerElement> DerReader::next() noexcept {
    if (rest_.empty() || (rest_[0] & 0x1F) == 0x1F) return std::nullopt;
    const auto length = read_length(rest_.subspan(1));
    if (!length) return std::nullopt;
    const std::size_t header = 1 + length->octets_used;
    if (length->value > rest_.size() - header) return std::nullopt;
    const DerElement element{rest_[0], rest_.subspan(header, length->value),
                             rest_.first(header + length->value)};
    rest_ = rest_.subspan(element.whole.size());
    return element;
}

std::optional<DerElement> DerReader::next(std::uint8_t tag) noexcept {
    if (rest_.empty() || rest_[0] != tag) return std::nullopt;
    return next();
}

std::optional<DerElement> only_element(ByteView octets, std::uint8_t tag) noexcept {
    DerReader reader(octets);
    const auto element = reader.next(tag);
    if (!element || !reader.at_end()) return std::nullopt;
    return element;
}

}  // namespace domainsec::inline v1::detail
