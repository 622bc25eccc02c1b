// The last question: envelope and session are judged; may this message be marked (design: exactly
// one author, aligned with the partner; strict framing)?
#pragma once

#include <domainsec/message/message_view.hpp>
#include <domainsec/names/mail_address.hpp>
#include <domainsec/policy/configuration.hpp>
#include <domainsec/policy/secured_path.hpp>
#include <domainsec/status.hpp>
#include <domainsec/tls/session_facts.hpp>
#include <optional>
#include <string>
#include <vector>

#include "policy/session_judgement.hpp"

namespace domainsec::inline v1::detail {

/// A partner that a bounce may come from.
struct Candidate {
    const PartnerPolicy* partner = nullptr;
    SessionVerdict session;
};

/// What MAIL FROM and RCPT TO have left behind.
struct EnvelopeState {
    bool begun = false;
    bool null_path = false;
    std::optional<MailAddress> sender;
    const PartnerPolicy* partner = nullptr;  ///< That owns the sender's domain and is judged.
    SessionVerdict session;                  ///< For `partner`.
    std::vector<Candidate> candidates;       ///< For the null reverse-path.
    std::vector<MailAddress> recipients;
    bool only_always_reachable = true;  ///< Every recipient is postmaster or abuse.
};

/// What was found. Points into the envelope and the configuration.
struct MessageFindings {
    Status status = Status::none;
    PolicyReason reason = PolicyReason::not_a_partner;
    const PartnerPolicy* partner = nullptr;
    std::optional<DomainName> partner_domain;
    const SessionVerdict* session = nullptr;
    std::optional<SecuredPath> path;  ///< Set exactly when status is pass.
    std::optional<MailAddress> author;
    bool refuse = false;  ///< The partner's rules ask for a refusal.
    std::string text;     ///< One sentence for logs.
};

MessageFindings judge_message(const MessageView& message, const Configuration& configuration,
                              const SessionFacts& facts, const EnvelopeState& envelope,
                              TimePoint now);

}  // namespace domainsec::inline v1::detail
