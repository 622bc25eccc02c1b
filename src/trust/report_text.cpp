// A report for an administrator: one line for each finding, then the verdict.
#include <domainsec/trust/validation_report.hpp>

namespace domainsec::inline v1 {
namespace {

std::string line_of(const Finding& finding) {
    std::string line =
        finding.severity == FindingSeverity::error ? std::string("error: ") : "warning: ";
    line += to_string(finding.reason);
    if (finding.certificate) {
        line += ": certificate " + std::to_string(*finding.certificate);
        if (!finding.subject.empty()) line += " (" + finding.subject + ")";
    }
    line += ": seen: " + finding.seen + "; expected: " + finding.expected;
    return line + " [" + finding.rule + "]\n";
}

}  // namespace

std::string ValidationReport::text() const {
    std::string result;
    for (const Finding& finding : findings) result += line_of(finding);
    for (const EvidenceRequest& request : pending)
        result += "needed: " + std::string(to_string(request.kind)) + " " + request.locator + "\n";
    result += "verdict: " + std::string(to_string(status));
    if (reason != TrustReason::none) result += " (" + std::string(to_string(reason)) + ")";
    result += ", method " + std::string(to_string(method));
    if (matched_identity) result += ", as " + matched_identity->str();
    return result + "\n";
}

}  // namespace domainsec::inline v1
