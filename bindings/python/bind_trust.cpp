// trust: what a judgement found, and what it still needs.
#include "casters.hpp"

namespace domainsec::python {
namespace {

void bind_request(py::module_& module) {
    Record<EvidenceRequest>(module, "EvidenceRequest",
                            "Something a judgement found missing: what to fetch, and from where.")
        .option("kind", &EvidenceRequest::kind, "An EvidenceKind.")
        .option("locator", &EvidenceRequest::locator,
                "A URI, or a domain or owner name in A-labels. A URI comes from a certificate that "
                "chains to an anchor of this partner.")
        .option("query", &EvidenceRequest::query,
                "For ocsp: the OCSPRequest in DER (RFC 6960 §4.1), without a nonce; else empty.")
        .picklable();
}

void bind_finding(py::module_& module) {
    Record<Finding> finding(module, "Finding", "One problem with a chain.");
    finding.fact("reason", &Finding::reason, "What is wrong, a TrustReason.")
        .fact(
            "is_error", [](const Finding& self) { return self.severity == FindingSeverity::error; },
            "False for a warning: worth mending, does not decide.")
        .fact("certificate", &Finding::certificate,
              "Its place in ValidationReport.examined, the leaf is 0; None when it is about none.")
        .fact("subject", &Finding::subject, "Of that certificate, escaped.")
        .fact("rule", &Finding::rule, "\"RFC 5280 §6.1.3(a)(2)\".")
        .fact("seen", &Finding::seen, "What was there, escaped.")
        .fact("expected", &Finding::expected, "What would be right.");
    finding.bound().def(py::pickle(
        [](const Finding& self) {
            return py::make_tuple(self.reason, self.severity == FindingSeverity::error,
                                  self.certificate, self.subject, self.rule, self.seen,
                                  self.expected);
        },
        [](const py::tuple& state) {
            const auto severity =
                state[1].cast<bool>() ? FindingSeverity::error : FindingSeverity::warning;
            return Finding{state[0].cast<TrustReason>(),
                           severity,
                           state[2].cast<std::optional<std::size_t>>(),
                           state[3].cast<std::string>(),
                           state[4].cast<std::string>(),
                           state[5].cast<std::string>(),
                           state[6].cast<std::string>()};
        }));
}

void bind_report_verdict(Record<ValidationReport>& report) {
    report.fact("status", &ValidationReport::status, "pass, fail, temperror or permerror.")
        .fact("reason", &ValidationReport::reason, "That of the finding that decides.")
        .fact("findings", &ValidationReport::findings, "Errors first, the most telling on top.")
        .fact("method", &ValidationReport::method, "What should vouch, a TrustMethod.")
        .fact("path", &ValidationReport::path,
              "Leaf first, anchor last; empty when no path was found.")
        .fact("examined", &ValidationReport::examined, "What the findings number.")
        .fact("presented", &ValidationReport::presented, "In the order of the wire.")
        .fact("matched_identity", &ValidationReport::matched_identity,
              "The reference identity that matched; None for methods that need none.")
        .fact("method_tag", &ValidationReport::method_tag,
              "\"pkix\", \"pin\", \"dane-ee\" or \"dane-ta\", as in the stamp's m=.")
        .fact("pending", &ValidationReport::pending,
              "EvidenceRequests to fulfil before the judgement can be made.")
        .fact("wanted", &ValidationReport::wanted,
              "With pass: EvidenceRequests that a later judgement would use.")
        .fact("judged_at", &ValidationReport::judged_at, "The moment the verdict is about.")
        .fact("valid_until", &ValidationReport::valid_until, "When to judge anew at the latest.")
        .fact("asserted_by_caller", &ValidationReport::asserted_by_caller,
              "The caller's own TLS stack says that the peer holds the key.")
        .picklable();
}

void bind_report(py::module_& module) {
    Record<ValidationReport> report(module, "ValidationReport",
                                    "The verdict on one chain, for one policy at one moment.");
    bind_report_verdict(report);
    report.bound()
        .def_property_readonly("passed", &ValidationReport::passed, "status is PASS.")
        .def_property_readonly("exchange_status", &ValidationReport::exchange_status,
                               "The verdict as Exchange would word it.")
        .def("text", &ValidationReport::text,
             "A line for each finding with what would mend it, and last the verdict.")
        .def("json", &ValidationReport::json, "The report as one JSON object.")
        .def("to_json", &ValidationReport::json, "The same.")
        .def("html", &ValidationReport::html, py::call_guard<WithoutGil>(),
             "The report as one self-contained HTML page.")
        .def("svg", &ValidationReport::svg, py::call_guard<WithoutGil>(),
             "The chain as a self-contained SVG picture.")
        .def("__str__", &ValidationReport::text);
}

}  // namespace

void bind_trust(py::module_& module) {
    bind_request(module);
    bind_finding(module);
    bind_report(module);
    bind_trust_policy(module);
    bind_trust_evidence(module);
    bind_trust_fetcher(module);
    bind_trust_cache(module);
    bind_trust_validator(module);
    bind_trust_standing(module);
}

}  // namespace domainsec::python
