// dkim-quoted-printable: any text as part of a tag value (RFC 6376 §2.11).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace domainsec::inline v1::detail {

/// What is no dkim-safe-char becomes "=XX" in upper-case hex.
std::string to_quoted_printable(std::string_view text);

/// White space is folding and skipped. Nothing for a "=" without two upper-case hex digits after it
/// (they may not be folded apart), for ";" and for octets that should have been encoded.
std::optional<std::string> from_quoted_printable(std::string_view text);

}  // namespace domainsec::inline v1::detail
