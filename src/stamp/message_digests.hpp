// The two digests of a stamp: of the body, and of the covered fields with the stamp itself (RFC
// 6376 §3.7).
#pragma once

#include <domainsec/bytes.hpp>
#include <domainsec/message/canonicalization.hpp>
#include <domainsec/message/message_view.hpp>
#include <string>
#include <string_view>

#include "message/canonical_body.hpp"

namespace domainsec::inline v1::detail {

/// bh=, and what was met of line ends in the same pass.
struct BodyDigest {
    Sha256Digest digest{};
    FramingSeen framing;
};

BodyDigest digest_body(std::string_view body, Canonicalization form);

/// Ends the signed text with the stamp's field, its b= already empty, without the last CRLF, and
/// gives the digest of all. `field` begins with the name of the stamp's field.
Sha256Digest digest_header(std::string& canonical_fields, std::string_view field,
                           std::string_view name, Canonicalization form);

/// The octets of `field` without those of `cut`, which lies in it.
std::string without(std::string_view field, std::string_view cut);

}  // namespace domainsec::inline v1::detail
