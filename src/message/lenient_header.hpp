// Marks in a header that readers do not all read alike (RFC 5321 §2.3.8, RFC 5322 §3.5, §4.5).
#pragma once

#include <domainsec/message/border.hpp>

namespace domainsec::inline v1::detail {

/// The border edits for a message that has a defect. The header is read in the most generous way
/// there is, so that what any reader could take for the beginning of a field is looked at:
///
/// - CRLF, LF and CR each end a line. The header reaches to the first empty line that is one for
/// every reader: CRLF
///   CRLF, or LF LF where the message has no CR at all. Without one it reaches to the end. Empty
///   lines in front of it are skipped.
/// - A field's name is what stands before the first colon, folding undone, without white space,
/// controls, NUL and
///   eight-bit octets. A line that continues nothing, or continues what is no field, is also looked
///   at by itself.
/// - With mixed line ends or NUL, every Authentication-Results goes: where its value ends is a
/// matter of opinion.
///
/// What is taken off never moves another line to the beginning of a line, and never joins or makes
/// empty lines that some reader sees: where the line end in front of a mark is of another kind than
/// the mark's own, the one in front goes and the mark's own stays.
EditList lenient_border_edits(const MessageView& message, const BorderRules& rules);

}  // namespace domainsec::inline v1::detail
