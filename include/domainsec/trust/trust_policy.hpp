// One partner's rules for the other side's certificate, in one direction: what the administrator
// configured, as values.
#pragma once

#include <cstddef>
#include <domainsec/clock.hpp>
#include <domainsec/export.hpp>
#include <domainsec/names/domain_name.hpp>
#include <domainsec/pki/certificate.hpp>
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace domainsec::inline v1 {

/// What vouches for the peer's certificate.
enum class TrustMethod {
    system,   ///< A chain to one of the machine's trusted roots.
    anchors,  ///< A chain to a certificate named by the administrator, or that very certificate
              ///< itself.
    pin,      ///< The leaf's key is one of those named by the administrator.
    dane,     ///< TLSA records, DNSSEC-secure (RFC 7671, RFC 7672).
};

/// Which extended key usage the leaf must have when the peer is a client. A server always needs
/// serverAuth.
enum class EkuMode {
    client,  ///< clientAuth (RFC 5280 §4.2.1.12), or no such extension.
    mta,     ///< clientAuth or serverAuth: public CAs no longer issue clientAuth, so serverAuth may
             ///< stand for an MTA.
    any,     ///< Not looked at.
};

/// What missing revocation data means.
enum class RevocationMode {
    hard,  ///< Each certificate below the anchor must be known not to be revoked; otherwise a
           ///< temporary error.
    soft,  ///< Missing data is a warning; a revoked certificate fails all the same.
    off,   ///< Not looked at.
};

/// What the peer is in the session: the chain is judged for this role.
enum class PeerRole { client, server };

DOMAINSEC_EXPORT std::string_view to_string(TrustMethod method) noexcept;
DOMAINSEC_EXPORT std::string_view to_string(EkuMode mode) noexcept;
DOMAINSEC_EXPORT std::string_view to_string(RevocationMode mode) noexcept;
DOMAINSEC_EXPORT std::string_view to_string(PeerRole role) noexcept;

struct AnchorIndex;

/// A set of trust anchors, prepared once and shared. Immutable, thread-safe; it remembers good
/// signatures on the authorities below it, in bounds, so judge with one set rather than with
/// copies. An anchor is trusted by name and key; its own signature and dates are not looked at (RFC
/// 5280 §6.1.1(d)), except that a leaf that is itself the anchor must be within its dates. What an
/// anchor says of its limits (authority or not, path length, usages, name constraints) holds (RFC
/// 5937): an edge's own certificate that is trusted as such issues nothing.
class DOMAINSEC_EXPORT AnchorSet final {
  public:
    static std::shared_ptr<const AnchorSet> from_certificates(std::vector<Certificate> anchors);

    /// The certificates of a file (PEM, as many as there are, or one in DER), or of each *.pem,
    /// *.crt and *.cer in a directory: regular files and links to such, hidden ones left out. A
    /// certificate that is there twice counts once. Throws Error(unreadable_file,
    /// malformed_certificate) that names the file, also when there is none at all: half a set of
    /// anchors is never used. At most 10,000 files and 10,000 certificates: Error(limit_exceeded).
    static std::shared_ptr<const AnchorSet> from_path(const std::filesystem::path& path);

    /// The machine's trusted roots. One that cannot be read is left out. Throws
    /// Error(unreadable_file) when there are none.
    static std::shared_ptr<const AnchorSet> system();

    ~AnchorSet();
    AnchorSet(const AnchorSet&) = delete;
    AnchorSet& operator=(const AnchorSet&) = delete;

    const std::vector<Certificate>& certificates() const noexcept { return certificates_; }

    /// SHA-256 over the sorted fingerprints: the set's identity in caches.
    const Sha256Digest& digest() const noexcept { return digest_; }

    const AnchorIndex& index() const noexcept { return *index_; }

  private:
    explicit AnchorSet(std::vector<Certificate> anchors);
    std::vector<Certificate> certificates_;
    std::unique_ptr<const AnchorIndex> index_;
    Sha256Digest digest_{};
};

/// Bounds on one validation, so that no chain can buy time or memory.
struct DOMAINSEC_EXPORT ValidationLimits {
    /// Certificates of one path, leaf and anchor included, 1 to 32.
    std::size_t max_path_length = 10;
    /// Candidate paths tried, 1 to 1000.
    std::size_t max_paths = 32;
    /// Signatures checked in all, 1 to 1000, and as many again on revocation data; those of slow
    /// keys (RSA over 4096 bits or with a long exponent, P-384, P-521) count for several.
    std::size_t max_signatures = 64;

    /// Throws Error(invalid_argument) that names the field which is out of range.
    void check() const;
};

/// The rules themselves. A plain value; ChainValidator takes a checked copy.
struct DOMAINSEC_EXPORT TrustPolicy {
    TrustMethod method = TrustMethod::anchors;
    /// For `system` and `anchors`: never null there.
    std::shared_ptr<const AnchorSet> anchors;
    /// For `pin`: SHA-256 of the leaf's SubjectPublicKeyInfo, current first, then next; 1 to 16. A
    /// leaf with the key of the last one is a warning, `pin_only_current`: the next key is in use,
    /// and none is spare.
    std::vector<Sha256Digest> pins;
    /// Reference identities (RFC 9525 §2): the certificate must hold one of these in
    /// subjectAltName. Needed for every method but `pin` and DANE-EE.
    std::vector<DomainName> identities;
    /// Owner names of the TLSA records for `dane`, for example "_25._tcp.mx1.fabrikam.example".
    std::vector<DomainName> tlsa_owners;
    /// Whether "*.fabrikam.example" in the certificate stands for names one label below (RFC 9525
    /// §6.3).
    bool wildcards = false;
    EkuMode eku = EkuMode::client;
    RevocationMode revocation = RevocationMode::hard;
    /// A leaf valid for no longer than this needs no revocation data, 0 s (never) to 30 days.
    Seconds short_lived{std::chrono::hours{24 * 10}};
    /// Shortest RSA modulus accepted, 2048 to 8192 bits.
    std::size_t min_rsa_bits = 2048;
    ValidationLimits limits;

    /// Throws Error(invalid_argument) that names the field which is missing or out of range.
    void check() const;

    /// The same, where names come from elsewhere.
    void check_without_identities() const;
};

}  // namespace domainsec::inline v1
