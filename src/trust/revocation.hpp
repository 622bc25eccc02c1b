// Whether the certificates of a path have been revoked (RFC 5280 §6.3, RFC 6960, RFC 9608), from
// the lists and answers that are at hand.
#pragma once

#include <domainsec/trust/validation_report.hpp>
#include <memory>
#include <vector>

#include "trust/ocsp_response.hpp"
#include "trust/path_rules.hpp"
#include "trust/signature_budget.hpp"

namespace domainsec::inline v1::detail {

struct RevocationInput {
    const RuleInput& rules;
    const Evidence& evidence;
    /// All certificates of the peer: some may be of those who sign lists.
    const std::vector<const CertificateFacts*>& presented;
    /// Answers that the peer stapled; null where one could not be read. Each counts for the
    /// certificate that it is about.
    const std::vector<std::shared_ptr<const OcspResponse>>& staples;
    /// The administrator named the anchor, so that noRevAvail is taken at its word.
    bool private_anchor;
    SignatureBudget& budget;
    /// Comparisons with name constraints that may still be made.
    std::size_t& name_comparisons;
};

struct RevocationOutcome {
    std::vector<EvidenceRequest> requests;  ///< What is missing, and could be fetched.
    std::vector<EvidenceRequest> wanted;    ///< What would make the answer newer.
    TimePoint valid_until = TimePoint::max();
};

/// Looks at every certificate below the anchor.
RevocationOutcome check_revocation(const RevocationInput& input, FindingList& findings);

}  // namespace domainsec::inline v1::detail
