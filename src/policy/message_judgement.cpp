// Decides whether a message may be marked: RFC 5322 §3.6 (one From:, no doubled singletons), RFC
// 5321 §2.3.8 (CRLF), and the alignment of author and partner.
#include "policy/message_judgement.hpp"

#include <algorithm>
#include <domainsec/message/author.hpp>

#include "policy/from_fields.hpp"
#include "policy/refusal.hpp"
#include "policy/secured_path_builder.hpp"

namespace domainsec::inline v1::detail {

namespace {

bool is_markable_form(const MessageView& message) {
    return message.defect() == MessageDefect::none && message.line_ends() == LineEnds::crlf &&
           duplicated_singletons(message).empty();
}

/// A host that speaks for itself in its bounces: a configured identity, or a name in the judged
/// certificate that lies below the partner's domains.
bool is_identity_host(const DomainName& host, const PartnerPolicy& partner,
                      const SessionVerdict& session, const SessionFacts& facts) {
    // An intermediary's certificate may hold any name; only the partner's own counts.
    if (session.by_intermediary) return false;
    if (std::ranges::find(session.identities, host) != session.identities.end()) return true;
    const bool below = std::ranges::any_of(
        partner.domains, [&host](const DomainName& domain) { return host.is_below(domain); });
    const auto& names = facts.chain().leaf().dns_names();
    return below && std::ranges::any_of(names, [&host](const std::string& written) {
               return DomainName::from_string(written) == host;
           });
}

class MessageJudge final {
  public:
    MessageJudge(const MessageView& message, const Configuration& configuration,
                 const SessionFacts& facts, const EnvelopeState& envelope, TimePoint now)
        : message_(message),
          configuration_(configuration),
          facts_(facts),
          envelope_(envelope),
          now_(now),
          author_(author_of(message)) {
        findings_.author = author_.address;
    }

    MessageFindings judge() {
        if (envelope_.partner != nullptr) {
            judge_for_sender();
        } else if (envelope_.null_path) {
            judge_bounce();
        } else {
            judge_stranger(nullptr);
        }
        return std::move(findings_);
    }

  private:
    void judge_for_sender();
    void judge_bounce();
    bool judge_stranger(const PartnerPolicy* except);
    void judge_form_and_author(const PartnerPolicy& partner, const SessionVerdict& session);
    void secure(const PartnerPolicy& partner, const SessionVerdict& session,
                const DomainName& partner_domain);
    const Candidate* candidate_for(const DomainName& author_domain) const;
    void set(Status status, PolicyReason reason, std::string text);
    void concern(const PartnerPolicy& partner, const SessionVerdict* session);

