// Sends events of the policy area.
#include "policy/event_writer.hpp"

#include <domainsec/error.hpp>

#include "telemetry/event_id.hpp"

namespace domainsec::inline v1::detail {

std::string EventWriter::send(const SessionFacts& facts, EventParts parts) const {
    auto id = next_event_id(event_time(context_.clock));
    send_as(id, facts, std::move(parts));
    return id;
}

void EventWriter::send_as(const std::string& id, const SessionFacts& facts,
                          EventParts parts) const {
    if (!context_.events) return;
    Event event;
    event.kind = parts.kind;
    event.severity = parts.severity;
    event.time = event_time(context_.clock);
    event.id = id;
    event.partner = std::move(parts.partner);
    event.peer = facts.peer_address().empty() ? log_id_ : escaped(facts.peer_address(), 64);
    event.reason = std::move(parts.reason);
    event.text = std::move(parts.text);
    event.fields = std::move(parts.fields);
    if (!log_id_.empty()) event.fields.emplace_back("log_id", log_id_);
    if (facts.is_tls()) event.fields.emplace_back("tls", facts.parameters());
    if (facts.proof().asserted_by_caller) event.fields.emplace_back("asserted_by_caller", "true");
    if (!facts.chain().empty()) {
        event.fields.emplace_back("certificate", facts.chain().leaf().subject());
        event.fields.emplace_back("certificate_key", to_pin(facts.chain().leaf().spki_sha256()));
    }
    context_.events->on_event(event);
}

}  // namespace domainsec::inline v1::detail
