// A public key that is checked and ready to verify stamps (RFC 8032, RFC 8463; FIPS 186-5 for
// ECDSA).
#pragma once

#include <domainsec/bytes.hpp>
#include <domainsec/stamp/stamp_key.hpp>
#include <memory>

namespace Botan {
class Public_Key;
}

namespace domainsec::inline v1::detail {

/// Immutable; safe between threads.
class VerificationKey final {
  public:
    /// From a SubjectPublicKeyInfo in DER. Throws Error(malformed_key, unsupported_algorithm).
    static VerificationKey from_public_key_info(ByteView der);

    /// In the form of KeyRingEntry::public_key. Throws Error(malformed_key, unsupported_algorithm).
    static VerificationKey from_entry(StampAlgorithm algorithm, ByteView octets);

    StampAlgorithm algorithm() const noexcept { return algorithm_; }

    /// In the form of KeyRingEntry::public_key.
    Bytes entry_octets() const;

    bool verifies(const Sha256Digest& digest, ByteView signature) const;

  private:
    VerificationKey(StampAlgorithm algorithm, std::shared_ptr<const Botan::Public_Key> key) noexcept
        : algorithm_(algorithm), key_(std::move(key)) {}

    StampAlgorithm algorithm_;
    std::shared_ptr<const Botan::Public_Key> key_;
};

/// Botan's name for how the digest is signed: PureEd25519 over its octets, ECDSA over it as hash.
const char* signature_scheme(StampAlgorithm algorithm) noexcept;

}  // namespace domainsec::inline v1::detail