    const MessageView& message_;
    const Configuration& configuration_;
    const SessionFacts& facts_;
    const EnvelopeState& envelope_;
    TimePoint now_;
    Author author_;
    MessageFindings findings_;
};

void MessageJudge::set(Status status, PolicyReason reason, std::string text) {
    findings_.status = status;
    findings_.reason = reason;
    findings_.text = std::move(text);
}

void MessageJudge::concern(const PartnerPolicy& partner, const SessionVerdict* session) {
    findings_.partner = &partner;
    findings_.session = session;
    const DomainName* covering =
        author_.address ? partner.covering(author_.address->domain()) : nullptr;
    if (covering == nullptr && envelope_.sender) {
        covering = partner.covering(envelope_.sender->domain());
    }
    if (covering == nullptr) covering = &partner.domains.front();
    findings_.partner_domain = *covering;
}

void MessageJudge::secure(const PartnerPolicy& partner, const SessionVerdict& session,
                          const DomainName& partner_domain) {
    if (!configuration_.stamp) {
        set(Status::policy, PolicyReason::no_stamp_key,
            "Judged secured, and delivered unmarked: this edge has no [stamp].");
        return;
    }
    const auto& proof = facts_.proof();
    set(Status::pass, PolicyReason::none, "Domain Secured.");
    findings_.path = SecuredPathBuilder::build({
        .partner_name = partner.name,
        .partner = partner_domain,
        .identity = session.report->matched_identity,
        .method = session.report->method_tag,
        .edge = *configuration_.edge_name,
        .tls_parameters = facts_.parameters(),
        .key_digest = facts_.chain().leaf().spki_sha256(),
        .judged_at = now_,
        .mail_from = envelope_.sender,
        .recipients = envelope_.recipients,
        .via = session.via,
        .asserted_by_caller = proof.asserted_by_caller,
        .resumed = proof.resumed,
    });
}

/// From: names a partner and the message came another way. False when it names none.
bool MessageJudge::judge_stranger(const PartnerPolicy* except) {
    const auto* partner = partner_named_in_from(message_, configuration_, except);
    if (partner == nullptr) return false;
    concern(*partner, nullptr);
    set(Status::fail, PolicyReason::unsecured_from,
        "From: names the partner, and the message did not come over its secured path.");
    findings_.refuse = partner->receive.unsecured_from == UnsecuredFrom::reject;
    return true;
}

void MessageJudge::judge_form_and_author(const PartnerPolicy& partner,
                                         const SessionVerdict& session) {
    concern(partner, &session);
    if (!is_markable_form(message_)) {
        set(Status::policy, PolicyReason::malformed_message,
            "The path is secured, but the message's form allows no mark: CRLF line ends, no NUL "
            "and no doubled fields are needed.");
    } else if (!author_.address) {
        set(Status::policy, PolicyReason::ambiguous_author,
            "The path is secured, but From: does not hold exactly one address.");
    } else {
        const auto& domain = author_.address->domain();
        const auto* covering = partner.covering(domain);
        if (covering != nullptr) {
            secure(partner, session, *covering);
        } else if (envelope_.null_path && is_identity_host(domain, partner, session, facts_)) {
            secure(partner, session, partner.domains.front());
        } else {
            set(Status::policy, PolicyReason::unaligned_from,
                "The path is secured, but From: is not in the partner's domains.");
        }
    }
}

void MessageJudge::judge_for_sender() {
    const auto& partner = *envelope_.partner;
    // Another partner's name in From: is that partner's matter: it is what people see.
    if (judge_stranger(&partner)) return;
    if (!envelope_.session.passed()) {
        concern(partner, &envelope_.session);
        const auto reason = envelope_.session.reason;
        const auto* report = envelope_.session.report ? &*envelope_.session.report : nullptr;
        set(reason == PolicyReason::evidence_missing ? Status::temperror : Status::fail, reason,
            "Delivered unmarked. " + mend_for(reason, report) + '.');
        return;
    }
    judge_form_and_author(partner, envelope_.session);
}

/// The candidate that a bounce's author belongs to: by its domains, else by one of its hosts.
const Candidate* MessageJudge::candidate_for(const DomainName& author_domain) const {
    for (const auto& candidate : envelope_.candidates) {
        if (candidate.partner->covering(author_domain) != nullptr) return &candidate;
    }
    for (const auto& candidate : envelope_.candidates) {
        const bool host =
            candidate.session.passed() &&
            is_identity_host(author_domain, *candidate.partner, candidate.session, facts_);
        // Never across partners, whatever a certificate says.
        if (host && configuration_.partner_of(author_domain) == nullptr) return &candidate;
    }
    return nullptr;
}

void MessageJudge::judge_bounce() {
    const Candidate* candidate =
        author_.address ? candidate_for(author_.address->domain()) : nullptr;
    if (candidate == nullptr) {
        const auto passed = std::ranges::find_if(
            envelope_.candidates, [](const Candidate& each) { return each.session.passed(); });
        // A partner's own bounce without a readable author is that partner's; others are strangers.
        if (!author_.address && passed != envelope_.candidates.end()) {
            if (judge_stranger(passed->partner)) return;
            judge_form_and_author(*passed->partner, passed->session);
        } else {
            judge_stranger(nullptr);
        }
        return;
    }
    if (candidate->session.passed()) {
        judge_form_and_author(*candidate->partner, candidate->session);
        return;
    }
    judge_stranger(nullptr);
    const auto& rules = candidate->partner->receive;
    if (candidate->session.reason == PolicyReason::evidence_missing) {
        // It is probably the partner's; a later attempt can show it.
        concern(*candidate->partner, &candidate->session);
        set(Status::temperror, PolicyReason::evidence_missing,
            "A bounce in the partner's name whose certificate could not be checked for now.");
        findings_.refuse = rules.mode == DirectionMode::require;
    }
}

}  // namespace

MessageFindings judge_message(const MessageView& message, const Configuration& configuration,
                              const SessionFacts& facts, const EnvelopeState& envelope,
                              TimePoint now) {
    return MessageJudge(message, configuration, facts, envelope, now).judge();
}

}  // namespace domainsec::inline v1::detail
