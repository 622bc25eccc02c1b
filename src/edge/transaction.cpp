// A transaction with the border's and the stamp's part (RFC 8601 §5 for the field that is added).
#include "edge/transaction.hpp"

#include <algorithm>
#include <domainsec/error.hpp>
#include <domainsec/message/authentication_results.hpp>
#include <domainsec/stamp/exchange_fields.hpp>

#include "edge/evidence_notes.hpp"
#include "telemetry/event_id.hpp"

namespace domainsec::inline v1 {

namespace {

/// The new field with the line ends of the message it goes into.
std::string with_line_ends_of(const MessageView& message, std::string field) {
    if (message.line_ends() != LineEnds::lf) return field;
    std::erase(field, '\r');
    return field;
}

/// As the border's remover reads names: in any case, with anything around it.
bool names_a_stamp(std::string_view name) {
    constexpr std::string_view stamp = "domain-secured";
    const auto* const found = std::search(
        name.begin(), name.end(), stamp.begin(), stamp.end(),
        [](char a, char b) { return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b; });
    return found != name.end();
}

std::string removed_names(const EditList& edits) {
    std::string names;
    for (const auto& field : edits.removed()) {
        if (names.size() > 500) return names + ", ...";
        if (!names.empty()) names += ", ";
        names += field.name;
    }
    return names;
}

}  // namespace

Transaction::Impl::Impl(std::shared_ptr<const detail::EdgeSnapshot> current, EdgeOptions given,
                        const std::shared_ptr<JudgementCache>& judgements, SessionFacts facts,
                        TransactionOptions limits)
    : snapshot(std::move(current)),
      options(std::move(given)),
      peer(facts.peer_address().empty() ? escaped(limits.log_id, 64)
                                        : escaped(facts.peer_address(), 64)),
      events(std::make_shared<detail::HeldEvents>(options.events)),
      inbound(
          {snapshot->configuration, [evidence = options.evidence] { return evidence->snapshot(); },
           options.clock, events, judgements, snapshot->validators},
          std::move(facts), std::move(limits)) {}

/// From our own edges only a stamp that does not verify is taken off, with everything that it might
/// have vouched for.
EditList Transaction::Impl::internal_border(const MessageView& message) {
    EditList nothing(message.octets().size());
    if (snapshot->verifier && message.count("Domain-Secured") == 1) {
        VerifyOptions about;
        about.now = options.clock();
        if (snapshot->verifier->verify(message, about).status == Status::pass) return nothing;
    }
    auto edits = border_edits(message, {.own_names = snapshot->own_names});
    const bool has_stamp = std::ranges::any_of(
        edits.removed(), [](const RemovedField& field) { return names_a_stamp(field.name); });
    return has_stamp ? edits : nothing;
}

EditList Transaction::Impl::border(const MessageView& message) {
    auto edits = inbound.is_internal() ? internal_border(message)
                                       : border_edits(message, {.own_names = snapshot->own_names});
    if (!edits.removed().empty()) {
        auto event = detail::edge_event(options, EventKind::foreign_mark_removed, Severity::info,
                                        "Marks that are not the sender's to give were taken off.");
        event.peer = peer;
        event.fields.emplace_back("count", std::to_string(edits.removed().size()));
        event.fields.emplace_back("removed", removed_names(edits));
        events->pass_on(event);
    }
    return edits;
}

void Transaction::Impl::stamping_failed(FinishedMessage& finished, std::optional<Event> held,
                                        std::string reason, std::string text) {
    auto event =
        detail::edge_event(options, EventKind::callback_failed, Severity::error, std::move(text));
    if (held) {
        event.id = held->id;
        event.partner = held->partner;
        event.fields = std::move(held->fields);
    }
    event.peer = peer;
    event.reason = std::move(reason);
    events->pass_on(event);
    finished.status = Status::temperror;
    finished.reason = PolicyReason::no_stamp_key;
    finished.edits = EditList(0);
    finished.answer.decision = Decision::refused;
    finished.answer.reason = PolicyReason::no_stamp_key;
    finished.answer.event_id = event.id;
    finished.answer.reply = {451, "4.3.0",
                             "A local problem keeps this message from being taken now; try again "
                             "later (event " +
                                 event.id + ')'};
}

// False when the stamp is not in the log: then it must not be used, for verifiers would not believe
// it once the key is retired.
bool Transaction::Impl::record(const std::string& field, std::optional<Event>& held,
                               FinishedMessage& finished) {
    if (!snapshot->log) return true;
    try {
        snapshot->log->append(snapshot->stamper->options().selector, field, options.clock());
        return true;
    } catch (const Error& error) {
        stamping_failed(finished, std::move(held), "log_failed",
                        std::string("The stamp could not be recorded; the message was put off. ") +
                            error.what());
        return false;
    }
}

// From the bottom up: what a back end reads, the stamp, and its companion, which covers the stamp.
void Transaction::Impl::add_marks(const MessageView& message, const SecuredPath& path,
                                  const std::string& field, FinishedMessage& finished) const {
    if (snapshot->configuration->stamp->exchange_fields)
        finished.edits.prepend(exchange_fields(path, message.line_ends()));
    finished.edits.prepend(field);
    if (snapshot->companion)
        finished.edits.prepend(snapshot->companion->sign(message, field, path.judged_at()));
}

void Transaction::Impl::stamp(const MessageView& message, const InboundVerdict& verdict,
                              FinishedMessage& finished) {
    auto held = events->take();
    const auto result = snapshot->stamper->stamp(message, *verdict.path);
    if (result.problem == StampingProblem::signing_failed) {
        stamping_failed(finished, std::move(held), "signing_failed",
                        "The stamp could not be signed; the message was put off. Check the process "
                        "or device that holds the key. " +
                            result.detail);
        return;
    }
    if (result.problem == StampingProblem::none) {
        if (!record(result.field, held, finished)) return;
        add_marks(message, *verdict.path, result.field, finished);
    } else {
        finished.status = Status::policy;
        finished.reason = result.problem == StampingProblem::too_many_recipients
                              ? PolicyReason::limit_exceeded
                              : PolicyReason::malformed_message;
        finished.answer.reason = finished.reason;
        if (held) {
            held->kind = EventKind::message_unsecured;
            held->severity = Severity::warning;
            held->reason = to_string(finished.reason);
            held->text = "The path is secured, but no stamp could be made for this message.";
        }
    }
    if (held) events->pass_on(*held);
}

void Transaction::Impl::add_results(const MessageView& message, const InboundVerdict& verdict,
                                    FinishedMessage& finished) const {
    if (!verdict.partner_domain || finished.answer.decision != Decision::accepted) return;
    AuthenticationMethod method;
    method.method = "x-domain-secured";
    method.result = to_string(finished.status);
    if (finished.status != Status::pass) method.reason = to_string(finished.reason);
    method.properties.push_back({"policy", "partner", verdict.partner_domain->str()});
    if (!mail_from.empty()) method.properties.push_back({"smtp", "mailfrom", mail_from});
    AuthenticationResults results;
    results.authserv_id = snapshot->configuration->edge_name->str();
    results.methods.push_back(std::move(method));
    finished.edits.prepend(with_line_ends_of(message, results.to_field()));
}

void Transaction::Impl::note(const Answer& answer,
                             const std::optional<ValidationReport>& report) const noexcept {
    detail::note_evidence(snapshot->cache.get(), answer.requests, report,
                          detail::event_time(options.clock));
}

FinishedMessage Transaction::Impl::finish(std::string_view message) {
    const auto view = MessageView::parse(message);
    auto verdict = inbound.finish(view);
    FinishedMessage finished;
    finished.answer = verdict.answer;
    finished.status = verdict.status;
    finished.reason = verdict.reason;
    finished.partner = verdict.partner;
    finished.report = verdict.report;
    note(finished.answer, finished.report);
    if (finished.answer.decision != Decision::accepted) return finished;

    try {
        finished.edits = border(view);
        if (verdict.path && snapshot->stamper) stamp(view, verdict, finished);
        add_results(view, verdict, finished);
    } catch (const std::exception& failure) {
        stamping_failed(finished, events->take(), "callback_failed",
                        "A callback of this program failed; the message was put off. " +
                            escaped(failure.what()));
    }
    return finished;
}

Transaction::Transaction(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
Transaction::Transaction(Transaction&&) noexcept = default;
Transaction& Transaction::operator=(Transaction&&) noexcept = default;
Transaction::~Transaction() = default;

Answer Transaction::mail_from(std::string_view reverse_path) {
    auto answer = impl_->inbound.mail_from(reverse_path);
    impl_->note(answer, std::nullopt);
    const auto address = MailAddress::from_string(reverse_path);
    impl_->mail_from = address ? address->str() : std::string();
    return answer;
}

Answer Transaction::rcpt_to(std::string_view forward_path) {
    auto answer = impl_->inbound.rcpt_to(forward_path);
    impl_->note(answer, std::nullopt);
    return answer;
}

Answer Transaction::declared_size(std::uint64_t octets) const {
    return impl_->inbound.declared_size(octets);
}

FinishedMessage Transaction::finish(std::string_view message) {
    return impl_->finish(message);
}

}  // namespace domainsec::inline v1
