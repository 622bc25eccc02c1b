// Reads UTF-8 strictly (RFC 3629 §4), so that no two texts stand for the same characters.
#include "names/utf8.hpp"

#include <algorithm>
#include <cstdint>

namespace domainsec::inline v1::detail {

namespace {

// How many octets a lead octet announces; 0 when it cannot lead.
std::size_t announced_length(std::uint8_t lead) noexcept {
    if (lead < 0x80) return 1;
    if (lead < 0xC2) return 0;
    if (lead < 0xE0) return 2;
    if (lead < 0xF0) return 3;
    return lead < 0xF5 ? 4 : 0;
}

// The shortest form is the only one (RFC 3629 §3), and surrogates belong to UTF-16.
bool is_allowed(char32_t code_point, std::size_t length) noexcept {
    constexpr char32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    return code_point >= smallest[length] && code_point <= 0x10FFFF &&
           (code_point < 0xD800 || code_point > 0xDFFF);
}

}  // namespace

// UTF8-char = UTF8-1 / UTF8-2 / UTF8-3 / UTF8-4
std::optional<Utf8Character> first_utf8_character(std::string_view text) noexcept {
    if (text.empty()) return std::nullopt;
    const auto lead = static_cast<std::uint8_t>(text.front());
    const std::size_t length = announced_length(lead);
    if (length == 0 || length > text.size()) return std::nullopt;
    char32_t code_point = length == 1 ? lead : lead & (0xFFU >> (length + 1));
    for (const char character : text.substr(1, length - 1)) {
        const auto octet = static_cast<std::uint8_t>(character);
        if ((octet & 0xC0U) != 0x80U) return std::nullopt;
        code_point = (code_point << 6U) | (octet & 0x3FU);
    }
    if (!is_allowed(code_point, length)) return std::nullopt;
    return Utf8Character{code_point, length};
}

bool is_utf8(std::string_view text) noexcept {
    while (!text.empty()) {
        const auto character = first_utf8_character(text);
        if (!character) return false;
        text.remove_prefix(character->length);
    }
    return true;
}

bool is_ascii(std::string_view text) noexcept {
    return std::all_of(text.begin(), text.end(),
                       [](char octet) { return static_cast<std::uint8_t>(octet) < 0x80; });
}

}  // namespace domainsec::inline v1::detail
