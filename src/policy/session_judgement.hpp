// Judges one TLS session by one partner's rules for one direction; what inbound transactions and
// outbound routes share.
#pragma once

#include <domainsec/clock.hpp>
#include <domainsec/policy/answer.hpp>
#include <domainsec/policy/inbound_transaction.hpp>
#include <domainsec/policy/partner_policy.hpp>
#include <domainsec/tls/session_facts.hpp>
#include <domainsec/trust/evidence.hpp>
#include <domainsec/trust/judgement_cache.hpp>
#include <domainsec/trust/validation_report.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace domainsec::inline v1::detail {

/// The verdict on a session.
struct SessionVerdict {
    PolicyReason reason = PolicyReason::none;  ///< none: it speaks for the partner.
    std::optional<ValidationReport> report;    ///< When a chain was judged.
    std::string via;  ///< The intermediary, or the MX host under identity = "mx"; else empty.
    bool by_intermediary = false;
    std::vector<EvidenceRequest> requests;  ///< With evidence_missing: what to fetch, if anything.
    std::vector<DomainName> identities;     ///< The reference identities that were asked for.

    bool passed() const noexcept { return reason == PolicyReason::none; }
};

/// What a session is judged with: one snapshot of evidence, one moment, and what is remembered.
struct JudgementMeans {
    explicit JudgementMeans(const JudgementContext& context)
        : evidence(context.evidence()),
          now(context.clock()),
          cache(context.judgements.get()),
          validators(context.validators.get()) {}

    std::shared_ptr<const Evidence> evidence;
    TimePoint now;
    JudgementCache* cache;                 ///< May be null.
    const PreparedValidators* validators;  ///< May be null.
};

/// Judges by the partner's own trust, then by its intermediaries in their order.
SessionVerdict judge_session(const SessionFacts& facts, const PartnerPolicy& partner,
                             const DirectionRules& rules, PeerRole peer,
                             const JudgementMeans& means);

/// False when the leaf can satisfy none of the rules, seen without any cryptography: keeps a
/// stranger's bounce from costing one validation for every partner.
bool could_satisfy(const Certificate& leaf, const DirectionRules& rules);

}  // namespace domainsec::inline v1::detail
