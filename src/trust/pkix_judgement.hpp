// A chain judged by RFC 5280 §6 against a set of anchors, with names by RFC 9525.
#pragma once

#include <domainsec/trust/validation_report.hpp>
#include <domainsec/trust/validator_options.hpp>

namespace domainsec::inline v1::detail {

struct PkixInput {
    const TrustPolicy& policy;
    const ValidatorOptions& options;
    PeerRole peer;
    const AnchorSet& anchors;
    const Chain& chain;  ///< Not empty.
    const Evidence& evidence;
    TimePoint now;
    /// OCSP responses as the peer sent them.
    const std::vector<Bytes>& staples;
    /// A leaf that is itself in `anchors` needs no issuer.
    bool leaf_may_be_anchor = true;
    /// The administrator named the anchors one by one.
    bool private_anchors = false;
    /// Nothing said here holds longer.
    TimePoint valid_until = TimePoint::max();
};

/// Sets everything but `method` and `method_tag`.
ValidationReport judge_pkix(const PkixInput& input);

/// Judgements are made anew after this time at the latest.
constexpr Seconds max_judgement_age = std::chrono::minutes{5};

}  // namespace domainsec::inline v1::detail
