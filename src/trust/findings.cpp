// Order of findings: names before dates before everything else, as administrators know it from
// Exchange; what may mend itself comes last.
#include "trust/findings.hpp"

#include <algorithm>
#include <array>

namespace domainsec::inline v1::detail {
namespace {

constexpr std::array<TrustReason, 24> most_telling_first{
    TrustReason::no_certificate,   TrustReason::malformed,
    TrustReason::name_mismatch,    TrustReason::expired,
    TrustReason::not_yet_valid,    TrustReason::pin_mismatch,
    TrustReason::tlsa_not_secure,  TrustReason::tlsa_mismatch,
    TrustReason::bad_signature,    TrustReason::untrusted_root,
    TrustReason::incomplete_chain, TrustReason::wrong_usage,
    TrustReason::not_a_ca,         TrustReason::constraint_violated,
    TrustReason::policy_violated,  TrustReason::unknown_critical_extension,
    TrustReason::weak_key,         TrustReason::weak_algorithm,
    TrustReason::not_conforming,   TrustReason::revoked,
    TrustReason::limit_exceeded,   TrustReason::revocation_unknown,
    TrustReason::evidence_missing, TrustReason::pin_only_current,
};

auto rank(const Finding& finding) noexcept {
    return std::find(most_telling_first.begin(), most_telling_first.end(), finding.reason);
}

bool comes_before(const Finding& a, const Finding& b) noexcept {
    if (a.severity != b.severity) return a.severity == FindingSeverity::error;
    return rank(a) < rank(b);
}

}  // namespace

void FindingList::push(Problem&& problem, FindingSeverity severity) {
    Finding finding;
    finding.reason = problem.reason;
    finding.severity = severity;
    finding.rule = std::move(problem.rule);
    finding.seen = std::move(problem.seen);
    finding.expected = std::move(problem.expected);
    findings_.push_back(std::move(finding));
    if (severity == FindingSeverity::error) ++errors_;
}

void FindingList::attach(std::size_t index, const CertificateFacts& certificate) {
    findings_.back().certificate = index;
    findings_.back().subject = certificate.certificate.subject();
}

void FindingList::add(Problem problem) {
    push(std::move(problem), FindingSeverity::error);
}

void FindingList::add(Problem problem, std::size_t index, const CertificateFacts& certificate) {
    add(std::move(problem));
    attach(index, certificate);
}

void FindingList::add_temporary(Problem problem) {
    add(std::move(problem));
    ++temporary_;
}

void FindingList::add_temporary(Problem problem, std::size_t index,
                                const CertificateFacts& certificate) {
    add_temporary(std::move(problem));
    attach(index, certificate);
}

void FindingList::warn(Problem problem) {
    push(std::move(problem), FindingSeverity::warning);
}

void FindingList::warn(Problem problem, std::size_t index, const CertificateFacts& certificate) {
    warn(std::move(problem));
    attach(index, certificate);
}

bool FindingList::has_error(TrustReason reason, std::size_t index) const noexcept {
    return std::any_of(findings_.begin(), findings_.end(), [&](const Finding& finding) {
        return finding.reason == reason && finding.certificate == index &&
               finding.severity == FindingSeverity::error;
    });
}

void FindingList::append(const FindingList& other) {
    findings_.insert(findings_.end(), other.findings_.begin(), other.findings_.end());
    errors_ += other.errors_;
    temporary_ += other.temporary_;
}

void FindingList::conclude(ValidationReport& report) && {
    std::stable_sort(findings_.begin(), findings_.end(), comes_before);
    report.findings = std::move(findings_);
    if (errors_ == 0) {
        report.status = Status::pass;
        report.reason = TrustReason::none;
        return;
    }
    report.reason = report.findings.front().reason;
    if (errors_ == temporary_) {
        report.status = Status::temperror;
    } else {
        report.status = report.reason == TrustReason::malformed ? Status::permerror : Status::fail;
    }
}

}  // namespace domainsec::inline v1::detail
