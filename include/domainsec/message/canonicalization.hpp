// The canonical forms that are hashed, exactly those of DKIM (RFC 6376 §3.4). A message stored with
// LF line ends has the same canonical form as on the wire.
#pragma once

#include <cstdint>
#include <domainsec/export.hpp>
#include <domainsec/message/message_view.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace domainsec::inline v1 {

enum class Canonicalization {
    simple,  ///< As it is; trailing empty lines of the body are dropped (RFC 6376 §3.4.1, §3.4.3).
    relaxed,  ///< White space folded, names in lower case (RFC 6376 §3.4.2, §3.4.4).
};

DOMAINSEC_EXPORT std::string_view to_string(Canonicalization canonicalization) noexcept;

/// The pair named by `c=`: header first, "relaxed/simple"; the body is simple when only one is
/// given (RFC 6376 §3.5).
struct CanonicalizationPair {
    Canonicalization header = Canonicalization::relaxed;
    Canonicalization body = Canonicalization::relaxed;
    friend bool operator==(const CanonicalizationPair&, const CanonicalizationPair&) = default;
};

DOMAINSEC_EXPORT std::string to_string(CanonicalizationPair pair);
DOMAINSEC_EXPORT std::optional<CanonicalizationPair> canonicalization_from_string(
    std::string_view text) noexcept;

/// One header field in canonical form, CRLF at its end included.
DOMAINSEC_EXPORT std::string canonical_field(const HeaderField& field, Canonicalization form);

/// The body in canonical form. For tests and other implementations; stamping hashes without making
/// this copy.
DOMAINSEC_EXPORT std::string canonical_body(std::string_view body, Canonicalization form);

}  // namespace domainsec::inline v1
