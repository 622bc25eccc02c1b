// trust: what a judgement found, and what it still needs.
#include "casters.hpp"

namespace domainsec::python {

void bind_trust(py::module_& module) {
    py::class_<EvidenceRequest>(module, "EvidenceRequest", "Something a judgement needs fetched.")
        .def_readonly("kind", &EvidenceRequest::kind)
        .def_readonly("locator", &EvidenceRequest::locator)
        .def("__repr__", [](const EvidenceRequest& self) {
            return "EvidenceRequest(" + std::string(to_string(self.kind)) + ", '" + self.locator +
                   "')";
        });

    py::class_<Finding>(module, "Finding", "One problem with a chain.")
        .def_readonly("reason", &Finding::reason)
        .def_readonly("certificate", &Finding::certificate)
        .def_readonly("subject", &Finding::subject)
        .def_readonly("rule", &Finding::rule)
        .def_readonly("seen", &Finding::seen)
        .def_readonly("expected", &Finding::expected)
        .def_property_readonly("is_error", [](const Finding& self) {
            return self.severity == FindingSeverity::error;
        });

    py::class_<ValidationReport>(module, "ValidationReport", "The verdict on one chain.")
        .def_readonly("status", &ValidationReport::status)
        .def_readonly("reason", &ValidationReport::reason)
        .def_readonly("findings", &ValidationReport::findings)
        .def_readonly("path", &ValidationReport::path)
        .def_readonly("examined", &ValidationReport::examined)
        .def_readonly("presented", &ValidationReport::presented)
        .def_readonly("judged_at", &ValidationReport::judged_at)
        .def_readonly("matched_identity", &ValidationReport::matched_identity)
        .def_readonly("pending", &ValidationReport::pending)
        .def_readonly("asserted_by_caller", &ValidationReport::asserted_by_caller)
        .def_property_readonly("passed", &ValidationReport::passed)
        .def_property_readonly("exchange_status", &ValidationReport::exchange_status,
                               "The verdict as Exchange would word it.")
        .def("to_json", &ValidationReport::json)
        .def("html", &ValidationReport::html, "The report as one self-contained HTML page.")
        .def("svg", &ValidationReport::svg, "The chain as a self-contained SVG picture.")
        .def("__str__", &ValidationReport::text);
}

}  // namespace domainsec::python
