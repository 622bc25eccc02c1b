// Whether the certificates of a path have been revoked (RFC 5280 §6.3, RFC 9608), from the lists
// that are at hand.
#pragma once

#include <domainsec/trust/validation_report.hpp>
#include <vector>

#include "trust/path_rules.hpp"

namespace domainsec::inline v1::detail {

struct RevocationOutcome {
    std::vector<EvidenceRequest> requests;  ///< What is missing, and could be fetched.
    TimePoint valid_until = TimePoint::max();
};

/// Looks at every certificate below the anchor. `private_anchor`: the administrator named the
/// anchor, so that noRevAvail is taken at its word.
RevocationOutcome check_revocation(const RuleInput& input, const Evidence& evidence,
                                   bool private_anchor, FindingList& findings);

}  // namespace domainsec::inline v1::detail
