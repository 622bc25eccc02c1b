// The steps of one message on its way in (RFC 5321 §3.3): a session is judged when a domain is
// claimed, by the rules of the partner that owns it, anew for every transaction.
#include <algorithm>
#include <domainsec/error.hpp>
#include <domainsec/policy/inbound_transaction.hpp>
#include <utility>

#include "policy/callback_failure.hpp"
#include "policy/envelope.hpp"
#include "policy/event_writer.hpp"
#include "policy/judgement_context.hpp"
#include "policy/message_judgement.hpp"
#include "policy/refusal.hpp"
#include "policy/session_judgement.hpp"
#include "telemetry/event_id.hpp"

namespace domainsec::inline v1 {

namespace {

using detail::EventParts;
using detail::Path;
using detail::PathKind;
using detail::SessionVerdict;

constexpr std::size_t longest_log_id = 64;
constexpr std::size_t most_recipients = 100000;
constexpr std::uint64_t least_message_octets = 1024;
constexpr std::uint64_t most_message_octets = std::uint64_t{4} << 30;

TransactionOptions checked(TransactionOptions options) {
    if (options.max_recipients == 0 || options.max_recipients > most_recipients) {
        throw Error(errc::invalid_argument,
                    "TransactionOptions::max_recipients must be 1 to 100000");
    }
    if (options.max_message_octets < least_message_octets ||
        options.max_message_octets > most_message_octets) {
        throw Error(errc::invalid_argument,
                    "TransactionOptions::max_message_octets must be 1 KiB to 4 GiB");
    }
    options.log_id = escaped(options.log_id, longest_log_id);
    return options;
}

bool has_internal_key(const Configuration& configuration, const SessionFacts& facts) {
    if (!facts.is_tls() || !facts.is_strong() || facts.chain().empty()) return false;
    const auto& key = facts.chain().leaf().spki_sha256();
    return std::ranges::any_of(configuration.internal, [&key](const InternalPeer& peer) {
        return std::ranges::find(peer.pins, key) != peer.pins.end();
    });
}

Answer accepted(const char* enhanced) {
    Answer answer;
    answer.reply = {250, enhanced, "OK"};
    return answer;
}

Answer refused(PolicyReason reason, SmtpReply reply) {
    Answer answer;
    answer.decision = Decision::refused;
    answer.reason = reason;
    answer.reply = std::move(reply);
    return answer;
}

bool enforces(const PartnerPolicy& partner) {
    return partner.receive.mode == DirectionMode::require && !partner.receive.report;
}

}  // namespace

struct InboundTransaction::Impl {
    Impl(JudgementContext given, SessionFacts session, TransactionOptions limits)
        : context(detail::checked(std::move(given))),
          facts(std::move(session)),
          options(checked(std::move(limits))),
          events(context, options.log_id),
          internal(has_internal_key(*context.configuration, facts)) {}

    Answer mail_from(std::string_view reverse_path);
    Answer begin(const Path& path);
    Answer judge_sender();
    Answer judge_bounce();
    Answer session_refusal(const PartnerPolicy& partner, const SessionVerdict& verdict);
    Answer pending_answer(const PartnerPolicy& partner, const SessionVerdict& verdict,
                          const std::string& id);
    EventParts session_event(const PartnerPolicy& partner, const SessionVerdict& verdict,
                             EventKind kind) const;
    void send_held_event();
    std::string sender_text() const;
    InboundVerdict concluded(detail::MessageFindings findings);
    Answer message_refusal(const detail::MessageFindings& findings);
    void report_message(const detail::MessageFindings& findings, InboundVerdict& verdict);

    JudgementContext context;
    SessionFacts facts;
    TransactionOptions options;
    detail::EventWriter events;
    bool internal;

