// Revocation of the certificates of a path: stapled answers, answers at hand, lists at hand (RFC
// 5280 §6.3; RFC 6960; RFC 9608 §4).
#include "trust/revocation.hpp"

#include <algorithm>

#include "trust/crl_status.hpp"
#include "trust/evidence_data.hpp"
#include "trust/ocsp_request.hpp"
#include "trust/ocsp_status.hpp"

namespace domainsec::inline v1::detail {
namespace {

void append_requests(std::vector<EvidenceRequest>& requests,
                     const std::vector<EvidenceRequest>& more) {
    requests.insert(requests.end(), more.begin(), more.end());
}

class Checker final {
  public:
    Checker(const RevocationInput& input, FindingList& findings)
        : input_(input), findings_(findings), lists_(input), answers_(input, lists_) {}

    RevocationOutcome run() {
        for (std::size_t i = 0; i + 1 < input_.rules.size(); ++i) check(i);
        return std::move(outcome_);
    }

  private:
    // A leaf alone: an authority outlives what it is misused for.
    bool is_exempt(const CertificateFacts& leaf) const {
        const Seconds lifetime = leaf.certificate.not_after() - leaf.certificate.not_before();
        if (lifetime <= input_.rules.policy.short_lived) return true;
        // RFC 9608 §3: with noRevAvail there is nowhere to ask.
        return leaf.no_revocation_available && input_.private_anchor &&
               !leaf.has_crl_distribution_points && !leaf.has_freshest_crl &&
               !leaf.has_ocsp_responder;
    }

    // Whatever source says that it is revoked is believed, even where another clears it.
    void check(std::size_t index) {
        const CertificateFacts& subject = input_.rules.certificate(index);
        const Issuers above = Issuers(input_.rules.path.certificates).subspan(index + 1);
        CertificateStatus combined;
        ask_staples(subject, above, combined);
        if (!combined.is_revoked()) ask_answers(subject, above, combined);
        if (!combined.is_revoked()) combine(lists_.status_of(subject, above), combined);
        const bool exempt = index == 0 && is_exempt(subject);
        if (combined.is_unknown() && exempt) return;
        conclude(index, std::move(combined));
    }

    void ask_staples(const CertificateFacts& subject, Issuers above, CertificateStatus& combined) {
        for (const auto& staple : input_.staples) {
            if (staple == nullptr) continue;
            OcspVerdict verdict = answers_.status_of(subject, above, *staple);
            if (!verdict.is_about_it) continue;
            if (verdict.status.is_unknown()) verdict.status.seen += ", stapled";
            combine(std::move(verdict.status), combined);
            if (combined.is_revoked()) return;
        }
    }

    void ask_answers(const CertificateFacts& subject, Issuers above, CertificateStatus& combined) {
        if (subject.ocsp_uris.empty()) return;
        const Bytes query = ocsp_request(subject, *above.front());
        for (const std::string& uri : subject.ocsp_uris) {
            EvidenceRequest request{EvidenceKind::ocsp, uri, query};
            const auto response = input_.evidence.data().ocsp_response(request);
            if (response == nullptr) {
                combined.note(uri + ": no answer from it yet");
                combined.requests.push_back(std::move(request));
                continue;
            }
            OcspVerdict verdict = answers_.status_of(subject, above, *response);
            if (verdict.is_worth_fetching) combined.requests.push_back(std::move(request));
            if (verdict.status.is_unknown()) verdict.status.seen = uri + ": " + verdict.status.seen;
            combine(std::move(verdict.status), combined);
            if (combined.is_revoked()) return;
        }
    }

    static void combine(CertificateStatus&& next, CertificateStatus& combined) {
        append_requests(combined.requests, next.requests);
        append_requests(combined.wanted, next.wanted);
        if (next.is_unknown()) {
            if (!next.seen.empty()) combined.note(next.seen);
            return;
        }
        combined.valid_until = std::min(combined.valid_until, next.valid_until);
        if (!next.is_revoked()) {
            if (combined.is_unknown()) combined.answer = next.answer;
            return;
        }
        combined.answer = next.answer;
        combined.rule = std::move(next.rule);
        combined.seen = std::move(next.seen);
    }

    void conclude(std::size_t index, CertificateStatus&& status) {
        if (status.is_unknown()) return report_unknown(index, std::move(status));
        outcome_.valid_until = std::min(outcome_.valid_until, status.valid_until);
        append_requests(outcome_.wanted, status.wanted);
        if (status.is_revoked())
            findings_.add({TrustReason::revoked, std::move(status.rule), std::move(status.seen),
                           "a certificate that is not revoked"},
                          index, input_.rules.certificate(index));
    }

    void report_unknown(std::size_t index, CertificateStatus&& status) {
        const CertificateFacts& subject = input_.rules.certificate(index);
        Problem problem{status.requests.empty() ? TrustReason::revocation_unknown
                                                : TrustReason::evidence_missing,
                        "RFC 5280 §6.3.3", std::move(status.seen),
                        "a current list from the certificate's issuer, or an answer of its "
                        "responder"};
        if (problem.seen.empty()) problem.seen = no_source(subject);
        append_requests(outcome_.requests, status.requests);
        if (input_.rules.policy.revocation == RevocationMode::hard) {
            findings_.add_temporary(std::move(problem), index, subject);
        } else {
            problem.reason = TrustReason::revocation_unknown;
            findings_.warn(std::move(problem), index, subject);
        }
    }

    static std::string no_source(const CertificateFacts& subject) {
        return subject.has_crl_distribution_points || subject.has_ocsp_responder
                   ? "no source of revocation data with an http URI"
                   : "no source of revocation data";
    }

    const RevocationInput& input_;
    FindingList& findings_;
    CrlChecker lists_;
    OcspChecker answers_;
    RevocationOutcome outcome_;
};

}  // namespace

RevocationOutcome check_revocation(const RevocationInput& input, FindingList& findings) {
    if (input.rules.policy.revocation == RevocationMode::off) return {};
    return Checker(input, findings).run();
}

}  // namespace domainsec::inline v1::detail
