// UTF-8 as RFC 3629 §4 defines it: shortest forms only, no surrogates, nothing above U+10FFFF.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace domainsec::inline v1::detail {

/// One character and how many octets it took.
struct Utf8Character {
    char32_t code_point = 0;
    std::size_t length = 0;
};

/// The first character of `text`; nothing for an empty text and for anything that is not UTF-8.
std::optional<Utf8Character> first_utf8_character(std::string_view text) noexcept;

/// True when all of `text` is UTF-8. The empty text is.
bool is_utf8(std::string_view text) noexcept;

/// True when every octet is below 0x80.
bool is_ascii(std::string_view text) noexcept;

}  // namespace domainsec::inline v1::detail
