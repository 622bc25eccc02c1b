// Judges OCSP responses (RFC 6960 §3.2). The numbers in parentheses are the requirements there.
#include "trust/ocsp_status.hpp"

#include <algorithm>

#include "time_text.hpp"
#include "trust/ocsp_request.hpp"

namespace domainsec::inline v1::detail {
namespace {

// Responders sign at the moment they are asked, and clocks differ. Nothing is granted at the end.
constexpr Seconds max_clock_skew = std::chrono::minutes{5};

TimePoint end_of(const OcspAnswer& answer) noexcept {
    return answer.next_update.value_or(answer.this_update + life_without_next_update);
}

// (1).
bool is_about(const OcspAnswer& answer, const CertificateFacts& subject,
              const CertificateFacts& issuer) {
    if (answer.id.hash.empty() || !std::ranges::equal(answer.id.serial, subject.serial))
        return false;
    const IssuerDigests digests = issuer_digests(subject, issuer, answer.id.hash);
    return std::ranges::equal(answer.id.issuer_name, digests.name) &&
           std::ranges::equal(answer.id.issuer_key, digests.key);
}

// The worst of several answers about the same certificate, and of equal ones the newest.
const OcspAnswer* find_answer(const OcspResponse& response, const CertificateFacts& subject,
                              const CertificateFacts& issuer) {
    const OcspAnswer* found = nullptr;
    for (const OcspAnswer& answer : response.answers()) {
        if (!is_about(answer, subject, issuer)) continue;
        if (found == nullptr || answer.status > found->status ||
            (answer.status == found->status && answer.this_update > found->this_update))
            found = &answer;
        if (found->status == OcspAnswer::Status::revoked) break;
    }
    return found;
}

// (3), ResponderID.
bool is_responder(const OcspResponse& response, const CertificateFacts& candidate) {
    if (response.responder_name()) return *response.responder_name() == candidate.subject;
    return std::ranges::equal(*response.responder_key(), responder_key_hash(candidate));
}

}  // namespace

OcspVerdict OcspChecker::status_of(const CertificateFacts& subject, Issuers above,
                                   const OcspResponse& response) {
    OcspVerdict verdict;
    CertificateStatus& status = verdict.status;
    const OcspAnswer* const answer = find_answer(response, subject, *above.front());
    verdict.is_about_it = answer != nullptr;
    Accepted refusal;
    if (answer == nullptr) {
        refusal = {"an answer about another certificate", true};
    } else if (!response.is_understood() || !answer->is_understood) {
        refusal = {"an answer with a critical extension that is not understood", false};
    } else if (refusal = check_time(response, *answer); !refusal) {
        refusal = check_signer(response, above, status);
    }
    if (!refusal && answer->status == OcspAnswer::Status::unknown)
        refusal = {"an answer that does not know the certificate", false};
    if (refusal) {
        status.note(refusal->problem);
        verdict.is_worth_fetching = refusal->is_worth_fetching;
        return verdict;
    }
    status.valid_until = std::min(status.valid_until, end_of(*answer));
    status.answer = CertificateStatus::Answer::good;
    if (answer->status == OcspAnswer::Status::revoked) {
        status.answer = CertificateStatus::Answer::revoked;
        status.rule = "RFC 6960 §2.2";
        status.seen = "revoked at " + time_text(answer->revoked_at) + ", by an OCSP answer of " +
                      time_text(answer->this_update);
    }
    return verdict;
}

// (5) and (6).
OcspChecker::Accepted OcspChecker::check_time(const OcspResponse& response,
                                              const OcspAnswer& answer) const {
    const TimePoint now = input_.rules.now;
    const TimePoint newest = std::max(answer.this_update, response.produced_at());
    if (newest > now + max_clock_skew)
        return Refusal{"an answer of " + time_text(newest) + ", which is in the future", true};
    if (now > end_of(answer))
        return Refusal{"an answer that was valid until " + time_text(end_of(answer)), true};
    return std::nullopt;
}

// (2), (3), (4): by the issuer's own key, or by a certificate of that key's for this purpose.
OcspChecker::Accepted OcspChecker::check_signer(const OcspResponse& response, Issuers above,
                                                CertificateStatus& status) {
    const CertificateFacts& issuer = *above.front();
    Accepted refusal = Refusal{"an answer of a responder that the issuer did not name", false};
    if (is_responder(response, issuer)) {
        refusal = check_signature(response, issuer);
        if (!refusal) return refusal;
    }
    for (const CertificateFacts& delegate : response.certificates()) {
        if (!is_responder(response, delegate)) continue;
        if (delegate.certificate == issuer.certificate) continue;
        refusal = check_delegate(delegate, above, status);
        if (!refusal) refusal = check_signature(response, delegate);
        if (!refusal) break;
    }
    return refusal;
}

OcspChecker::Accepted OcspChecker::check_signature(const OcspResponse& response,
                                                   const CertificateFacts& signer) {
    if (!input_.budget.spend(signer.certificate))
        return Refusal{"an answer not looked at, for max_signatures was reached", false};
    switch (response.signed_by(signer.certificate, algorithms_of(input_.rules.options))) {
        case SignatureState::good:
            return std::nullopt;
        case SignatureState::weak_algorithm:
            return Refusal{"an answer with a weak signature", false};
        case SignatureState::unusable_key:
        case SignatureState::bad:
            break;
    }
    return Refusal{"an answer that its responder's key did not sign", true};
}

// RFC 6960 §4.2.2.2: issued by the very authority that issued the certificate in question.
OcspChecker::Accepted OcspChecker::check_delegate(const CertificateFacts& delegate, Issuers above,
                                                  CertificateStatus& status) {
    const CertificateFacts& issuer = *above.front();
    if (!(delegate.issuer == issuer.subject))
        return Refusal{"an answer of a responder of another issuer", false};
    if (!delegate.extended_key_usage || !delegate.extended_key_usage->ocsp_signing)
        return Refusal{"an answer of a certificate without OCSPSigning", false};
    if (delegate.key_usage && (*delegate.key_usage & usage_digital_signature) == 0)
        return Refusal{"an answer of a certificate without digitalSignature", false};
    const CandidatePath path{{&delegate, &issuer}, {}, PathEnd::anchor};
    const RuleInput rules{input_.rules.policy, input_.rules.options, input_.rules.peer,
                          input_.rules.now, path};
    FindingList findings;
    check_extensions(rules, findings);
    check_dates(rules, findings);
    check_strength(rules, findings);
    if (findings.errors() != 0)
        return Refusal{"an answer of a responder whose certificate is not acceptable", false};
    const bool affordable = input_.budget.spend(issuer.certificate);
    if (!affordable ||
        detail::check_signature(delegate.signed_part, delegate.signature_algorithm,
                                delegate.signature, issuer.certificate,
                                algorithms_of(input_.rules.options)) != SignatureState::good)
        return Refusal{"an answer of a responder that the issuer's key did not certify", true};
    return check_delegate_status(delegate, above, status);
}

// RFC 6960 §4.2.2.2.1: with id-pkix-ocsp-nocheck its issuer vouches for it as long as it lasts, and
// what is short-lived needs no more. Otherwise lists must clear it; never OCSP, which would ask the
// responder about itself.
OcspChecker::Accepted OcspChecker::check_delegate_status(const CertificateFacts& delegate,
                                                         Issuers above, CertificateStatus& status) {
    const Certificate& certificate = delegate.certificate;
    status.valid_until = std::min(status.valid_until, certificate.not_after());
    const Seconds lifetime = certificate.not_after() - certificate.not_before();
    if (delegate.ocsp_no_check || lifetime <= input_.rules.policy.short_lived) return std::nullopt;
    CertificateStatus own = lists_.status_of(delegate, above);
    status.valid_until = std::min(status.valid_until, own.valid_until);
    if (own.is_revoked()) return Refusal{"an answer of a responder that is revoked", false};
    if (own.is_good()) return std::nullopt;
    status.requests = std::move(own.requests);
    return Refusal{"an answer of a responder that is not known not to be revoked", false};
}

}  // namespace domainsec::inline v1::detail
