// What a set of anchors remembers of the authorities below it: keys made ready for checking
// signatures, and signatures on authorities that were found good (RFC 5280 §6.1.3 (a)(1)).
#pragma once

#include <botan/pubkey.h>

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "least_recently_used.hpp"
#include "trust/path_builder.hpp"
#include "trust/signature.hpp"

namespace domainsec::inline v1::detail {

/// Answers as check_signature() does, only faster: a signature is a fact about octets, and no rule,
/// date or revocation depends on this memory. Thread-safe; bounded. It learns from accepted paths
/// alone, so that a stranger cannot fill it with authorities of his own making.
class IssuerMemory final {
  public:
    IssuerMemory();

    /// The signature on `child` by the key of `issuer`.
    SignatureState check(const CertificateFacts& child, const CertificateFacts& issuer,
                         AlgorithmRules rules);

    /// Keeps what an accepted path holds above its leaf.
    void learn(const CandidatePath& accepted);

    std::size_t remembered_signatures() const;
    std::size_t remembered_keys() const;

    /// Most that are remembered. A prepared P-256 key takes about 6 KiB.
    static constexpr std::size_t max_signatures = 1024;
    static constexpr std::size_t max_keys = 64;

  private:
    /// Checks that have been made ready; each is used by one thread at a time.
    struct PreparedKey {
        struct Prepared {
            Bytes algorithm;
            std::unique_ptr<Botan::PK_Verifier> verifier;
        };
        std::vector<Prepared> idle;
    };

    struct SignatureKey {
        Sha256Digest child;   ///< Fingerprint: what is signed, how, and the signature.
        Sha256Digest issuer;  ///< Of the SubjectPublicKeyInfo.
        friend bool operator==(const SignatureKey&, const SignatureKey&) = default;
    };
    struct Hash {
        std::size_t operator()(const Sha256Digest& digest) const noexcept;
        std::size_t operator()(const SignatureKey& key) const noexcept;
    };

    bool is_known_good(const CertificateFacts& child, const CertificateFacts& issuer);
    std::unique_ptr<Botan::PK_Verifier> take(const Sha256Digest& key, ByteView algorithm);
    void give_back(const Sha256Digest& key, ByteView algorithm,
                   std::unique_ptr<Botan::PK_Verifier> verifier);

    mutable std::mutex lock_;
    LeastRecentlyUsed<Sha256Digest, PreparedKey, Hash> keys_;
    LeastRecentlyUsed<SignatureKey, bool, Hash> good_signatures_;
};

}  // namespace domainsec::inline v1::detail
