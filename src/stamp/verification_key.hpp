// A public key that is checked and ready to verify stamps (RFC 8032, RFC 8463; FIPS 186-5 for
// ECDSA).
#pragma once

#include <domainsec/bytes.hpp>
#include <domainsec/stamp/stamp_key.hpp>
#include <memory>
#include <utility>
#include <vector>

namespace domainsec::inline v1::detail {

/// The public keys of one selector: one, or Ed25519's and ML-DSA-65's. Immutable; safe between
/// threads.
class VerificationKey final {
  public:
    /// From one SubjectPublicKeyInfo in DER, or from the two of a set end to end. Throws
    /// Error(malformed_key, unsupported_algorithm).
    static VerificationKey from_public_key_info(ByteView der);

    /// In the form of KeyRingEntry::public_key. Throws Error(malformed_key, unsupported_algorithm).
    static VerificationKey from_entry(StampAlgorithm algorithm, ByteView octets);

    StampAlgorithm algorithm() const noexcept { return algorithm_; }

    /// In the form of KeyRingEntry::public_key.
    Bytes entry_octets() const;

    /// SubjectPublicKeyInfo in DER, the two of a set end to end.
    Bytes public_key_info() const;

    /// True when each key of the set has its signature, in the order of StampKey::sign().
    bool verifies(const Sha256Digest& digest, ByteView signatures) const;

  private:
    struct Part;
    using Parts = std::vector<std::shared_ptr<Part>>;

    VerificationKey(StampAlgorithm algorithm, Parts parts) noexcept
        : algorithm_(algorithm), parts_(std::move(parts)) {}
    static std::shared_ptr<Part> part_from_info(ByteView der);

    StampAlgorithm algorithm_;
    Parts parts_;
};

/// The keys that a set consists of, in the order of their signatures.
std::vector<StampAlgorithm> parts_of(StampAlgorithm algorithm);

/// Botan's name for how the digest is signed by one key: PureEd25519 over its octets, ECDSA over it
/// as hash, ML-DSA-65 over its octets with fresh randomness (FIPS 204 §3.4).
const char* signature_scheme(StampAlgorithm algorithm) noexcept;

}  // namespace domainsec::inline v1::detail
