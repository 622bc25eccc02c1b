// Octet classes of mail headers, ASCII only and apart from any locale (RFC 5234 appendix B.1, RFC
// 5322 §2.2, §3.2.3).
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace domainsec::inline v1::detail {

constexpr bool is_wsp(char octet) noexcept {
    return octet == ' ' || octet == '\t';
}

constexpr bool is_digit(char octet) noexcept {
    return octet >= '0' && octet <= '9';
}

constexpr bool is_letter(char octet) noexcept {
    return (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z');
}

/// Printable ASCII without the space.
constexpr bool is_graphic(char octet) noexcept {
    return octet > 0x20 && octet < 0x7f;
}

/// Part of a UTF-8 sequence (or of none: nothing is decoded here).
constexpr bool is_eight_bit(char octet) noexcept {
    return static_cast<unsigned char>(octet) >= 0x80;
}

/// ftext: what a field name is made of (RFC 5322 §2.2).
constexpr bool is_field_name_octet(char octet) noexcept {
    return is_graphic(octet) && octet != ':';
}

constexpr char ascii_lower(char octet) noexcept {
    return octet >= 'A' && octet <= 'Z' ? static_cast<char>(octet + ('a' - 'A')) : octet;
}

inline std::string ascii_lowered(std::string_view text) {
    std::string lowered(text);
    std::transform(lowered.begin(), lowered.end(), lowered.begin(), ascii_lower);
    return lowered;
}

/// Equal but for the case of ASCII letters.
constexpr bool ascii_equal(std::string_view a, std::string_view b) noexcept {
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
               return ascii_lower(x) == ascii_lower(y);
           });
}

/// True when `text` begins with `prefix` but for the case of ASCII letters.
constexpr bool ascii_begins(std::string_view text, std::string_view prefix) noexcept {
    return text.size() >= prefix.size() && ascii_equal(text.substr(0, prefix.size()), prefix);
}

}  // namespace domainsec::inline v1::detail
