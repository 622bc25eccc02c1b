// Content-Type and Content-Transfer-Encoding in a strict subset: what every reader reads the same
// way (RFC 2045 §5.1, §6.1).
#pragma once

#include <domainsec/message/message_view.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace domainsec::inline v1::detail {

/// How a message or a part is encoded.
enum class TransferEncoding {
    identity,  ///< None said, 7bit, 8bit or binary.
    quoted_printable,
    base64,
    unknown,  ///< Another word, two of the fields, or one that is not a single word.
};

/// "identity", "quoted-printable", "base64", "unknown": ce= holds the word.
std::string_view to_string(TransferEncoding encoding) noexcept;

/// That of the fields; comments are not skipped but make it unknown.
TransferEncoding transfer_encoding_of(const MessageView& header);

/// A media type with the parameters that structure and line ends depend on. Lower case, the
/// boundary as it is.
struct MimeType {
    std::string type = "text";
    std::string subtype = "plain";
    std::optional<std::string> boundary;
    std::optional<std::string> charset;

    bool is(std::string_view wanted) const noexcept { return type == wanted; }
};

/// Reads a Content-Type. Nothing for a comment, a parameter that stands twice or is split or
/// encoded (RFC 2231), an empty value, a quoted string with a backslash or a fold in it, or
/// anything else than the grammar has.
std::optional<MimeType> mime_type_from_string(std::string_view field_value);

/// True for 1 to 70 of the characters of a boundary, not ending in a space (RFC 2046 §5.1.1), and
/// nothing that could be taken for an encoded word (RFC 2047).
bool is_boundary(std::string_view text) noexcept;

/// True for a charset, in lower case, that is known to have the octets CR and LF in line ends only.
/// UTF-16 has them in letters (RFC 2781 §5).
bool has_ascii_line_ends(std::string_view charset) noexcept;

}  // namespace domainsec::inline v1::detail
