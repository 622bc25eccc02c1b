// Turns a reason into an SMTP reply that tells the other side's administrator what to mend, and
// nothing about us (design rules for answers; RFC 3463 §3.8 for the codes).
#pragma once

#include <domainsec/policy/answer.hpp>
#include <domainsec/policy/partner_policy.hpp>
#include <domainsec/trust/validation_report.hpp>
#include <string>

namespace domainsec::inline v1::detail {

/// The reply for a reason of the judgement. Missing evidence is temporary whatever `on_failure`
/// says.
SmtpReply refusal_reply(PolicyReason reason, OnFailure on_failure, const ValidationReport* report,
                        const std::string& event_id);

/// What the other side has to do, one sentence. Also for the sender's queue and for logs.
std::string mend_for(PolicyReason reason, const ValidationReport* report);

}  // namespace domainsec::inline v1::detail
