// Where the parts of a certificate stand (RFC 5280 §4.1), found in one pass and without copies.
#pragma once

#include <domainsec/bytes.hpp>
#include <domainsec/clock.hpp>
#include <optional>
#include <string>
#include <vector>

namespace domainsec::inline v1::detail {

struct ExtensionField {
    ByteView oid;  ///< Content octets.
    bool critical = false;
    ByteView value;  ///< What the OCTET STRING holds.
};

/// Views into the DER that was read. Extensions are told apart, not read.
struct CertificateFields {
    ByteView signed_part;          ///< The TBSCertificate, whole.
    ByteView signature_algorithm;  ///< AlgorithmIdentifier, whole.
    ByteView signature;
    unsigned version = 1;
    ByteView serial;  ///< Content of the INTEGER.
    ByteView issuer;  ///< Name, whole.
    TimePoint not_before{};
    TimePoint not_after{};
    ByteView subject;          ///< Name, whole.
    ByteView public_key_info;  ///< SubjectPublicKeyInfo, whole.
    std::vector<ExtensionField> extensions;

    /// The one with this object identifier, given as content octets; null when there is none.
    const ExtensionField* extension(std::string_view oid) const noexcept;
};

/// Reads one certificate in DER; nothing when it is none, and `why` gets a sentence. Everything but
/// the contents of key, extensions and signature is looked at.
std::optional<CertificateFields> read_certificate_fields(ByteView der, std::string& why);

}  // namespace domainsec::inline v1::detail
