// Atoms, dotted strings and quoted strings of a mailbox (RFC 5321 §4.1.2, RFC 6531 §3.3).
#include "names/grammar.hpp"

#include "names/label.hpp"
#include "names/utf8.hpp"

namespace domainsec::inline v1::detail {

// atext = ALPHA / DIGIT / "!" / "#" / "$" / "%" / "&" / "'" / "*" / "+" / "-" / "/" / "=" / "?" /
//         "^" / "_" / "`" / "{" / "|" / "}" / "~"
bool is_atext(char c) noexcept {
    constexpr std::string_view marks = "!#$%&'*+-/=?^_`{|}~";
    return is_ascii_letter(c) || is_ascii_digit(c) || marks.find(c) != std::string_view::npos;
}

// C1 control characters move the cursor of some terminals; no mailbox needs them.
bool is_utf8_non_ascii(char32_t code_point) noexcept {
    return code_point >= 0xA0;
}

bool is_atom(std::string_view text) noexcept {
    if (text.empty()) return false;
    while (!text.empty()) {
        const auto character = first_utf8_character(text);
        if (!character) return false;
        if (!is_atext(text.front()) && !is_utf8_non_ascii(character->code_point)) return false;
        text.remove_prefix(character->length);
    }
    return true;
}

bool is_dot_string(std::string_view text) noexcept {
    for (;;) {
        const std::size_t dot = text.find('.');
        if (!is_atom(text.substr(0, dot))) return false;
        if (dot == std::string_view::npos) return true;
        text.remove_prefix(dot + 1);
    }
}

// qtextSMTP = %d32-33 / %d35-91 / %d93-126, quoted-pairSMTP = "\" %d32-126
std::optional<QuotedString> read_quoted_string(std::string_view text) {
    if (!text.starts_with('"')) return std::nullopt;
    QuotedString quoted;
    std::size_t at = 1;
    while (at < text.size() && text[at] != '"') {
        const bool is_pair = text[at] == '\\';
        if (is_pair) ++at;
        const auto character = first_utf8_character(text.substr(at));
        if (!character) return std::nullopt;
        const char32_t code_point = character->code_point;
        const bool is_printable = code_point >= 0x20 && code_point < 0x7F;
        if (!is_printable && (is_pair || !is_utf8_non_ascii(code_point))) return std::nullopt;
        quoted.value += text.substr(at, character->length);
        at += character->length;
    }
    if (at >= text.size()) return std::nullopt;
    quoted.length = at + 1;
    return quoted;
}

std::string to_quoted_string(std::string_view value) {
    std::string text = "\"";
    for (const char c : value) {
        if (c == '"' || c == '\\') text += '\\';
        text += c;
    }
    text += '"';
    return text;
}

}  // namespace domainsec::inline v1::detail
