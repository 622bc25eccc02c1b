// Sends the events of one transaction or route: who, why, and under which id.
#pragma once

#include <domainsec/policy/inbound_transaction.hpp>
#include <domainsec/telemetry/event.hpp>
#include <domainsec/tls/session_facts.hpp>
#include <string>
#include <utility>
#include <vector>

namespace domainsec::inline v1::detail {

/// What the parts of one event have in common. Texts of the peer's must be escaped.
struct EventParts {
    EventKind kind = EventKind::message_refused;
    Severity severity = Severity::info;
    std::string partner;
    std::string reason;
    std::string text;
    std::vector<std::pair<std::string, std::string>> fields;
};

class EventWriter final {
  public:
    EventWriter(const JudgementContext& context, std::string log_id)
        : context_(context), log_id_(std::move(log_id)) {}

    /// Gives the event's id, also when nobody listens: replies need one.
    std::string send(const SessionFacts& facts, EventParts parts) const;

    /// The same under an id that was given out before.
    void send_as(const std::string& id, const SessionFacts& facts, EventParts parts) const;

  private:
    const JudgementContext& context_;
    std::string log_id_;
};

}  // namespace domainsec::inline v1::detail
