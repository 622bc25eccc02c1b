// The rules that every path must meet, one function each (RFC 5280 §6.1.3 to §6.1.5). All of them
// look on after the first problem.
#pragma once

#include <domainsec/trust/trust_policy.hpp>

#include "trust/findings.hpp"
#include "trust/path_builder.hpp"

namespace domainsec::inline v1::detail {

struct RuleInput {
    const TrustPolicy& policy;
    PeerRole peer;
    TimePoint now;
    const CandidatePath& path;

    std::size_t size() const noexcept { return path.certificates.size(); }
    const CertificateFacts& certificate(std::size_t index) const {
        return *path.certificates[index];
    }
    /// The anchor at the end; a leaf that is itself the anchor counts as a leaf.
    bool is_anchor(std::size_t index) const noexcept {
        return path.end == PathEnd::anchor && index > 0 && index + 1 == size();
    }
};

/// Dates (§6.1.3 (a)(2)). An anchor out of its dates is a warning.
void check_dates(const RuleInput& input, FindingList& findings);

/// Issuers are authorities, within their path length, with a key for certificates (§6.1.4 (k) to
/// (n)). The anchor as well (RFC 5937): an explicitly trusted edge is no authority.
void check_issuers(const RuleInput& input, FindingList& findings);

/// Key usage of the leaf, and extended key usage of it and of all above (§4.2.1.3, §4.2.1.12).
void check_usage(const RuleInput& input, FindingList& findings);

/// Extensions that cannot be read, critical ones that are not understood, and policies (§4.2,
/// §6.1.3 (f), §6.1.4 (o), §6.1.5 (f)).
void check_extensions(const RuleInput& input, FindingList& findings);

/// Kind and length of every key, and the algorithm of every signature.
void check_strength(const RuleInput& input, FindingList& findings);

/// Name constraints (§4.2.1.10, §6.1.3 (b) and (c)); the anchor's as well (RFC 5937).
void check_name_constraints(const RuleInput& input, FindingList& findings);

}  // namespace domainsec::inline v1::detail
