// Revocation by base lists of the certificate's own issuer (RFC 5280 §6.3.3; RFC 9608 §4).
#include "trust/revocation.hpp"

#include <algorithm>

#include "time_text.hpp"
#include "trust/evidence_data.hpp"

namespace domainsec::inline v1::detail {
namespace {

struct ListState {
    bool usable = false;
    bool worth_fetching = false;  ///< A newer copy may be better.
    std::string problem;
};

ListState refused(std::string problem, bool worth_fetching) {
    return {false, worth_fetching, std::move(problem)};
}

bool scope_covers(const CrlScope& scope, const CertificateFacts& subject) {
    if (scope.only_user_certificates && subject.is_ca()) return false;
    if (scope.only_ca_certificates && !subject.is_ca()) return false;
    if (!scope.uris) return true;
    return std::any_of(scope.uris->begin(), scope.uris->end(), [&](const std::string& uri) {
        return std::find(subject.crl_uris.begin(), subject.crl_uris.end(), uri) !=
               subject.crl_uris.end();
    });
}

// RFC 5280 §6.3.3 (a) to (g), for a list of the certificate's issuer.
ListState judge_list(const Crl& list, const CertificateFacts& subject,
                     const CertificateFacts& issuer, TimePoint now) {
    if (!list.unusable().empty()) return refused("a list with " + list.unusable(), false);
    if (!(list.issuer() == subject.issuer)) return refused("a list of another issuer", false);
    if (!scope_covers(list.scope(), subject))
        return refused("a list whose scope leaves this certificate out", false);
    if (issuer.key_usage && (*issuer.key_usage & usage_crl_sign) == 0)
        return refused("a list from an issuer whose keyUsage has no cRLSign", false);
    if (!list.next_update()) return refused("a list without nextUpdate", false);
    if (now < list.this_update())
        return refused("a list from " + time_text(list.this_update()), true);
    if (now > *list.next_update())
        return refused("a list that was due for renewal at " + time_text(*list.next_update()),
                       true);
    switch (list.signed_by(issuer.certificate)) {
        case SignatureState::good:
            return {true, false, {}};
        case SignatureState::weak_algorithm:
            return refused("a list with a weak signature", false);
        case SignatureState::unusable_key:
        case SignatureState::bad:
            break;
    }
    return refused("a list that its issuer's key did not sign", true);
}

class Checker final {
  public:
    Checker(const RuleInput& input, const Evidence& evidence, bool private_anchor,
            FindingList& findings)
        : input_(input),
          evidence_(evidence),
          private_anchor_(private_anchor),
          findings_(findings) {}

    RevocationOutcome run() {
        for (std::size_t i = 0; i + 1 < input_.size(); ++i) check(i);
        return std::move(outcome_);
    }

  private:
    bool is_exempt(const CertificateFacts& leaf) const {
        const Seconds lifetime = leaf.certificate.not_after() - leaf.certificate.not_before();
        if (lifetime <= input_.policy.short_lived) return true;
        // RFC 9608 §3: with noRevAvail there is no distribution point.
        return leaf.no_revocation_available && private_anchor_ && !leaf.has_crl_distribution_points;
    }

    void check(std::size_t index) {
        const CertificateFacts& subject = input_.certificate(index);
        if (index == 0 && is_exempt(subject)) return;
        std::string seen;
        std::vector<EvidenceRequest> requests;
        for (const std::string& uri : subject.crl_uris) {
            const auto list = evidence_.data().crl(uri);
            const ListState state =
                list == nullptr
                    ? refused("no list from it yet", true)
                    : judge_list(*list, subject, input_.certificate(index + 1), input_.now);
            if (state.usable) return take(*list, index);
            if (seen.size() < 512) seen += (seen.empty() ? "" : "; ") + uri + ": " + state.problem;
            if (state.worth_fetching) requests.push_back({EvidenceKind::crl, uri});
        }
        report_unknown(index, std::move(seen), std::move(requests));
    }

    void take(const Crl& list, std::size_t index) {
        const CertificateFacts& subject = input_.certificate(index);
        outcome_.valid_until = std::min(outcome_.valid_until, *list.next_update());
        if (!list.lists(subject.serial)) return;
        findings_.add({TrustReason::revoked, "RFC 5280 §6.3.3(i)",
                       "serial number " + subject.certificate.serial() +
                           " on its issuer's list of " + time_text(list.this_update()),
                       "a certificate that is not revoked"},
                      index, subject);
    }

    void report_unknown(std::size_t index, std::string seen,
                        std::vector<EvidenceRequest> requests) {
        const CertificateFacts& subject = input_.certificate(index);
        Problem problem{
            requests.empty() ? TrustReason::revocation_unknown : TrustReason::evidence_missing,
            "RFC 5280 §6.3.3", std::move(seen), "a current list from the certificate's issuer"};
        if (problem.seen.empty())
            problem.seen = subject.has_crl_distribution_points
                               ? "no distribution point with an http URI, for all reasons and from "
                                 "the issuer itself"
                               : "no source of revocation lists";
        outcome_.requests.insert(outcome_.requests.end(), requests.begin(), requests.end());
        if (input_.policy.revocation == RevocationMode::hard) {
            findings_.add_temporary(std::move(problem), index, subject);
        } else {
            problem.reason = TrustReason::revocation_unknown;
            findings_.warn(std::move(problem), index, subject);
        }
    }

    const RuleInput& input_;
    const Evidence& evidence_;
    bool private_anchor_;
    FindingList& findings_;
    RevocationOutcome outcome_;
};

}  // namespace

RevocationOutcome check_revocation(const RuleInput& input, const Evidence& evidence,
                                   bool private_anchor, FindingList& findings) {
    if (input.policy.revocation == RevocationMode::off) return {};
    return Checker(input, evidence, private_anchor, findings).run();
}

}  // namespace domainsec::inline v1::detail
