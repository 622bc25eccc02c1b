// A temporary answer (RFC 3463 §3.4, X.3.0) in place of one that a failed callback kept from being
// made.
#include "policy/callback_failure.hpp"

#include <domainsec/error.hpp>

namespace domainsec::inline v1::detail {

Answer after_callback_failure(const EventWriter& events, const SessionFacts& facts,
                              std::string_view what) {
    EventParts parts;
    parts.kind = EventKind::callback_failed;
    parts.severity = Severity::error;
    parts.reason = to_string(PolicyReason::callback_failed);
    parts.text = "A callback of this program failed; the other side was told to try again later. " +
                 escaped(what);
    Answer answer;
    answer.decision = Decision::refused;
    answer.reason = PolicyReason::callback_failed;
    answer.event_id = events.send(facts, std::move(parts));
    answer.reply = {451, "4.3.0",
                    "A local problem keeps this from being answered now; try again later (event " +
                        answer.event_id + ')'};
    return answer;
}

}  // namespace domainsec::inline v1::detail
