// A report for an administrator: one line for each finding, one for what ends soon, then the
// verdict.
#include <domainsec/trust/expiry.hpp>
#include <domainsec/trust/validation_report.hpp>

#include "time_text.hpp"
#include "trust/report_advice.hpp"

namespace domainsec::inline v1 {
namespace {

std::string place_of(std::size_t index, const std::string& subject) {
    std::string text = "certificate " + std::to_string(index);
    if (!subject.empty()) text += " (" + subject + ")";
    return text;
}

std::string line_of(const Finding& finding) {
    std::string line =
        finding.severity == FindingSeverity::error ? std::string("error: ") : "warning: ";
    line += to_string(finding.reason);
    if (finding.certificate) line += ": " + place_of(*finding.certificate, finding.subject);
    line += ": " + std::string(detail::meaning_of(finding.reason)) + ": seen: " + finding.seen +
            "; expected: " + finding.expected;
    line += "; to mend it, " + std::string(detail::remedy_for(finding.reason));
    return line + " [" + finding.rule + "]\n";
}

// The dates of the verdict have findings of their own; this is about those that are still good.
bool ends_soon(const Expiry& expiry) noexcept {
    return expiry.stage == ExpiryStage::renew || expiry.stage == ExpiryStage::soon ||
           expiry.stage == ExpiryStage::urgent;
}

std::string expiry_line(const Certificate& certificate, std::size_t index, TimePoint now) {
    const Expiry expiry = expiry_of(certificate, now);
    if (!ends_soon(expiry)) return {};
    return "expiry: " + std::string(to_string(expiry.stage)) + ": " +
           place_of(index, certificate.subject()) + " ends at " +
           detail::time_text(certificate.not_after()) + ": " +
           detail::time_left_in_words(certificate, now) + "; it was to be renewed from " +
           detail::time_text(expiry.renew_at) + " on: its owner checks the automatic renewal\n";
}

}  // namespace

std::string ValidationReport::text() const {
    std::string result;
    for (const Finding& finding : findings) result += line_of(finding);
    for (const EvidenceRequest& request : pending)
        result += "needed: " + std::string(to_string(request.kind)) + " " + request.locator + "\n";
    for (std::size_t i = 0; i < path.size(); ++i) result += expiry_line(path[i], i, judged_at);
    if (asserted_by_caller)
        result += "session: asserted by the caller's own TLS, not seen by domainsec itself\n";
    result += "verdict: " + std::string(to_string(status));
    if (reason != TrustReason::none) result += " (" + std::string(to_string(reason)) + ")";
    result += ", method " + std::string(to_string(method));
    if (matched_identity) result += ", as " + matched_identity->str();
    return result + ", in Exchange's words " + std::string(to_string(exchange_status())) + "\n";
}

}  // namespace domainsec::inline v1
