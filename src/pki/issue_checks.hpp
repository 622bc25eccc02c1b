// What a certificate of ours must not be, and who must not issue it (RFC 5280 §4.2.1, §6.1).
#pragma once

#include <botan/pkix_enums.h>

#include <domainsec/bytes.hpp>
#include <domainsec/pki/certificate.hpp>
#include <domainsec/pki/issue.hpp>
#include <domainsec/pki/private_key.hpp>

namespace domainsec::inline v1::detail {

/// Throws Error(malformed_key, weak_key, limit_exceeded, unsupported_algorithm) unless it is a key
/// that TLS stacks take.
void check_subject_key(ByteView subject_public_key_info);

/// Throws Error(key_mismatch) unless the key is the authority's, and Error(invalid_argument) unless
/// the certificate makes it an authority that may do this.
void check_authority(const Certificate& authority, const PrivateKey& key,
                     Botan::Key_Constraints::Bits use);

/// Throws Error(invalid_argument) when the new certificate would be valid outside of the
/// authority's own time, or would be an authority where none may follow.
void check_within_authority(const Certificate& authority, const CertificateTemplate& content);

}  // namespace domainsec::inline v1::detail
