// Making certificates: self-signed, or issued by a small authority of our own (RFC 5280 §4).
#pragma once

#include <cstdint>
#include <domainsec/clock.hpp>
#include <domainsec/export.hpp>
#include <domainsec/names/domain_name.hpp>
#include <domainsec/pki/certificate.hpp>
#include <domainsec/pki/private_key.hpp>
#include <string>
#include <vector>

namespace domainsec::inline v1 {

/// What a new certificate says.
struct DOMAINSEC_EXPORT CertificateTemplate {
    /// The common name; at most 64 characters. Empty: the first of `dns_names`, where it fits.
    std::string common_name;
    /// The organization name of the subject; may be empty.
    std::string organization;
    /// Names for subjectAltName: for Domain Security all mail domains of the organization, then
    /// host names.
    std::vector<DomainName> dns_names;
    /// Wildcards for subjectAltName, "*.fabrikam.example".
    std::vector<std::string> dns_wildcards;
    TimePoint not_before{};
    /// Up to and including this second. After `not_before`, at most 30 years later.
    TimePoint not_after{};
    /// Extended key usage. Both by default, for an edge is client and server. Neither: no such
    /// extension.
    bool server_auth = true;
    bool client_auth = true;
    /// A certificate authority instead of an edge; `path_length` CAs may follow below (0 to 10).
    bool is_ca = false;
    unsigned path_length = 0;
    /// With is_ca: only names at or below these domains may be issued below it, critical (RFC 5280
    /// §4.2.1.10). Empty: any. Whoever trusts the authority trusts it for these alone.
    std::vector<DomainName> permitted_domains;
    /// Where revocation data is found; empty: the extension is left out.
    std::vector<std::string> crl_uris;
    std::vector<std::string> ocsp_uris;

    /// Throws Error(invalid_argument) that names the field which is wrong.
    void check() const;
};

/// A self-signed certificate. Throws Error(unsupported_algorithm) for an Ed25519 key: no TLS stack
/// would take it here. Throws Error(limit_exceeded) when the names make it longer than 64 KiB.
DOMAINSEC_EXPORT Certificate make_self_signed(const PrivateKey& key,
                                              const CertificateTemplate& content);

/// A certificate for `subject_key` (SubjectPublicKeyInfo in DER), signed by an authority. Throws
/// Error(invalid_argument) when the authority is no CA, allows no such CA below it, or the new
/// validity reaches outside its own; Error(key_mismatch) when its certificate and key do not belong
/// together; Error(malformed_key, weak_key, limit_exceeded, unsupported_algorithm) for the
/// subject's key.
DOMAINSEC_EXPORT Certificate issue_certificate(const Certificate& authority,
                                               const PrivateKey& authority_key,
                                               ByteView subject_key,
                                               const CertificateTemplate& content);

/// A revoked certificate in a list.
struct RevokedEntry {
    Bytes serial;  ///< Big-endian, as in the certificate.
    TimePoint revoked_at{};
    /// CRLReason (RFC 5280 §5.3.1): 1 to 10 without 7; 0, unspecified, is left out.
    std::uint8_t reason = 0;
};

/// A certificate revocation list in DER (RFC 5280 §5), valid from `this_update` up to
/// `next_update`. Throws Error(invalid_argument, key_mismatch).
DOMAINSEC_EXPORT Bytes make_crl(const Certificate& authority, const PrivateKey& authority_key,
                                const std::vector<RevokedEntry>& revoked, TimePoint this_update,
                                TimePoint next_update, unsigned number = 1);

}  // namespace domainsec::inline v1
