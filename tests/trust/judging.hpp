// Short words for tests of judgements.
#pragma once

#include <boost/test/unit_test.hpp>
#include <domainsec/trust/chain_validator.hpp>
#include <string>
#include <vector>

#include "support/test_pki.hpp"
#include "trust/forge.hpp"

namespace domainsec::test {

/// Trusts `anchors` for "mail.fabrikam.example"; revocation is not looked at.
inline TrustPolicy trusting(std::vector<Certificate> anchors,
                            const std::vector<std::string>& names = {"mail.fabrikam.example"}) {
    TrustPolicy policy;
    policy.anchors = AnchorSet::from_certificates(std::move(anchors));
    policy.identities = domain_names(names);
    policy.revocation = RevocationMode::off;
    return policy;
}

inline ValidationReport judged(const TrustPolicy& policy, const std::vector<Certificate>& chain,
                               PeerRole peer = PeerRole::client, TimePoint now = test_now()) {
    return ChainValidator(policy, peer).judge(Chain(chain), *Evidence::none(), now);
}

/// "pass", or the status and the reason: "fail name_mismatch".
inline std::string outcome(const ValidationReport& report) {
    BOOST_TEST_MESSAGE(report.text());
    std::string text(to_string(report.status));
    if (report.reason != TrustReason::none) text += " " + std::string(to_string(report.reason));
    return text;
}

inline std::string outcome(const TrustPolicy& policy, const std::vector<Certificate>& chain,
                           PeerRole peer = PeerRole::client) {
    return outcome(judged(policy, chain, peer));
}

/// The first finding with this reason; null when there is none.
inline const Finding* finding(const ValidationReport& report, TrustReason reason) {
    for (const Finding& candidate : report.findings)
        if (candidate.reason == reason) return &candidate;
    return nullptr;
}

/// The section that the first finding with this reason names; empty when there is none.
inline std::string rule_of(const ValidationReport& report, TrustReason reason) {
    const Finding* const found = finding(report, reason);
    return found == nullptr ? std::string() : found->rule;
}

}  // namespace domainsec::test
