// X.509 certificates and chains as values (RFC 5280). Parsing says nothing about trust: that is the
// trust area's.
#pragma once

#include <cstddef>
#include <domainsec/bytes.hpp>
#include <domainsec/clock.hpp>
#include <domainsec/export.hpp>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace domainsec::inline v1 {

struct CertificateData;

/// One certificate. Immutable, shared on copy, safe between threads.
class DOMAINSEC_EXPORT Certificate final {
  public:
    /// Reads one certificate in DER, at most 64 KiB; trailing octets are refused. Nothing when it
    /// cannot be read; `why`, when given, then gets one sentence. For what a peer sends.
    static std::optional<Certificate> from_der(ByteView der, std::string* why = nullptr);

    /// Reads exactly one certificate in PEM or DER. Throws Error(malformed_certificate). For what
    /// we configure.
    static Certificate from_octets(ByteView octets);

    /// Reads exactly one certificate from a file. Throws Error(unreadable_file,
    /// malformed_certificate).
    static Certificate from_file(const std::filesystem::path& path);

    const Bytes& der() const noexcept;
    std::string pem() const;

    /// Distinguished names as one line (RFC 4514), escaped for people; never compare these.
    std::string subject() const;
    std::string issuer() const;

    /// Lower-case hexadecimal without leading zeros.
    std::string serial() const;

    TimePoint not_before() const noexcept;
    TimePoint not_after() const noexcept;

    /// The dNSName entries of subjectAltName as they stand there, escaped; possibly wildcards or
    /// not names at all.
    const std::vector<std::string>& dns_names() const noexcept;

    /// Object identifiers of the extended key usage, dotted; empty when the extension is absent.
    const std::vector<std::string>& extended_key_usages() const noexcept;

    bool is_ca() const noexcept;

    /// Subject and issuer are the same name (RFC 5280 §3.2 "self-issued").
    bool is_self_issued() const noexcept;

    /// "ECDSA P-256", "RSA 2048", "Ed25519", ... for people.
    std::string key_description() const;

    /// The SubjectPublicKeyInfo in DER.
    const Bytes& public_key() const noexcept;

    /// SHA-256 over public_key(): what is pinned.
    const Sha256Digest& spki_sha256() const noexcept;

    /// SHA-256 over der().
    const Sha256Digest& fingerprint() const noexcept;

    friend bool operator==(const Certificate& a, const Certificate& b) noexcept {
        return a.fingerprint() == b.fingerprint();
    }

    const CertificateData& data() const noexcept { return *data_; }
    explicit Certificate(std::shared_ptr<const CertificateData> data) noexcept
        : data_(std::move(data)) {}

  private:
    std::shared_ptr<const CertificateData> data_;
};

/// Most that a peer's chain may hold before it is refused unread.
struct DOMAINSEC_EXPORT ChainLimits {
    /// Certificates in one chain, 1 to 32.
    std::size_t max_certificates = 10;
    /// Octets of all of them together, 1 KiB to 1 MiB.
    std::size_t max_octets = 128 * 1024;

    /// Throws Error(invalid_argument) that names the field which is out of range.
    void check() const;
};

/// The certificates a peer presented, leaf first, in the order of the wire. May be empty: then none
/// was presented.
class DOMAINSEC_EXPORT Chain final {
  public:
    Chain() = default;

    /// Leaf first. The caller has checked the limits.
    explicit Chain(std::vector<Certificate> certificates);

    /// Reads DER certificates, leaf first. Nothing when one cannot be read or a limit is passed;
    /// `why` gets a sentence.
    static std::optional<Chain> from_der(const std::vector<Bytes>& certificates,
                                         const ChainLimits& limits = {},
                                         std::string* why = nullptr);

    /// Reads concatenated PEM, leaf first. Throws Error(malformed_certificate, limit_exceeded).
    static Chain from_pem(std::string_view pem, const ChainLimits& limits = {});

    /// The same from a file. Throws Error(unreadable_file) as well.
    static Chain from_file(const std::filesystem::path& path, const ChainLimits& limits = {});

    bool empty() const noexcept { return certificates_.empty(); }
    const std::vector<Certificate>& certificates() const noexcept { return certificates_; }

    /// The first certificate. Throws Error(invalid_state) when the chain is empty.
    const Certificate& leaf() const;

    /// SHA-256 over the fingerprints in order: the chain's identity in caches and logs.
    const Sha256Digest& digest() const noexcept { return digest_; }

    std::string pem() const;

  private:
    std::vector<Certificate> certificates_;
    Sha256Digest digest_{};
};

/// All certificates of a PEM bundle file, in order; for trust anchors. Throws
/// Error(unreadable_file, malformed_certificate, limit_exceeded over 10,000 certificates).
DOMAINSEC_EXPORT std::vector<Certificate> read_certificates(const std::filesystem::path& path);

/// "sha256/" and base64, as pins are written (RFC 7469 §2.4).
DOMAINSEC_EXPORT std::string to_pin(const Sha256Digest& spki_sha256);

/// Reads such a pin; hexadecimal after "sha256:" is accepted too. Nothing for anything else.
DOMAINSEC_EXPORT std::optional<Sha256Digest> pin_from_string(std::string_view text);

/// Lower-case hexadecimal.
DOMAINSEC_EXPORT std::string to_hex(ByteView octets);

/// SHA-256 (FIPS 180-4).
DOMAINSEC_EXPORT Sha256Digest sha256(ByteView octets);

}  // namespace domainsec::inline v1
