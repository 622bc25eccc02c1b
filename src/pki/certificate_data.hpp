// What stands behind a Certificate: its DER, where the parts stand in it, and what is asked often,
// worked out once (RFC 5280).
#pragma once

#include <botan/pk_keys.h>
#include <botan/x509cert.h>

#include <domainsec/pki/certificate.hpp>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "pki/certificate_fields.hpp"
#include "pki/public_key_facts.hpp"

namespace domainsec::inline v1 {

/// Immutable once made; safe between threads.
struct CertificateData final {
    /// `fields` are those of `der`.
    CertificateData(Bytes der, detail::CertificateFields fields);
    CertificateData(const CertificateData&) = delete;
    CertificateData& operator=(const CertificateData&) = delete;

    Bytes der;
    detail::CertificateFields fields;
    Sha256Digest fingerprint;
    Bytes public_key_info;  ///< SubjectPublicKeyInfo.
    Sha256Digest spki_sha256;
    bool is_ca = false;
    /// Looked up in the encoding, without building a key.
    detail::PublicKeyFacts key;

    /// What people are shown and judgements do without; worked out at the first call.
    struct Shown {
        /// dNSName entries in their order, octet by octet and escaped.
        std::vector<std::string> dns_names;
        std::vector<std::string> escaped_dns_names;
        std::vector<std::string> extended_key_usages;
    };
    const Shown& shown() const;

    /// Botan's object, built at the first call, for what hands it on to Botan. Throws
    /// Error(malformed_certificate) where Botan is stricter: dates after the year 3100.
    const Botan::X509_Certificate& x509() const;

    /// The key, built at the first call; nothing when it cannot be used: unknown kind, malformed,
    /// or so large that using it would cost too much (RSA over 8192 bits, exponent over 64 bits).
    std::shared_ptr<const Botan::Public_Key> botan_key() const;

    /// Known extensions whose content cannot be read, dotted. What such an extension would say must
    /// not be taken as absent. Throws as x509() does.
    std::vector<std::string> unreadable_extensions() const;

  private:
    mutable std::once_flag shown_made_;
    mutable Shown shown_;
    mutable std::once_flag x509_built_;
    mutable std::optional<Botan::X509_Certificate> x509_;
    mutable std::once_flag key_built_;
    mutable std::shared_ptr<const Botan::Public_Key> botan_key_;
};

namespace detail {

/// Octets that one certificate may have.
constexpr std::size_t max_certificate_octets = 64 * 1024;

/// Builds a certificate from DER without a limit of size, or says why not. For issuing and for
/// from_der().
std::shared_ptr<const CertificateData> parse_certificate(ByteView der, std::string& why);

/// The same certificate, with this SubjectPublicKeyInfo as the one to compute with.
std::shared_ptr<const CertificateData> with_public_key(const CertificateData& certificate,
                                                       Bytes public_key_info);

/// A Name in DER as RFC 4514 writes it, least significant part first, in printable ASCII, at most
/// 1,024 characters.
std::string name_as_text(ByteView name);

/// Whether two Names in DER are the same (RFC 5280 §7.1).
bool is_same_name(ByteView a, ByteView b);

}  // namespace detail
}  // namespace domainsec::inline v1
