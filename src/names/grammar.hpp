// The pieces of a mailbox: atoms, dotted strings and quoted strings (RFC 5321 §4.1.2 with the UTF-8
// of RFC 6531 §3.3). Internal; the areas that read addresses share them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace domainsec::inline v1::detail {

/// atext of RFC 5322 §3.2.3, ASCII only.
bool is_atext(char c) noexcept;

/// UTF8-non-ascii (RFC 6532 §3.1) without the C1 control characters: U+00A0 and above.
bool is_utf8_non_ascii(char32_t code_point) noexcept;

/// Atom = 1*( atext / UTF8-non-ascii )
bool is_atom(std::string_view text) noexcept;

/// Dot-string = Atom *( "." Atom )
bool is_dot_string(std::string_view text) noexcept;

/// A quoted string at the start of a text.
struct QuotedString {
    std::string value;       ///< Without the quotes and backslashes.
    std::size_t length = 0;  ///< Octets taken from the text, quotes included.
};

/// Quoted-string = DQUOTE *( qtextSMTP / UTF8-non-ascii / quoted-pairSMTP ) DQUOTE, at the start of
/// `text`. Control characters and folding are not in this grammar.
std::optional<QuotedString> read_quoted_string(std::string_view text);

/// `value` as a quoted string; it must hold only what read_quoted_string() can give.
std::string to_quoted_string(std::string_view value);

}  // namespace domainsec::inline v1::detail
