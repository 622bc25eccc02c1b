// What a judgement is made with, when Python gives the clock and the evidence.
#pragma once

#include "clocks.hpp"
#include "event_sink.hpp"

namespace domainsec::python {

/// JudgementContext whose callbacks may throw CallbackFailure: whoever judges with it catches that
/// and gives a temporary verdict, which failed() tells of.
struct HeldContext {
    JudgementContext context;

    /// Sends callback_failed; its id.
    std::string failed(const CallbackFailure& failure, const std::string& log_id) const {
        Event event;
        event.kind = EventKind::callback_failed;
        event.severity = Severity::error;
        event.time = system_clock()();
        event.id = to_hex(sha256(bytes_of(std::string(failure.what()) + log_id +
                                          std::to_string(event.time.time_since_epoch().count()))))
                       .substr(0, 12);
        event.peer = escaped(log_id);
        event.reason = "callback_failed";
        event.text = "A judgement was put off: " + escaped(failure.what(), 1024);
        if (context.events) context.events->on_event(event);
        return event.id;
    }
};

}  // namespace domainsec::python
