// Values in DER (X.690 §8, §11), and the characters of string types (X.680 §41; RFC 3629 §4).
#include "pki/der_values.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace domainsec::inline v1::detail {
namespace {

enum : std::uint8_t {
    utf8_string = 0x0C,
    numeric_string = 0x12,
    printable_string = 0x13,
    teletex_string = 0x14,
    ia5_string = 0x16,
    visible_string = 0x1A,
    universal_string = 0x1C,
    bmp_string = 0x1E,
};

enum : std::uint8_t { is_numeric = 1, is_printable = 2, is_ia5 = 4, is_visible = 8 };

// Which string types have a character. NUL is left out of IA5String: readers in C end there.
constexpr std::array<std::uint8_t, 256> types_of_characters() {
    std::array<std::uint8_t, 256> types{};
    for (std::size_t c = 1; c < 0x80; ++c) {
        const bool digit = c >= '0' && c <= '9';
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        const bool mark =
            std::string_view("'()+,-./:=?").find(static_cast<char>(c)) != std::string_view::npos;
        types[c] = is_ia5;
        if (c >= ' ' && c <= '~') types[c] |= is_visible;
        if (digit || c == ' ') types[c] |= is_numeric;
        if (digit || letter || mark || c == ' ') types[c] |= is_printable;
    }
    return types;
}

bool consists_of(std::uint8_t type, ByteView text) noexcept {
    static constexpr auto types = types_of_characters();
    return std::ranges::all_of(text, [type](std::uint8_t c) { return (types[c] & type) != 0; });
}

bool is_character(std::uint32_t code_point) noexcept {
    const bool surrogate = code_point >= 0xD800 && code_point < 0xE000;
    return code_point <= 0x10FFFF && !surrogate;
}

// Octets of the character that begins here; 0 when it is none in its shortest form.
std::size_t utf8_length(ByteView text) noexcept {
    const std::uint8_t lead = text[0];
    if (lead < 0x80) return 1;
    const std::size_t length = lead < 0xC0 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (length == 0 || lead >= 0xF8 || text.size() < length) return 0;
    std::uint32_t code_point = lead & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((text[i] & 0xC0) != 0x80) return 0;
        code_point = code_point << 6 | (text[i] & 0x3FU);
    }
    constexpr std::array<std::uint32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
    return code_point >= least[length] && is_character(code_point) ? length : 0;
}

bool is_utf8(ByteView text) noexcept {
    while (!text.empty()) {
        const std::size_t length = utf8_length(text);
        if (length == 0) return false;
        text = text.subspan(length);
    }
    return true;
}

// BMPString and UniversalString: big-endian units of 2 and 4 octets.
bool is_wide_text(ByteView text, std::size_t unit) noexcept {
    if (text.size() % unit != 0) return false;
    for (std::size_t at = 0; at < text.size(); at += unit) {
        std::uint32_t code_point = 0;
        for (std::size_t i = 0; i < unit; ++i) code_point = code_point << 8 | text[at + i];
        if (!is_character(code_point)) return false;
    }
    return true;
}

}  // namespace

bool is_integer(ByteView content) noexcept {
    if (content.empty()) return false;
    if (content.size() == 1) return true;
    const bool negative = (content[1] & 0x80) != 0;
    return content[0] != (negative ? 0xFF : 0x00);
}

bool is_bit_string(ByteView content) noexcept {
    if (content.empty() || content[0] > 7) return false;
    const std::uint8_t unused = content[0];
    if (unused == 0) return true;
    return content.size() > 1 && (content.back() & ((1U << unused) - 1)) == 0;
}

bool is_object_identifier(ByteView content) noexcept {
    if (content.empty() || (content.back() & 0x80) != 0) return false;
    std::uint32_t arc = 0;
    bool begins = true;
    for (const std::uint8_t octet : content) {
        if ((begins && octet == 0x80) || (arc >> 25) != 0) return false;
        arc = arc << 7 | (octet & 0x7FU);
        begins = (octet & 0x80) == 0;
        if (begins) arc = 0;
    }
    return true;
}

std::optional<bool> read_boolean(ByteView content) noexcept {
    if (content.size() != 1 || (content[0] != 0x00 && content[0] != 0xFF)) return std::nullopt;
    return content[0] == 0xFF;
}

bool is_text_of_type(std::uint8_t tag, ByteView content) noexcept {
    switch (tag) {
        case utf8_string:
            return is_utf8(content);
        case numeric_string:
            return consists_of(is_numeric, content);
        case printable_string:
            return consists_of(is_printable, content);
        case ia5_string:
            return consists_of(is_ia5, content);
        case visible_string:
            return consists_of(is_visible, content);
        case bmp_string:
            return is_wide_text(content, 2);
        case universal_string:
            return is_wide_text(content, 4);
        case teletex_string:
            return true;
        default:
            return false;
    }
}

std::string object_identifier_text(ByteView content) {
    std::string text;
    std::uint32_t arc = 0;
    for (const std::uint8_t octet : content) {
        arc = arc << 7 | (octet & 0x7FU);
        if ((octet & 0x80) != 0) continue;
        const std::uint32_t root = !text.empty() ? 0 : arc < 80 ? arc / 40 : 2;
        if (text.empty()) {
            text = std::to_string(root);
            arc -= root * 40;
        }
        text += '.' + std::to_string(arc);
        arc = 0;
    }
    return text;
}

}  // namespace domainsec::inline v1::detail
