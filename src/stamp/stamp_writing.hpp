// Writes the Domain-Secured field, folded so that no line is longer than it need be (RFC 5322
// §2.1.1).
#pragma once

#include <domainsec/bytes.hpp>
#include <domainsec/stamp/stamp_key.hpp>
#include <domainsec/stamp/stamper.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "stamp/content_digest.hpp"
#include "stamp/stamp_facts.hpp"

namespace domainsec::inline v1::detail {

inline constexpr std::string_view stamp_field_name = "Domain-Secured";

/// What a stamp says of what it covers.
struct StampCoverage {
    std::string_view covered;  ///< The text of h=.
    TransferEncoding encoding = TransferEncoding::identity;
    Sha256Digest body_hash{};
    std::optional<Sha256Digest> content_hash;  ///< dh=
    ByteView recipient_tokens;                 ///< rt=; empty: none
};

/// The field with empty signatures and without a line end: up to and with "b=", or "b2=".
std::string write_unsigned_stamp(const StamperOptions& options, StampAlgorithm algorithm,
                                 const StampFacts& facts, const StampCoverage& coverage,
                                 std::string_view line_end);

/// Puts the signatures into such a field, and the last line end behind it.
void put_signatures(std::string& field, StampAlgorithm algorithm, ByteView signatures,
                    std::string_view line_end);

}  // namespace domainsec::inline v1::detail
