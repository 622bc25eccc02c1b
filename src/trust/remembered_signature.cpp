// Remembers what checking a signature found.
#include "trust/remembered_signature.hpp"

namespace domainsec::inline v1::detail {

SignatureState RememberedSignature::check(const Certificate& signer, AlgorithmRules rules) const {
    constexpr std::size_t max_remembered = 8;
    const Sha256Digest& key = signer.spki_sha256();
    {
        const std::lock_guard lock(mutex_);
        for (const Checked& checked : checked_)
            if (checked.key == key && checked.rules == rules) return checked.state;
    }
    const SignatureState state = check_signature(signed_part, algorithm, signature, signer, rules);
    const std::lock_guard lock(mutex_);
    if (checked_.size() < max_remembered) checked_.push_back({key, rules, state});
    return state;
}

}  // namespace domainsec::inline v1::detail