    // Of the current transaction; replaced as a whole by each MAIL FROM.
    detail::EnvelopeState envelope;
    std::optional<Answer> held_refusal;    ///< Waits for RCPT.
    std::optional<EventParts> held_event;  ///< Of that refusal, until it is given.
    std::size_t accepted_recipients = 0;
};

std::string InboundTransaction::Impl::sender_text() const {
    return envelope.sender ? escaped(envelope.sender->str()) : std::string();
}

EventParts InboundTransaction::Impl::session_event(const PartnerPolicy& partner,
                                                   const SessionVerdict& verdict,
                                                   EventKind kind) const {
    EventParts parts;
    parts.kind = kind;
    parts.severity = Severity::warning;
    parts.partner = partner.name;
    parts.reason = to_string(verdict.reason);
    parts.text = detail::mend_for(verdict.reason, verdict.report ? &*verdict.report : nullptr);
    parts.fields.emplace_back("mail_from", sender_text());
    if (verdict.report) {
        parts.fields.emplace_back("trust_reason", to_string(verdict.report->reason));
        parts.fields.emplace_back("findings", escaped(verdict.report->text(), 2000));
    } else if (!facts.chain_problem().empty()) {
        parts.fields.emplace_back("findings", escaped(facts.chain_problem()));
    }
    for (const auto& request : verdict.requests) {
        const std::string name = "missing_" + std::to_string(&request - verdict.requests.data());
        parts.fields.emplace_back(
            name, std::string(to_string(request.kind)) + ' ' + escaped(request.locator));
    }
    // The numbers under which Exchange's administrators know these.
    if (verdict.reason == PolicyReason::no_tls)
        parts.fields.emplace_back("exchange_event", "11012");
    if (verdict.reason == PolicyReason::name_mismatch) {
        parts.fields.emplace_back("exchange_event", "11015");
    }
    return parts;
}

/// A refusal becomes an event once, and only when it is really given: a client that asks for
/// postmaster alone is not refused.
void InboundTransaction::Impl::send_held_event() {
    if (!held_event || !held_refusal) return;
    events.send_as(held_refusal->event_id, facts, std::move(*held_event));
    held_event.reset();
}

Answer InboundTransaction::Impl::pending_answer(const PartnerPolicy& partner,
                                                const SessionVerdict& verdict,
                                                const std::string& id) {
    const auto* report = verdict.report ? &*verdict.report : nullptr;
    auto answer =
        refused(verdict.reason,
                detail::refusal_reply(verdict.reason, partner.receive.on_failure, report, id));
    answer.event_id = id;
    answer.requests = verdict.requests;
    if (!verdict.requests.empty()) answer.decision = Decision::pending;
    return answer;
}

/// The answer to a session that does not speak for the partner it claims: pending or refused where
/// the partner's rules are enforced, otherwise accepted with the reason.
Answer InboundTransaction::Impl::session_refusal(const PartnerPolicy& partner,
                                                 const SessionVerdict& verdict) {
    const bool missing = verdict.reason == PolicyReason::evidence_missing;
    if (!enforces(partner)) {
        auto answer = accepted("2.1.0");
        answer.reason = verdict.reason;
        answer.requests = verdict.requests;
        if (missing) {
            answer.event_id = events.send(facts, {EventKind::evidence_missing,
                                                  Severity::warning,
                                                  partner.name,
                                                  std::string(to_string(verdict.reason)),
                                                  "The message will be delivered unmarked unless "
                                                  "the missing data is fetched.",
                                                  {}});
        }
        return answer;
    }
    const auto id = detail::next_event_id(context.clock());
    const bool pending = missing && !verdict.requests.empty();
    held_event = session_event(partner, verdict,
                               pending ? EventKind::evidence_missing : EventKind::message_refused);
    return pending_answer(partner, verdict, id);
}

Answer InboundTransaction::Impl::judge_sender() {
    const auto* partner = context.configuration->partner_of(envelope.sender->domain());
    auto answer = accepted("2.1.0");
    if (partner == nullptr || partner->receive.mode == DirectionMode::off) {
        answer.reason = partner == nullptr ? PolicyReason::not_a_partner : PolicyReason::not_asked;
        return answer;
    }
    envelope.partner = partner;
    envelope.session = detail::judge_session(facts, *partner, partner->receive, PeerRole::client,
                                             detail::JudgementMeans(context));
    return envelope.session.passed() ? answer : session_refusal(*partner, envelope.session);
}

/// The null reverse-path claims nobody: every partner that the chain could satisfy is a candidate
/// until From: is seen (RFC 5321 §4.5.5).
Answer InboundTransaction::Impl::judge_bounce() {
    auto answer = accepted("2.1.0");
    answer.reason = PolicyReason::not_a_partner;
    if (!facts.is_tls() || facts.chain().empty()) return answer;
    const detail::JudgementMeans means(context);
    for (const auto& partner : context.configuration->partners) {
        const auto& rules = partner.receive;
        if (rules.mode == DirectionMode::off) continue;
        if (!detail::could_satisfy(facts.chain().leaf(), rules)) continue;
        auto verdict = detail::judge_session(facts, partner, rules, PeerRole::client, means);
        if (verdict.passed()) answer.reason = PolicyReason::none;
        envelope.candidates.push_back({&partner, std::move(verdict)});
    }
    if (answer.reason == PolicyReason::none) return answer;
    for (const auto& candidate : envelope.candidates) {
        const bool pending = candidate.session.reason == PolicyReason::evidence_missing &&
                             !candidate.session.requests.empty();
        if (pending) return session_refusal(*candidate.partner, candidate.session);
    }
    return answer;
}

Answer InboundTransaction::Impl::begin(const Path& path) {
    envelope = {};
    held_refusal.reset();
    held_event.reset();
    accepted_recipients = 0;
    if (path.kind != PathKind::null && path.kind != PathKind::mailbox &&
        path.kind != PathKind::address_literal) {
        return detail::bad_address(path, true);
    }
    envelope.begun = true;
    envelope.null_path = path.kind == PathKind::null;
    envelope.sender = path.address;
    if (internal) {
        auto answer = accepted("2.1.0");
        answer.reason = PolicyReason::internal_peer;
        return answer;
    }
    if (envelope.null_path) return judge_bounce();
    if (envelope.sender) return judge_sender();
    auto answer = accepted("2.1.0");
    answer.reason = PolicyReason::not_a_partner;
    return answer;
}

/// A refusal after the data. Mail to postmaster and abuse alone is never refused for trust.
Answer InboundTransaction::Impl::message_refusal(const detail::MessageFindings& findings) {
    if (!findings.refuse || findings.partner == nullptr || envelope.only_always_reachable ||
        findings.partner->receive.report) {
        return accepted("2.0.0");
    }
    const auto* report = findings.session ? &findings.session->report : nullptr;
    const auto id = detail::next_event_id(context.clock());
    auto answer = refused(
        findings.reason,
        detail::refusal_reply(findings.reason, findings.partner->receive.on_failure,
                              report != nullptr && report->has_value() ? &**report : nullptr, id));
    answer.event_id = id;
    return answer;
}

void InboundTransaction::Impl::report_message(const detail::MessageFindings& findings,
                                              InboundVerdict& verdict) {
    if (findings.partner == nullptr) return;
    EventParts parts;
    parts.kind = verdict.answer.decision != Decision::accepted ? EventKind::message_refused
                 : verdict.status == Status::pass              ? EventKind::message_secured
                                                               : EventKind::message_unsecured;
    parts.severity = verdict.status == Status::pass ? Severity::info : Severity::warning;
    parts.partner = verdict.partner;
    parts.reason = to_string(verdict.reason);
    parts.text = findings.text;
    parts.fields.emplace_back("status", to_string(verdict.status));
    parts.fields.emplace_back("mail_from", sender_text());
    if (findings.author) parts.fields.emplace_back("from", escaped(findings.author->str()));
    if (verdict.report) {
        parts.fields.emplace_back("trust_reason", to_string(verdict.report->reason));
    }
    if (verdict.answer.event_id.empty()) {
        verdict.answer.event_id = events.send(facts, std::move(parts));
    } else {
        events.send_as(verdict.answer.event_id, facts, std::move(parts));
    }
}

InboundVerdict InboundTransaction::Impl::concluded(detail::MessageFindings findings) {
    InboundVerdict verdict;
    verdict.answer = message_refusal(findings);
    verdict.answer.reason = findings.reason;
    verdict.status = findings.status;
    verdict.reason = findings.reason;
    verdict.partner_domain = findings.partner_domain;
    if (findings.partner != nullptr) verdict.partner = findings.partner->name;
    if (findings.session != nullptr) verdict.report = findings.session->report;
    verdict.path = std::move(findings.path);
    report_message(findings, verdict);
    return verdict;
}

InboundTransaction::InboundTransaction(JudgementContext context, SessionFacts facts,
                                       TransactionOptions options)
    : impl_(std::make_unique<Impl>(std::move(context), std::move(facts), std::move(options))) {}

InboundTransaction::InboundTransaction(InboundTransaction&&) noexcept = default;
InboundTransaction& InboundTransaction::operator=(InboundTransaction&&) noexcept = default;
InboundTransaction::~InboundTransaction() = default;

Answer InboundTransaction::mail_from(std::string_view reverse_path) {
    try {
        return impl_->mail_from(reverse_path);
    } catch (const std::exception& failure) {
        // Nothing was judged: no RCPT may follow as if it had been.
        impl_->envelope.begun = false;
        return detail::after_callback_failure(impl_->events, impl_->facts, failure.what());
    }
}

Answer InboundTransaction::Impl::mail_from(std::string_view reverse_path) {
    auto answer = begin(detail::parse_path(reverse_path));
    if (answer.decision == Decision::accepted || answer.reason == PolicyReason::bad_address) {
        return answer;
    }
    held_refusal = answer;
    const bool now = context.configuration->stage == RefusalStage::mail;
    // With `pending` the caller may fetch what is missing and ask again; otherwise RCPT tells the
    // client.
    if (now || answer.decision == Decision::pending) {
        send_held_event();
        if (answer.decision == Decision::refused) envelope.begun = false;
        return answer;
    }
    auto later = accepted("2.1.0");
    later.reason = answer.reason;
    later.event_id = answer.event_id;
    return later;
}

Answer InboundTransaction::rcpt_to(std::string_view forward_path) {
    auto& state = *impl_;
    if (!state.envelope.begun) {
        return refused(PolicyReason::out_of_order, {503, "5.5.1", "MAIL FROM must come first"});
    }
    const auto path = detail::parse_path(forward_path);
    const bool readable = path.kind == PathKind::mailbox || path.kind == PathKind::postmaster ||
                          path.kind == PathKind::address_literal;
    if (!readable) return detail::bad_address(path, false);
    const bool reachable = detail::is_always_reachable(path, state.context.configuration->domains);
    if (state.held_refusal && !reachable) {
        state.send_held_event();
        return *state.held_refusal;
    }
    if (state.accepted_recipients >= state.options.max_recipients) {
        return refused(PolicyReason::limit_exceeded,
                       {452, "4.5.3", "Too many recipients; send the rest separately"});
    }
    ++state.accepted_recipients;
    if (path.address) state.envelope.recipients.push_back(*path.address);
    state.envelope.only_always_reachable = state.envelope.only_always_reachable && reachable;
    return accepted("2.1.5");
}

Answer InboundTransaction::declared_size(std::uint64_t octets) const {
    const auto limit = impl_->options.max_message_octets;
    if (octets <= limit) return accepted("2.0.0");
    return refused(PolicyReason::limit_exceeded,
                   {552, "5.3.4", "Message over " + std::to_string(limit) + " octets"});
}

InboundVerdict InboundTransaction::finish(const MessageView& message) {
    auto& state = *impl_;
    InboundVerdict verdict;
    verdict.answer = declared_size(message.octets().size());
    if (verdict.answer.decision != Decision::accepted) {
        verdict.reason = verdict.answer.reason;
        return verdict;
    }
    if (!state.envelope.begun || state.accepted_recipients == 0) {
        verdict.answer =
            refused(PolicyReason::out_of_order,
                    {503, "5.5.1", "MAIL FROM and an accepted RCPT TO must come first"});
        verdict.reason = PolicyReason::out_of_order;
        return verdict;
    }
    if (state.internal) {
        verdict.answer = accepted("2.0.0");
        verdict.answer.reason = PolicyReason::internal_peer;
        verdict.reason = PolicyReason::internal_peer;
        return verdict;
    }
    try {
        return state.concluded(detail::judge_message(message, *state.context.configuration,
                                                     state.facts, state.envelope,
                                                     state.context.clock()));
    } catch (const std::exception& failure) {
        verdict.answer = detail::after_callback_failure(state.events, state.facts, failure.what());
        verdict.status = Status::temperror;
        verdict.reason = verdict.answer.reason;
        return verdict;
    }
}

bool InboundTransaction::is_internal() const noexcept {
    return impl_->internal;
}

}  // namespace domainsec::inline v1
