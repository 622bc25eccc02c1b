// What stands in for an answer when a callback of the caller's (clock, evidence) threw: a temporary
// one, so that the message stays in the sender's queue.
#pragma once

#include <domainsec/policy/answer.hpp>
#include <string_view>

#include "policy/event_writer.hpp"

namespace domainsec::inline v1::detail {

/// Sends callback_failed with the exception's text; 451 4.3.0, reason callback_failed.
Answer after_callback_failure(const EventWriter& events, const SessionFacts& facts,
                              std::string_view what);

}  // namespace domainsec::inline v1::detail
