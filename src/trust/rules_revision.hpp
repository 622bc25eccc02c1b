// One digest over all rules of a judgement, for caches.
#pragma once

#include <domainsec/trust/trust_policy.hpp>
#include <domainsec/trust/validator_options.hpp>

namespace domainsec::inline v1::detail {

/// Differs when any rule differs, anchors included.
Sha256Digest rules_revision(const TrustPolicy& policy, PeerRole peer,
                            const ValidatorOptions& options);

}  // namespace domainsec::inline v1::detail
