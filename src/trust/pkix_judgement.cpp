// Judges all ways to an anchor until one is good, and reports the best (RFC 5280 §6.1, RFC 4158).
#include "trust/pkix_judgement.hpp"

#include <algorithm>
#include <deque>

#include "trust/anchor_index.hpp"
#include "trust/inherited_parameters.hpp"
#include "trust/name_match.hpp"
#include "trust/path_builder.hpp"
#include "trust/path_rules.hpp"
#include "trust/revocation.hpp"

namespace domainsec::inline v1::detail {
namespace {

// Far above what ChainLimits lets in: for callers that built a Chain themselves.
constexpr std::size_t max_presented = 256;

/// What was found on one way.
struct Assessment {
    CandidatePath path;
    FindingList findings;
    RevocationOutcome revocation;

    /// Less is better: good ones, then those that may become good, then those with few errors.
    std::size_t badness() const noexcept {
        if (findings.errors() == 0) return 0;
        return findings.only_temporary() ? 1 : 1 + findings.errors();
    }
};

Problem bound_problem(const std::string& bound) {
    return {TrustReason::limit_exceeded, "RFC 4158 §2.4",
            "no acceptable path before a bound was reached", "one within " + bound};
}

std::vector<EvidenceRequest> sorted(std::vector<EvidenceRequest> requests) {
    std::sort(requests.begin(), requests.end());
    requests.erase(std::unique(requests.begin(), requests.end()), requests.end());
    return requests;
}

void check_end(const RuleInput& input, FindingList& findings) {
    const std::size_t last = input.size() - 1;
    if (input.path.end == PathEnd::anchor) return;
    const CertificateFacts& facts = input.certificate(last);
    const std::string issuer = facts.certificate.issuer();
    switch (input.path.end) {
        case PathEnd::anchor:
            return;
        case PathEnd::too_long:
            findings.add(bound_problem("max_path_length = " +
                                       std::to_string(input.policy.limits.max_path_length)),
                         last, facts);
            return;
        case PathEnd::untrusted_root:
            findings.add({TrustReason::untrusted_root, "RFC 5280 §6.1.1(d)",
                          last == 0 ? "a certificate that vouches for itself"
                                    : "a root that is not among the trusted ones",
                          "a chain to a trust anchor of this partner"},
                         last, facts);
            return;
        case PathEnd::incomplete:
            findings.add({TrustReason::incomplete_chain, "RFC 5280 §6.1.3(a)(4)",
                          "no certificate of its issuer " + issuer,
                          "all intermediate certificates, sent by the peer, up to a trust anchor"},
                         last, facts);
            return;
        case PathEnd::bad_signature:
            findings.add({TrustReason::bad_signature, "RFC 5280 §6.1.3(a)(1)",
                          "a signature that the key of " + issuer + " did not make",
                          "a signature by its issuer"},
                         last, facts);
            return;
    }
}

class Judge final {
  public:
    explicit Judge(const PkixInput& input)
        : input_(input), revocation_budget_(input.policy.limits.max_signatures) {}

    ValidationReport run() {
        ValidationReport report;
        FindingList findings;
        if (input_.chain.certificates().size() > max_presented) {
            findings.add({TrustReason::limit_exceeded, "RFC 8446 §4.4.2",
                          std::to_string(input_.chain.certificates().size()) + " certificates",
                          "at most " + std::to_string(max_presented)});
            report.valid_until = input_.now + max_judgement_age;
            std::move(findings).conclude(report);
            return report;
        }
        for (const Certificate& certificate : input_.chain.certificates())
            presented_.emplace_back(certificate);
        read_staples();
        if (!input_.options.any_identity)
            report.matched_identity =
                match_identity(presented_.front(), input_.policy, input_.options, findings);
        find_best();
        findings.append(best_->findings);
        conclude(std::move(findings), report);
        return report;
    }

  private:
    // One for each certificate; more cannot be meant for them.
    void read_staples() {
        std::string why;
        for (const Bytes& staple : input_.staples) {
            if (staples_.size() == presented_.size()) return;
            staples_.push_back(staple.empty() ? nullptr : OcspResponse::from_der(staple, why));
        }
    }

    RevocationOutcome assess_revocation(const RuleInput& rules, FindingList& findings) {
        std::vector<const CertificateFacts*> presented;
        for (const CertificateFacts& facts : presented_) presented.push_back(&facts);
        return check_revocation({rules, input_.evidence, presented, staples_,
                                 input_.private_anchors, revocation_budget_, name_comparisons_},
                                findings);
    }

