// The signature on a list or an answer: checked once for each key, and remembered (RFC 5280 §5.1.1,
// RFC 6960 §4.2.1).
#pragma once

#include <domainsec/pki/certificate.hpp>
#include <mutex>
#include <vector>

#include "trust/signature.hpp"

namespace domainsec::inline v1::detail {

/// Views point into the object that owns this one. Safe between threads once it is filled.
class RememberedSignature final {
  public:
    ByteView signed_part;
    ByteView algorithm;  ///< AlgorithmIdentifier, whole.
    ByteView signature;

    /// The state for the key of `signer`.
    SignatureState check(const Certificate& signer, AlgorithmRules rules) const;

  private:
    struct Checked {
        Sha256Digest key;
        AlgorithmRules rules;
        SignatureState state;
    };
    mutable std::mutex mutex_;
    mutable std::vector<Checked> checked_;
};

}  // namespace domainsec::inline v1::detail
