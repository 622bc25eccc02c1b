// Signatures on certificates and revocation lists: which algorithms count, and checking them (RFC
// 5280 §4.1.1.2, RFC 4055, RFC 5758, RFC 8410).
#pragma once

#include <domainsec/pki/certificate.hpp>
#include <domainsec/trust/validator_options.hpp>
#include <memory>
#include <string>

namespace Botan {
class PK_Verifier;
}

namespace domainsec::inline v1::detail {

/// Which algorithms count.
enum class AlgorithmRules {
    current,
    legacy,  ///< SHA-1 and DSA as well: ValidatorOptions::legacy_algorithms.
};

inline AlgorithmRules algorithms_of(const ValidatorOptions& options) noexcept {
    return options.legacy_algorithms ? AlgorithmRules::legacy : AlgorithmRules::current;
}

struct SignatureAlgorithm {
    bool acceptable = false;
    bool legacy = false;  ///< Acceptable under AlgorithmRules::legacy.
    std::string name;     ///< For people.

    bool accepted_by(AlgorithmRules rules) const noexcept {
        return acceptable || (legacy && rules == AlgorithmRules::legacy);
    }
};

/// Looks at an AlgorithmIdentifier: SHA-256 and better with RSA, RSA-PSS and ECDSA, and Ed25519.
SignatureAlgorithm signature_algorithm(ByteView algorithm_identifier);

enum class SignatureState {
    good,
    bad,
    weak_algorithm,  ///< Not checked: the algorithm proves nothing.
    unusable_key,    ///< Not checked: the signer's key is of no use.
};

/// What checking one signature of this key costs, in units of one with P-256 or RSA of 4096 bits;
/// at least 1.
std::size_t verification_cost(const Certificate& signer) noexcept;

/// Makes the key of `signer` ready for signatures of one algorithm; null when the two do not go
/// together, or the key is of no use. To be used by one thread at a time.
std::unique_ptr<Botan::PK_Verifier> prepare_verifier(const Certificate& signer,
                                                     ByteView algorithm_identifier);

/// good, or bad: also when there is no verifier.
SignatureState verify(Botan::PK_Verifier* verifier, ByteView signed_part, ByteView signature);

/// Checks `signature` over `signed_part` with the key of `signer`.
SignatureState check_signature(ByteView signed_part, ByteView algorithm_identifier,
                               ByteView signature, const Certificate& signer,
                               AlgorithmRules rules = AlgorithmRules::current);

}  // namespace domainsec::inline v1::detail
