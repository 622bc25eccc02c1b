// The methods of trust: what each looks at, and what it leaves alone (docs/threat-model.md argues
// each cell of the table).
#include <domainsec/trust/chain_validator.hpp>

#include <algorithm>

#include "trust/dane.hpp"
#include "trust/findings.hpp"
#include "trust/pins.hpp"
#include "trust/pkix_judgement.hpp"
#include "trust/rules_revision.hpp"

namespace domainsec::inline v1 {
namespace {

using detail::FindingList;

TimePoint latest(TimePoint now) {
    return now + detail::max_judgement_age;
}

ValidationReport no_certificate(TimePoint now) {
    FindingList findings;
    findings.add({TrustReason::no_certificate, "RFC 8446 §4.4.2", "no certificate",
                  "a certificate and the proof of its key"});
    ValidationReport report;
    std::move(findings).conclude(report);
    report.valid_until = latest(now);
    return report;
}

// The key is the name: nothing else of the certificate is looked at.
ValidationReport judge_pin(const TrustPolicy& policy, const Chain& chain, TimePoint now) {
    const Certificate& leaf = chain.leaf();
    const detail::CertificateFacts facts(leaf);
    FindingList findings;
    ValidationReport report;
    const auto pin = std::find(policy.pins.begin(), policy.pins.end(), leaf.spki_sha256());
    if (pin == policy.pins.end()) {
        findings.add({TrustReason::pin_mismatch, "RFC 7469 §2.6", to_pin(leaf.spki_sha256()),
                      "one of the pinned keys"},
                     0, facts);
    } else {
        report.path.push_back(leaf);
    }
    if (auto problem = detail::missing_spare(policy.pins, leaf.spki_sha256()))
        findings.warn(*std::move(problem));
    report.method_tag = "pin";
    std::move(findings).conclude(report);
    report.valid_until = latest(now);
    return report;
}

struct DaneInput {
    const TrustPolicy& policy;
    const ValidatorOptions& options;
    PeerRole peer;
    const Chain& chain;
    const Evidence& evidence;
    TimePoint now;
    const std::vector<Bytes>& staples;
};

bool matches_end_entity(const std::vector<TlsaRecord>& records, const Certificate& leaf) {
    constexpr std::uint8_t dane_ee = 3;
    return std::any_of(records.begin(), records.end(), [&](const TlsaRecord& record) {
        return record.usage == dane_ee && detail::tlsa_matches(record, leaf);
    });
}

ValidationReport dane_end_entity(const DaneInput& input, TimePoint valid_until) {
    ValidationReport report;
    report.status = Status::pass;
    report.method_tag = "dane-ee";
    report.path.push_back(input.chain.leaf());
    report.valid_until = std::min(latest(input.now), valid_until);
    return report;
}

ValidationReport dane_nothing(const DaneInput& input, detail::TlsaSet set) {
    ValidationReport report;
    if (!set.records.empty())
        set.problems.add({TrustReason::tlsa_mismatch, "RFC 7672 §3.1",
                          "a chain that none of " + std::to_string(set.records.size()) +
                              " TLSA records is about",
                          "the key or the authority that the partner published"});
    // Records that are still missing may be the ones that match.
    if (!set.requests.empty()) {
        FindingList waiting;
        waiting.add_temporary({TrustReason::evidence_missing, "RFC 7672 §2.2",
                               "TLSA records that have not been looked up",
                               "an answer for each owner name"});
        std::move(waiting).conclude(report);
        std::sort(set.requests.begin(), set.requests.end());
        report.pending = std::move(set.requests);
    } else {
        std::move(set.problems).conclude(report);
    }
    report.valid_until = report.status == Status::temperror
                             ? input.now
                             : std::min(latest(input.now), set.valid_until);
    return report;
}

ValidationReport judge_dane(const DaneInput& input) {
    detail::TlsaSet set = detail::collect_tlsa(input.policy, input.evidence, input.now);
    if (matches_end_entity(set.records, input.chain.leaf()))
        return dane_end_entity(input, set.valid_until);
    auto anchors = detail::tlsa_anchors(set.records, input.chain);
    if (anchors.empty()) return dane_nothing(input, std::move(set));
    const auto anchor_set = AnchorSet::from_certificates(std::move(anchors));
    detail::PkixInput pkix{input.policy, input.options,  input.peer, *anchor_set,
                           input.chain,  input.evidence, input.now,  input.staples};
    pkix.leaf_may_be_anchor = false;
    pkix.valid_until = set.valid_until;
    ValidationReport report = detail::judge_pkix(pkix);
    report.method_tag = "dane-ta";
    return report;
}

}  // namespace

ChainValidator::ChainValidator(TrustPolicy policy, PeerRole peer, ValidatorOptions options)
    : peer_(peer) {
    options.check();
    if (options.any_identity || !options.ip_addresses.empty() || !options.mailboxes.empty())
        policy.check_without_identities();
    else
        policy.check();
    revision_ = detail::rules_revision(policy, peer, options);
    policy_ = std::make_shared<const TrustPolicy>(std::move(policy));
    options_ = std::make_shared<const ValidatorOptions>(std::move(options));
}

ValidationReport ChainValidator::judge(const Chain& chain, const Evidence& evidence, TimePoint now,
                                       const std::vector<Bytes>& staples) const {
    ValidationReport report;
    if (chain.empty()) {
        report = no_certificate(now);
    } else if (policy_->method == TrustMethod::pin) {
        report = judge_pin(*policy_, chain, now);
    } else if (policy_->method == TrustMethod::dane) {
        report = judge_dane({*policy_, *options_, peer_, chain, evidence, now, staples});
    } else {
        detail::PkixInput pkix{*policy_, *options_, peer_, *policy_->anchors,
                               chain,    evidence,  now,   staples};
        pkix.private_anchors = policy_->method == TrustMethod::anchors;
        report = detail::judge_pkix(pkix);
        report.method_tag = "pkix";
    }
    report.method = policy_->method;
    report.judged_at = now;
    report.presented = chain.certificates();
    // Pins and DANE-EE look at the leaf alone.
    if (report.examined.empty() && !chain.empty()) report.examined.push_back(chain.leaf());
    return report;
}

}  // namespace domainsec::inline v1
