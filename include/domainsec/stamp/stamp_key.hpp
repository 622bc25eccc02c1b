// The key that signs stamps: held here, or behind a callback so that the Internet-facing process
// holds none.
#pragma once

#include <domainsec/bytes.hpp>
#include <domainsec/export.hpp>
#include <domainsec/pki/private_key.hpp>
#include <functional>
#include <memory>
#include <string_view>

namespace domainsec::inline v1 {

/// a=: how a stamp is signed.
enum class StampAlgorithm {
    ed25519_sha256,     ///< PureEd25519 over the SHA-256 digest (RFC 8463 §3).
    ecdsa_p256_sha256,  ///< ECDSA P-256, raw r and s of 32 octets each, for keys in an HSM.
};

/// "ed25519-sha256", "ecdsa-p256-sha256".
DOMAINSEC_EXPORT std::string_view to_string(StampAlgorithm algorithm) noexcept;

/// Signs a 32-octet digest; gives 64 octets, or none when it cannot. Called without any lock held.
/// May throw: a temporary verdict follows.
using SigningCallback = std::function<Bytes(ByteView digest)>;

/// A signing key. Immutable, shared on copy, thread-safe.
class DOMAINSEC_EXPORT StampKey final {
  public:
    /// Throws Error(unsupported_algorithm) for anything but Ed25519 and ECDSA P-256.
    explicit StampKey(const PrivateKey& key);

    /// A key somewhere else. `public_key` is its SubjectPublicKeyInfo in DER; each signature is
    /// checked against it before use, so that a fault there cannot leak. Throws
    /// Error(malformed_key, unsupported_algorithm).
    StampKey(ByteView public_key, SigningCallback sign);

    StampAlgorithm algorithm() const noexcept;

    /// SubjectPublicKeyInfo in DER.
    const Bytes& public_key() const noexcept;

    /// The signature over a digest. Empty when the callback failed.
    Bytes sign(const Sha256Digest& digest) const;

  private:
    struct Impl;
    std::shared_ptr<const Impl> impl_;
};

}  // namespace domainsec::inline v1
