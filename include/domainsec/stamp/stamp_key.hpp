// The key that signs stamps: held here, or behind a callback so that the Internet-facing process
// holds none.
#pragma once

#include <chrono>
#include <domainsec/bytes.hpp>
#include <domainsec/export.hpp>
#include <domainsec/pki/private_key.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace domainsec::inline v1 {

/// a=: how a stamp is signed. A selector names one of these for good; the field cannot choose.
enum class StampAlgorithm {
    ed25519_sha256,     ///< PureEd25519 over the SHA-256 digest (RFC 8463 §3): 64 octets.
    ecdsa_p256_sha256,  ///< ECDSA P-256, raw r and s of 32 octets each, for keys in an HSM.
    ml_dsa_65_sha256,  ///< ML-DSA-65 (FIPS 204) over the SHA-256 digest, for archives: 3309 octets.
    /// Both an Ed25519 and an ML-DSA-65 key sign the same digest, and both must hold: b= and b2=.
    ed25519_ml_dsa_65_sha256,
};

/// "ed25519-sha256", "ecdsa-p256-sha256", "ml-dsa-65-sha256", "ed25519-sha256+ml-dsa-65-sha256".
DOMAINSEC_EXPORT std::string_view to_string(StampAlgorithm algorithm) noexcept;
DOMAINSEC_EXPORT std::optional<StampAlgorithm> stamp_algorithm_from_string(
    std::string_view text) noexcept;

/// Octets of a signature: 64 or 3309; 3373 for both, Ed25519's first.
DOMAINSEC_EXPORT std::size_t signature_octets(StampAlgorithm algorithm) noexcept;

/// Signs a 32-octet digest; gives as many octets as signature_octets() says, or none when it
/// cannot. Called without any lock held. May throw: a temporary verdict follows.
using SigningCallback = std::function<Bytes(ByteView digest)>;

/// A signing key, or the two of a set. Immutable, shared on copy, thread-safe.
class DOMAINSEC_EXPORT StampKey final {
  public:
    /// Throws Error(unsupported_algorithm) for anything but Ed25519, ECDSA P-256 and ML-DSA-65.
    explicit StampKey(const PrivateKey& key);

    /// Both sign: Ed25519 for today, ML-DSA-65 for archives. Throws Error(unsupported_algorithm)
    /// for other keys.
    StampKey(const PrivateKey& ed25519, const PrivateKey& ml_dsa_65);

    /// Keys somewhere else. `public_key` is the SubjectPublicKeyInfo in DER, or the two of a set
    /// end to end; each signature is checked against it before use, so that a fault there cannot
    /// leak. Throws Error(malformed_key, unsupported_algorithm).
    StampKey(ByteView public_key, SigningCallback sign);

    /// One key from a file as PrivateKey::from_file() reads it, or a set: two of them in PEM,
    /// Ed25519 first, with one passphrase. Throws what that does.
    static StampKey from_file(const std::filesystem::path& file, std::string_view passphrase = {});

    /// Keys of another process, asked over a Unix socket for each signature (`domainsec key serve`;
    /// docs/stamp-format.md §5.5). `public_key` as above; `timeout` 10 ms to 60 s, for one
    /// signature. Throws Error(malformed_key, unsupported_algorithm, invalid_argument); nothing is
    /// asked yet. The path has 1 to 107 octets.
    static StampKey from_socket(const std::filesystem::path& socket, ByteView public_key,
                                std::chrono::milliseconds timeout = std::chrono::seconds{2});

    StampAlgorithm algorithm() const noexcept;

    /// SubjectPublicKeyInfo in DER; the two of a set end to end.
    const Bytes& public_key() const noexcept;

    /// The signature over a digest; those of a set end to end. Ed25519's and ECDSA's (RFC 6979) are
    /// the same each time, ML-DSA's is not (FIPS 204 §3.4, hedged). Empty when it cannot be made
    /// now: the callback failed, or there is no randomness; `why` then gets a sentence, escaped.
    /// Never half a set.
    Bytes sign(const Sha256Digest& digest, std::string* why = nullptr) const;

  private:
    struct Impl;
    std::shared_ptr<const Impl> impl_;
};

}  // namespace domainsec::inline v1