    PathMaterial material() const {
        PathMaterial material;
        std::vector<const DirectoryName*> looked_up;
        const AnchorIndex& index = input_.anchors.index();
        material.memory = &index.memory;
        for (const CertificateFacts& facts : presented_) {
            material.presented.push_back(&facts);
            const bool known = std::any_of(looked_up.begin(), looked_up.end(),
                                           [&](const auto* name) { return *name == facts.issuer; });
            if (known) continue;
            looked_up.push_back(&facts.issuer);
            const auto [first, last] = index.by_subject.equal_range(facts.issuer);
            for (auto anchor = first; anchor != last; ++anchor)
                material.anchors.push_back(anchor->second);
        }
        return material;
    }

    void find_best() {
        if (leaf_is_anchor()) {
            consider({{&presented_.front()}, {}, PathEnd::anchor});
            return;
        }
        const PathMaterial searched = material();
        PathBuilder builder(searched, input_.policy.limits, algorithms_of(input_.options),
                            input_.now);
        builder.search([this](const CandidatePath& path) {
            consider(path);
            return best_->badness() == 0;
        });
        if (!best_) consider_dead_end(builder.best_dead_end());
        const bool reported = best_->path.end == PathEnd::too_long;
        if (best_->badness() != 0 && !builder.bound_reached().empty() && !reported)
            best_->findings.add(bound_problem(builder.bound_reached()));
    }

    bool leaf_is_anchor() const {
        const auto& trusted = input_.anchors.index().fingerprints;
        return input_.leaf_may_be_anchor &&
               trusted.count(presented_.front().certificate.fingerprint()) != 0;
    }

    // Every end but an anchor is an error of its own: see check_end().
    void consider_dead_end(CandidatePath path) {
        if (path.certificates.empty()) path.certificates.push_back(&presented_.front());
        consider(path);
    }

    void consider(const CandidatePath& path) {
        Assessment assessment;
        assessment.path = path;
        if (input_.options.legacy_algorithms) inherit_parameters(assessment.path, completed_);
        const RuleInput rules{input_.policy, input_.options, input_.peer, input_.now,
                              assessment.path};
        check_end(rules, assessment.findings);
        check_extensions(rules, assessment.findings);
        check_dates(rules, assessment.findings);
        check_issuers(rules, assessment.findings);
        check_usage(rules, assessment.findings);
        check_strength(rules, assessment.findings);
        check_name_constraints(rules, name_comparisons_, assessment.findings);
        check_policies(rules, assessment.findings);
        if (input_.options.profile == ValidationProfile::strict)
            check_issuance(rules, assessment.findings);
        // Nothing is asked for in the name of certificates that are no good anyway.
        if (path.end == PathEnd::anchor && assessment.findings.errors() == 0)
            assessment.revocation = assess_revocation(rules, assessment.findings);
        if (path.end == PathEnd::anchor && assessment.badness() == 0 &&
            !input_.options.legacy_algorithms)
            input_.anchors.index().memory.learn(path);
        if (!best_ || assessment.badness() < best_->badness()) best_ = std::move(assessment);
    }

    void conclude(FindingList findings, ValidationReport& report) {
        std::move(findings).conclude(report);
        for (const CertificateFacts* facts : best_->path.certificates)
            report.examined.push_back(facts->certificate);
        if (best_->path.end == PathEnd::anchor) report.path = report.examined;
        auto& requests = best_->revocation.requests;
        auto& wanted = best_->revocation.wanted;
        if (report.status == Status::temperror) {
            report.pending = sorted(std::move(requests));
        } else if (report.status == Status::pass) {
            wanted.insert(wanted.end(), requests.begin(), requests.end());
            report.wanted = sorted(std::move(wanted));
        }
        report.valid_until = valid_until(report);
    }

    TimePoint valid_until(const ValidationReport& report) const {
        if (report.status == Status::temperror) return input_.now;
        TimePoint until = std::min(
            {input_.now + max_judgement_age, input_.valid_until, best_->revocation.valid_until});
        const auto& certificates = best_->path.certificates;
        for (std::size_t i = 0; i < certificates.size(); ++i) {
            if (i > 0 && i + 1 == certificates.size() && best_->path.end == PathEnd::anchor) break;
            const Certificate& certificate = certificates[i]->certificate;
            if (certificate.not_before() > input_.now)
                until = std::min(until, certificate.not_before());
            if (certificate.not_after() >= input_.now)
                until = std::min(until, certificate.not_after());
        }
        return until;
    }

    const PkixInput& input_;
    std::deque<CertificateFacts> presented_;
    std::deque<CertificateFacts> completed_;  ///< See inherit_parameters().
    std::vector<std::shared_ptr<const OcspResponse>> staples_;
    SignatureBudget revocation_budget_;
    std::optional<Assessment> best_;
    std::size_t name_comparisons_ = max_name_comparisons;
};

}  // namespace

ValidationReport judge_pkix(const PkixInput& input) {
    return Judge(input).run();
}

}  // namespace domainsec::inline v1::detail
