// The frame that certificates, revocation lists and OCSP answers share: what is signed, how, and
// the signature (RFC 5280 §4.1.1, §5.1.1).
#pragma once

#include <domainsec/bytes.hpp>
#include <optional>

#include "pki/der_reader.hpp"

namespace domainsec::inline v1::detail {

struct SignedObject {
    ByteView signed_part;          ///< Whole, as it is hashed.
    ByteView content;              ///< What stands in signed_part.
    ByteView signature_algorithm;  ///< AlgorithmIdentifier, whole.
    ByteView signature;            ///< Without the octet that counts unused bits; that is 0.
};

/// Nothing when the octets are not such an object, or more than one.
inline std::optional<SignedObject> read_signed_object(ByteView der) noexcept {
    const auto outer = only_element(der, der_sequence);
    if (!outer) return std::nullopt;
    DerReader fields(outer->content);
    const auto signed_part = fields.next(der_sequence);
    const auto algorithm = fields.next(der_sequence);
    const auto signature = fields.next(der_bit_string);
    if (!signed_part || !algorithm || !signature || !fields.at_end()) return std::nullopt;
    if (signature->content.empty() || signature->content[0] != 0) return std::nullopt;
    return SignedObject{signed_part->whole, signed_part->content, algorithm->whole,
                        signature->content.subspan(1)};
}

}  // namespace domainsec::inline v1::detail
