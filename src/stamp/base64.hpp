// base64string of a tag value: strict inside, white space of folding between (RFC 4648 §4, RFC 6376
// §2.10).
#pragma once

#include <domainsec/bytes.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace domainsec::inline v1::detail {

/// With padding, without line ends.
std::string to_base64(ByteView octets);

/// Skips SP, HTAB, CR and LF. Nothing for any other octet outside the alphabet, missing or early
/// padding, or bits set beyond the last octet: one value has one spelling.
std::optional<Bytes> from_base64(std::string_view text);

}  // namespace domainsec::inline v1::detail
