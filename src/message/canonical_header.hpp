// One header field in canonical form, appended to a buffer that the caller keeps (RFC 6376 §3.4.1,
// §3.4.2).
#pragma once

#include <domainsec/message/canonicalization.hpp>
#include <domainsec/message/message_view.hpp>
#include <string>

namespace domainsec::inline v1::detail {

/// Whether the canonical field ends in CRLF. The field that holds the signature is hashed without
/// (RFC 6376 §3.7).
enum class FieldEnd { crlf, none };

/// Appends the canonical form. Never longer than the field, its line ends counted as CRLF, plus two
/// octets.
void append_canonical_field(std::string& out, const HeaderField& field, Canonicalization form,
                            FieldEnd end = FieldEnd::crlf);

}  // namespace domainsec::inline v1::detail
