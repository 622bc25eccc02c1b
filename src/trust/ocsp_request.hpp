// The question put to an OCSP responder (RFC 6960 §4.1; RFC 9654 for the nonce).
#pragma once

#include <array>

#include "trust/certificate_facts.hpp"

namespace domainsec::inline v1::detail {

/// How a certificate's issuer is named in a CertID: digests of its name and of its key.
struct IssuerDigests {
    Bytes name;
    Bytes key;
};

/// `hash`: as Botan names it. The name is the issuer's as it stands in `subject`; the key is the
/// content of the BIT STRING in `issuer`, without its unused bits.
IssuerDigests issuer_digests(const CertificateFacts& subject, const CertificateFacts& issuer,
                             std::string_view hash);

/// SHA-1 of the key, as responders are named by it (RFC 6960 §4.2.1).
Bytes responder_key_hash(const CertificateFacts& responder);

/// An OCSPRequest in DER about one certificate, unsigned and without a nonce: the same question is
/// the same octets, and caches of responders can answer it. The CertID uses SHA-1, for that is what
/// all responders look up (RFC 5019 §2.1.1); nothing rests on its strength.
Bytes ocsp_request(const CertificateFacts& subject, const CertificateFacts& issuer);

using OcspNonce = std::array<std::uint8_t, 32>;

/// The same question with a nonce of 32 octets (RFC 9654 §2.1). `request` is one of ocsp_request().
Bytes with_nonce(ByteView request, const OcspNonce& nonce);

}  // namespace domainsec::inline v1::detail
