// Judges one TLS session by one partner's rules. Never does I/O.
#include "policy/session_judgement.hpp"

#include <algorithm>
#include <domainsec/names/host_pattern.hpp>
#include <domainsec/trust/chain_validator.hpp>

#include "policy/prepared_validators.hpp"
#include "policy/trust_settings.hpp"
#include "trust/pins.hpp"

namespace domainsec::inline v1::detail {

namespace {

PolicyReason reason_of(const ValidationReport& report) {
    if (report.status == Status::pass) return PolicyReason::none;
    if (report.status == Status::temperror) return PolicyReason::evidence_missing;
    switch (report.reason) {
        case TrustReason::no_certificate:
            return PolicyReason::no_certificate;
        case TrustReason::name_mismatch:
            return PolicyReason::name_mismatch;
        case TrustReason::expired:
        case TrustReason::not_yet_valid:
            break;
        default:
            return PolicyReason::invalid_chain;
    }
    // An expired issuer is mended elsewhere than an expired leaf.
    const auto deciding = std::ranges::find_if(report.findings, [](const Finding& finding) {
        return finding.severity == FindingSeverity::error;
    });
    const bool leaf = deciding == report.findings.end() || deciding->certificate.value_or(0) == 0;
    return leaf ? PolicyReason::expired : PolicyReason::invalid_chain;
}

Finding finding_of(Problem problem, FindingSeverity severity) {
    Finding finding;
    finding.reason = problem.reason;
    finding.severity = severity;
    finding.rule = std::move(problem.rule);
    finding.seen = std::move(problem.seen);
    finding.expected = std::move(problem.expected);
    return finding;
}

/// Pins beside another method narrow it: the chain must pass, and the key must be a known one.
void require_pin(const TrustPolicy& trust, const Chain& chain, ValidationReport& report) {
    if (trust.method == TrustMethod::pin || trust.pins.empty() || !report.passed()) return;
    const auto& key = chain.leaf().spki_sha256();
    if (auto problem = missing_spare(trust.pins, key)) {
        report.findings.push_back(finding_of(*std::move(problem), FindingSeverity::warning));
    }
    if (std::ranges::find(trust.pins, key) != trust.pins.end()) return;
    auto finding = finding_of({TrustReason::pin_mismatch, "RFC 7469 §2.6", to_pin(key),
                               "the key of one of the configured pins"},
                              FindingSeverity::error);
    finding.certificate = 0;
    finding.subject = chain.leaf().subject();
    report.findings.insert(report.findings.begin(), std::move(finding));
    report.status = Status::fail;
    report.reason = TrustReason::pin_mismatch;
}

/// The chain and what it is judged by.
struct ChainQuestion {
    const Chain& chain;
    const std::vector<Bytes>& staples;
    const PartnerPolicy& partner;
    PeerRole peer;
    const JudgementMeans& means;
};

ValidationReport report_of(const ChainValidator& validator, const ChainQuestion& question) {
    const auto& means = question.means;
    if (means.cache == nullptr)
        return validator.judge(question.chain, *means.evidence, means.now, question.staples);
    return *means.cache->judge(
        validator, {question.partner.name, question.chain, *means.evidence, question.staples},
        means.now);
}

ValidationReport report_on(const ChainQuestion& question, const TrustPolicy& trust) {
    const auto* validators = question.means.validators;
    const auto* prepared = validators == nullptr ? nullptr : validators->find(trust);
    if (prepared != nullptr) return report_of(*prepared, question);
    return report_of(ChainValidator(trust, question.peer), question);
}

SessionVerdict judge_chain(const ChainQuestion& question, const TrustPolicy& trust) {
    SessionVerdict verdict;
    verdict.report = report_on(question, trust);
    require_pin(trust, question.chain, *verdict.report);
    verdict.reason = reason_of(*verdict.report);
    verdict.identities = trust.identities;
    if (verdict.reason == PolicyReason::evidence_missing) {
        verdict.requests = verdict.report->pending;
    }
    return verdict;
}

// What is published may change at any time; a judgement stays bounded.
constexpr std::size_t most_mx_hosts = 32;

/// The names of the partner's MX hosts, as far as DNSSEC vouches for them.
struct MxNames {
    std::vector<DomainName> hosts;
    std::vector<EvidenceRequest> requests;
    bool unknown = false;  ///< A look-up failed, or its answer was bogus: a later attempt may do.
};

MxNames mx_names(const PartnerPolicy& partner, const Evidence& evidence, TimePoint now) {
    MxNames names;
    for (const auto& domain : partner.domains) {
        const auto* answer = evidence.mx(domain, now);
        if (answer == nullptr) {
            names.requests.push_back({EvidenceKind::mx, domain.str()});
            continue;
        }
        names.unknown = names.unknown || answer->outcome == DnsOutcome::failure ||
                        answer->security == DnsSecurity::bogus;
        // Without DNSSEC whoever answers first could name any host.
        if (!answer->is_secure()) continue;
        for (const auto& record : answer->records) {
            if (names.hosts.size() < most_mx_hosts &&
                std::ranges::find(names.hosts, record.exchange) == names.hosts.end()) {
                names.hosts.push_back(record.exchange);
            }
        }
    }
    return names;
}

SessionVerdict judge_by_mx(const ChainQuestion& question, const DirectionRules& rules) {
    const auto names = mx_names(question.partner, *question.means.evidence, question.means.now);
    SessionVerdict verdict;
    if (!names.requests.empty() || (names.unknown && names.hosts.empty())) {
        verdict.reason = PolicyReason::evidence_missing;
        verdict.requests = names.requests;
        return verdict;
    }
    TrustPolicy trust = rules.trust;
    trust.identities.insert(trust.identities.end(), names.hosts.begin(), names.hosts.end());
    const bool dane = trust.method == TrustMethod::dane;
    if (dane) {
        trust.tlsa_owners =
            rules.client_tlsa ? client_tlsa_owners(names.hosts) : tlsa_owners(names.hosts);
    }
    if (names.hosts.empty() || (dane && trust.tlsa_owners.empty())) {
        verdict.reason = PolicyReason::name_mismatch;
        return verdict;
    }
    verdict = judge_chain(question, trust);
    const auto& matched = verdict.report->matched_identity;
    if (verdict.passed() && matched &&
        std::ranges::find(names.hosts, *matched) != names.hosts.end())
        verdict.via = matched->str();
    return verdict;
}

SessionVerdict judge_own(const ChainQuestion& question, const DirectionRules& rules) {
    const bool needs_names = rules.trust.method != TrustMethod::pin;
    if (rules.identities_from_mx && needs_names) return judge_by_mx(question, rules);
    return judge_chain(question, rules.trust);
}

bool could_satisfy(const Certificate& leaf, const TrustPolicy& trust) {
    if (trust.method == TrustMethod::pin) {
        return std::ranges::find(trust.pins, leaf.spki_sha256()) != trust.pins.end();
    }
    if (trust.method == TrustMethod::dane) return true;
    return std::ranges::any_of(leaf.dns_names(), [&trust](const std::string& written) {
        const auto pattern = HostPattern::from_string(written);
        return pattern &&
               std::ranges::any_of(trust.identities, [&pattern](const DomainName& identity) {
                   return pattern->matches(identity);
               });
    });
}

SessionVerdict judge_facts(const SessionFacts& facts, const PartnerPolicy& partner,
                           const DirectionRules& rules, PeerRole peer,
                           const JudgementMeans& means) {
    SessionVerdict verdict;
    if (!facts.is_tls()) {
        verdict.reason = PolicyReason::no_tls;
    } else if (!facts.is_strong()) {
        verdict.reason = PolicyReason::weak_tls;
    } else if (facts.chain().empty()) {
        verdict.reason = facts.chain_problem().empty() ? PolicyReason::no_certificate
                                                       : PolicyReason::invalid_chain;
    }
    if (!verdict.passed()) return verdict;

    const ChainQuestion question{facts.chain(), facts.staples(), partner, peer, means};
    verdict = judge_own(question, rules);
    for (const auto& via : rules.via) {
        if (verdict.passed()) break;
        auto other = judge_chain(question, via.trust);
        other.by_intermediary = true;
        if (other.passed()) {
            other.via = via.name;
            return other;
        }
        if (other.reason == PolicyReason::evidence_missing &&
            verdict.reason != PolicyReason::evidence_missing) {
            verdict = std::move(other);
        }
    }
    return verdict;
}

}  // namespace

SessionVerdict judge_session(const SessionFacts& facts, const PartnerPolicy& partner,
                             const DirectionRules& rules, PeerRole peer,
                             const JudgementMeans& means) {
    SessionVerdict verdict = judge_facts(facts, partner, rules, peer, means);
    // Verdicts on chains are shared between sessions; whose word the proof is, is not.
    if (verdict.report) verdict.report->asserted_by_caller = facts.proof().asserted_by_caller;
    return verdict;
}

bool could_satisfy(const Certificate& leaf, const DirectionRules& rules) {
    return rules.identities_from_mx || could_satisfy(leaf, rules.trust) ||
           std::ranges::any_of(
               rules.via, [&leaf](const ViaRule& via) { return could_satisfy(leaf, via.trust); });
}

}  // namespace domainsec::inline v1::detail
