// Validity in time (RFC 5280 §4.1.2.5, §6.1.3 (a)(2)): both ends belong to it.
#include "time_text.hpp"
#include "trust/path_rules.hpp"

namespace domainsec::inline v1::detail {

void check_dates(const RuleInput& input, FindingList& findings) {
    for (std::size_t i = 0; i < input.size(); ++i) {
        const CertificateFacts& facts = input.certificate(i);
        const TimePoint from = facts.certificate.not_before();
        const TimePoint until = facts.certificate.not_after();
        Problem problem{TrustReason::none, "RFC 5280 §6.1.3(a)(2)", {}, {}};
        if (input.now < from) {
            problem.reason = TrustReason::not_yet_valid;
            problem.seen = "valid from " + time_text(from);
        } else if (input.now > until) {
            problem.reason = TrustReason::expired;
            problem.seen = "valid until " + time_text(until);
        } else {
            continue;
        }
        problem.expected = "valid at " + time_text(input.now);
        if (input.is_anchor(i) && input.options.profile != ValidationProfile::strict) {
            problem.rule = "RFC 5280 §6.1.1(d)";
            findings.warn(std::move(problem), i, facts);
        } else {
            findings.add(std::move(problem), i, facts);
        }
    }
}

}  // namespace domainsec::inline v1::detail
