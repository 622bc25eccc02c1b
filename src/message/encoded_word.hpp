// Encoded words: text of other character sets in header fields (RFC 2047, RFC 2231 §5). For display
// only.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace domainsec::inline v1::detail {

/// The UTF-8 text of one encoded word, "=?UTF-8?Q?Gr=C3=BC=C3=9Fe?=". Nothing when it is not one,
/// when its character set is none of UTF-8, ISO-8859-1 and US-ASCII, or when what comes out is no
/// text in that set.
std::optional<std::string> decode_encoded_word(std::string_view word);

/// A text with each of its encoded words decoded; words are set apart by one space, which goes
/// between two that decode (RFC 2047 §6.2). What does not decode stays as it is.
std::string decode_encoded_words(std::string_view text);

/// The text with HTAB as a space, and each other control character (C0, DEL, C1) and what is not
/// UTF-8 as U+FFFD.
std::string without_controls(std::string_view text);

}  // namespace domainsec::inline v1::detail
