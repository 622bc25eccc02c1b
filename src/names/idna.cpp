// IDNA2008 by libidn2. UTS #46 alone would let symbols and emoji through, so each A-label is
// judged by the stricter rules for registration (RFC 5891 §4.2) as well.
#include "names/idna.hpp"

#include <idn2.h>

#include <algorithm>
#include <cstdint>
#include <memory>

#include "names/label.hpp"
#include "names/utf8.hpp"

namespace domainsec::inline v1::detail {

namespace {

struct Idn2Free {
    void operator()(void* text) const noexcept { idn2_free(text); }
};

// What libidn2 gave back as its own zero-terminated text.
std::string taken(void* text) {
    const std::unique_ptr<void, Idn2Free> owner(text);
    return text == nullptr ? std::string() : std::string(static_cast<const char*>(text));
}

// libidn2 reads to the first NUL, and ASCII marks in a label ("/", "@") would survive the mapping.
bool is_worth_mapping(std::string_view label) {
    const auto is_bad = [](char c) {
        return static_cast<std::uint8_t>(c) < 0x80 && !is_letter_digit_hyphen(c);
    };
    return std::none_of(label.begin(), label.end(), is_bad) && is_utf8(label);
}

// How many label separators of UTS #46 §2.3 a label without ASCII dots holds.
std::ptrdiff_t count_wide_dots(std::string_view label) {
    std::ptrdiff_t count = 0;
    while (const auto character = first_utf8_character(label)) {
        const char32_t c = character->code_point;
        if (c == 0x3002 || c == 0xFF0E || c == 0xFF61) ++count;
        label.remove_prefix(character->length);
    }
    return count;
}

}  // namespace

std::optional<std::string> mapped_to_ascii(std::string_view label) {
    if (!is_worth_mapping(label)) return std::nullopt;
    const std::string terminated(label);
    char* ascii = nullptr;
    // Never with IDN2_USE_STD3_ASCII_RULES: libidn2 then drops what it should refuse, so that
    // "user\uFF20fabrikam" would become another name. The caller judges the ASCII it gets.
    const int result = idn2_to_ascii_8z(terminated.c_str(), &ascii, IDN2_NONTRANSITIONAL);
    std::string mapped = taken(ascii);
    if (result != IDN2_OK || mapped.empty()) return std::nullopt;
    // "1." (U+2488) and the one dot leader (U+2024) bring dots too, but separate no labels.
    if (std::count(mapped.begin(), mapped.end(), '.') != count_wide_dots(label))
        return std::nullopt;
    return mapped;
}

bool is_valid_a_label(std::string_view label) {
    const std::string terminated(label);
    std::uint8_t* checked = nullptr;
    const int result = idn2_register_u8(
        nullptr, reinterpret_cast<const std::uint8_t*>(terminated.c_str()), &checked, 0);
    return taken(checked) == label && result == IDN2_OK;
}

std::string to_u_label(std::string_view a_label) {
    std::string terminated(a_label);
    char* unicode = nullptr;
    const int result = idn2_to_unicode_8z8z(terminated.c_str(), &unicode, 0);
    std::string u_label = taken(unicode);
    return result == IDN2_OK && !u_label.empty() ? u_label : terminated;
}

}  // namespace domainsec::inline v1::detail
