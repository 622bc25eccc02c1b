// The rules that every path must meet, one function each (RFC 5280 §6.1.3 to §6.1.5). All of them
// look on after the first problem.
#pragma once

#include <domainsec/trust/validator_options.hpp>

#include "trust/findings.hpp"
#include "trust/path_builder.hpp"

namespace domainsec::inline v1::detail {

struct RuleInput {
    const TrustPolicy& policy;
    const ValidatorOptions& options;
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

/// Extensions that cannot be read, and critical ones that are not understood (§4.2, §6.1.4 (o),
/// §6.1.5 (f)).
void check_extensions(const RuleInput& input, FindingList& findings);

/// Certificate policies, where somebody demands one (§6.1.3 (d) to (f), §6.1.4 (a), (b), §6.1.5
/// (g)).
void check_policies(const RuleInput& input, FindingList& findings);

/// What conforming authorities never issue (§4.1, §4.2; CA/Browser Forum BR §7.1); for the profile
/// `strict` alone.
void check_issuance(const RuleInput& input, FindingList& findings);

/// Kind and length of every key, and the algorithm of every signature.
void check_strength(const RuleInput& input, FindingList& findings);

/// Comparisons of names with constraints that one judgement may make, over all its paths: whoever
/// presents a chain chooses how many paths there are, and how long their lists.
constexpr std::size_t max_name_comparisons = 100'000;

/// Name constraints (§4.2.1.10, §6.1.3 (b) and (c)); the anchor's as well (RFC 5937).
/// `comparisons`: how many may still be made.
void check_name_constraints(const RuleInput& input, std::size_t& comparisons,
                            FindingList& findings);

}  // namespace domainsec::inline v1::detail
