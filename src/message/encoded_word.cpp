// Decodes encoded words, B and Q (RFC 2047 §2, §4, §6).
#include "message/encoded_word.hpp"

#include <cstdint>

#include "message/ascii.hpp"
#include "names/grammar.hpp"
#include "names/utf8.hpp"

namespace domainsec::inline v1::detail {
namespace {

int hex_value(char octet) noexcept {
    if (is_digit(octet)) return octet - '0';
    const char lower = ascii_lower(octet);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::optional<std::string> decode_q(std::string_view text) {
    std::string octets;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '_') {
            octets += ' ';
        } else if (text[at] == '=') {
            if (at + 2 >= text.size()) return std::nullopt;
            const int high = hex_value(text[at + 1]);
            const int low = hex_value(text[at + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            octets += static_cast<char>(high * 16 + low);
            at += 2;
        } else {
            octets += text[at];
        }
    }
    return octets;
}

int base64_value(char octet) noexcept {
    if (octet >= 'A' && octet <= 'Z') return octet - 'A';
    if (octet >= 'a' && octet <= 'z') return octet - 'a' + 26;
    if (is_digit(octet)) return octet - '0' + 52;
    if (octet == '+') return 62;
    return octet == '/' ? 63 : -1;
}

std::optional<std::string> decode_b(std::string_view text) {
    while (text.ends_with('=')) text.remove_suffix(1);
    if (text.size() % 4 == 1) return std::nullopt;
    std::string octets;
    std::uint32_t bits = 0;
    int held = 0;
    for (const char octet : text) {
        const int value = base64_value(octet);
        if (value < 0) return std::nullopt;
        bits = (bits << 6) | static_cast<std::uint32_t>(value);
        held += 6;
        if (held >= 8) {
            held -= 8;
            octets += static_cast<char>((bits >> held) & 0xff);
        }
    }
    return octets;
}

std::optional<std::string> to_utf8(std::string octets, std::string_view charset) {
    if (ascii_equal(charset, "utf-8") || ascii_equal(charset, "us-ascii")) {
        const bool good = ascii_equal(charset, "utf-8") ? is_utf8(octets) : is_ascii(octets);
        if (!good) return std::nullopt;
        return octets;
    }
    if (!ascii_equal(charset, "iso-8859-1")) return std::nullopt;
    std::string text;
    for (const char octet : octets) {
        const auto value = static_cast<unsigned char>(octet);
        if (value < 0x80) {
            text += octet;
        } else {
            text += static_cast<char>(0xc0 | (value >> 6));
            text += static_cast<char>(0x80 | (value & 0x3f));
        }
    }
    return text;
}

// Takes the text up to the next "?" off the front.
std::optional<std::string_view> take_part(std::string_view& text) noexcept {
    const auto mark = text.find('?');
    if (mark == text.npos) return std::nullopt;
    const auto part = text.substr(0, mark);
    text.remove_prefix(mark + 1);
    return part;
}

}  // namespace

std::optional<std::string> decode_encoded_word(std::string_view word) {
    if (word.size() < 8 || !word.starts_with("=?") || !word.ends_with("?=")) return std::nullopt;
    auto rest = word.substr(2, word.size() - 4);
    const auto charset = take_part(rest);
    const auto encoding = take_part(rest);
    if (!charset || !encoding || rest.find('?') != rest.npos) return std::nullopt;
    std::optional<std::string> octets;
    if (ascii_equal(*encoding, "q")) octets = decode_q(rest);
    if (ascii_equal(*encoding, "b")) octets = decode_b(rest);
    if (!octets) return std::nullopt;
    return to_utf8(std::move(*octets), charset->substr(0, charset->find('*')));
}

std::string decode_encoded_words(std::string_view text) {
    std::string decoded;
    bool last_was_encoded = false;
    for (bool first = true; first || !text.empty(); first = false) {
        const auto space = text.find(' ');
        const auto word = text.substr(0, space);
        auto plain = decode_encoded_word(word);
        if (!first && !(last_was_encoded && plain)) decoded += ' ';
        last_was_encoded = plain.has_value();
        decoded += plain ? *plain : std::string(word);
        text.remove_prefix(space == text.npos ? text.size() : space + 1);
    }
    return decoded;
}

std::string without_controls(std::string_view text) {
    std::string shown;
    while (!text.empty()) {
        const auto character = first_utf8_character(text);
        const auto length = character ? character->length : 1;
        const bool control = !character || character->code_point < 0x20 ||
                             (character->code_point >= 0x7f && character->code_point < 0xa0);
        if (text.front() == '\t') {
            shown += ' ';
        } else if (control) {
            shown += "\xef\xbf\xbd";
        } else {
            shown += text.substr(0, length);
        }
        text.remove_prefix(length);
    }
    return shown;
}

}  // namespace domainsec::inline v1::detail
