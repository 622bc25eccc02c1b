// Requests for a certificate (PKCS#10: RFC 2986, RFC 2985 §5.4.2).
#pragma once

#include <domainsec/bytes.hpp>
#include <domainsec/export.hpp>
#include <domainsec/pki/issue.hpp>
#include <domainsec/pki/private_key.hpp>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace domainsec::inline v1 {

struct CertificateRequestData;

/// One request, whose signature fits: whoever made it holds the key (RFC 2986 §4.2). What it says
/// is a wish of its maker and nothing more. Immutable, shared on copy, safe between threads.
class DOMAINSEC_EXPORT CertificateRequest final {
  public:
    /// Reads one request in DER, at most 64 KiB. Nothing when it cannot be read or its signature
    /// does not fit; `why`, when given, then gets one sentence.
    static std::optional<CertificateRequest> from_der(ByteView der, std::string* why = nullptr);

    /// Reads exactly one in PEM ("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST") or DER. Throws
    /// Error(malformed_request).
    static CertificateRequest from_octets(ByteView octets);

    /// The same from a file. Throws Error(unreadable_file) as well.
    static CertificateRequest from_file(const std::filesystem::path& path);

    const Bytes& der() const noexcept;
    std::string pem() const;

    /// The distinguished name as one line (RFC 4514), escaped for people.
    std::string subject() const;
    /// Common name and organization of the subject; empty where there is none.
    const std::string& common_name() const noexcept;
    const std::string& organization() const noexcept;

    /// dNSName entries of the wished subjectAltName, escaped; possibly no names at all.
    const std::vector<std::string>& dns_names() const noexcept;

    /// Object identifiers of the wished extended key usage, dotted.
    const std::vector<std::string>& extended_key_usages() const noexcept;

    bool asks_for_ca() const noexcept;

    /// The SubjectPublicKeyInfo in DER, and SHA-256 over it: what will be pinned.
    const Bytes& public_key() const noexcept;
    const Sha256Digest& spki_sha256() const noexcept;
    /// "ECDSA P-256", "RSA 2048", ... for people.
    std::string key_description() const;

    friend bool operator==(const CertificateRequest& a, const CertificateRequest& b) noexcept {
        return a.der() == b.der();
    }

    explicit CertificateRequest(std::shared_ptr<const CertificateRequestData> data) noexcept
        : data_(std::move(data)) {}

  private:
    std::shared_ptr<const CertificateRequestData> data_;
};

/// A request for what `content` says; dates and addresses of revocation data are the authority's
/// matter and are left out. Throws Error(invalid_argument) that names the field, and
/// Error(unsupported_algorithm) for a key that no TLS stack would take.
DOMAINSEC_EXPORT CertificateRequest make_request(const PrivateKey& key,
                                                 const CertificateTemplate& content);

}  // namespace domainsec::inline v1
