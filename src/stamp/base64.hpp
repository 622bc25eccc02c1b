// base64string of a tag value: strict inside, white space of folding between (RFC 4648 §4, RFC 6376
// §2.10).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <domainsec/bytes.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace domainsec::inline v1::detail {

/// Writes base64 with padding and without line ends: 4 octets for each 3 begun.
void write_base64(ByteView octets, char* out) noexcept;

/// The same as a text.
std::string to_base64(ByteView octets);

/// The same for a fixed number of octets, without memory of its own.
template <std::size_t Size>
class Base64Text final {
  public:
    explicit Base64Text(const std::array<std::uint8_t, Size>& octets) noexcept {
        write_base64(octets, digits_.data());
    }
    operator std::string_view() const noexcept { return {digits_.data(), digits_.size()}; }

  private:
    std::array<char, (Size + 2) / 3 * 4> digits_;
};

/// Skips SP, HTAB, CR and LF. Nothing for any other octet outside the alphabet, missing or early
/// padding, or bits set beyond the last octet: one value has one spelling.
std::optional<Bytes> from_base64(std::string_view text);

}  // namespace domainsec::inline v1::detail
