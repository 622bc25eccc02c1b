// One label of a domain name in its ASCII form (RFC 1123 §2.1, RFC 8552 §1.1).
#pragma once

#include <string_view>

namespace domainsec::inline v1::detail {

constexpr bool is_ascii_letter(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
constexpr bool is_ascii_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}
constexpr bool is_letter_digit_hyphen(char c) noexcept {
    return is_ascii_letter(c) || is_ascii_digit(c) || c == '-';
}
constexpr char to_ascii_lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// label = let-dig [ *61( let-dig / "-" ) let-dig ]
bool is_host_label(std::string_view label) noexcept;

/// owner-label = [ "_" ] label, 63 octets at most with the underscore
bool is_owner_label(std::string_view label) noexcept;

/// True for what an address parser takes for a number, "1" or "0x7f": a name that ends so could be
/// an IPv4 address to one program and a name to another (RFC 1123 §2.1).
bool looks_like_number(std::string_view label) noexcept;

/// True for "xn--" in front, in any case (RFC 5890 §2.3.2.1).
bool has_ace_prefix(std::string_view label) noexcept;

}  // namespace domainsec::inline v1::detail
