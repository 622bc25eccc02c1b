// What stands behind a Certificate: Botan's object, and what is asked often, worked out once
// (RFC 5280).
#pragma once

#include <botan/pk_keys.h>
#include <botan/x509cert.h>

#include <domainsec/pki/certificate.hpp>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "pki/public_key_facts.hpp"

namespace domainsec::inline v1 {

/// Immutable once made; safe between threads.
struct CertificateData final {
    explicit CertificateData(Botan::X509_Certificate certificate, ByteView der);
    CertificateData(const CertificateData&) = delete;
    CertificateData& operator=(const CertificateData&) = delete;

    Botan::X509_Certificate x509;
    Bytes der;
    Sha256Digest fingerprint;
    Bytes public_key_info;  ///< SubjectPublicKeyInfo.
    Sha256Digest spki_sha256;
    TimePoint not_before;
    TimePoint not_after;
    std::string serial;
    /// dNSName entries octet by octet, in their order; `shown_dns_names` has them escaped.
    std::vector<std::string> dns_names;
    std::vector<std::string> shown_dns_names;
    std::vector<std::string> extended_key_usages;
    /// Known extensions whose content cannot be read, dotted. What such an extension would say must
    /// not be taken as absent.
    std::vector<std::string> unreadable_extensions;
    bool is_ca = false;
    bool is_self_issued = false;
    /// Looked up in the encoding, without building a key.
    detail::PublicKeyFacts key;

    /// The key, built at the first call; nothing when it cannot be used: unknown kind, malformed,
    /// or so large that using it would cost too much (RSA over 8192 bits, exponent over 64 bits).
    std::shared_ptr<const Botan::Public_Key> botan_key() const;

  private:
    mutable std::once_flag key_built_;
    mutable std::shared_ptr<const Botan::Public_Key> botan_key_;
};

namespace detail {

/// Octets that one certificate may have.
constexpr std::size_t max_certificate_octets = 64 * 1024;

/// Builds a certificate from DER without a limit of size, or says why not. For issuing and for
/// from_der().
std::shared_ptr<const CertificateData> parse_certificate(ByteView der, std::string& why);

/// RFC 4514, least significant part first, in printable ASCII, at most 1,024 characters.
std::string name_as_text(const Botan::X509_DN& name);

}  // namespace detail
}  // namespace domainsec::inline v1
