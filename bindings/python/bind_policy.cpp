// policy: answers to the steps of a transaction, and routes.
#include "casters.hpp"

namespace domainsec::python {

void bind_policy(py::module_& module) {
    py::class_<SmtpReply>(module, "SmtpReply", "An SMTP reply (RFC 5321 §4.2, RFC 3463).")
        .def_readonly("code", &SmtpReply::code)
        .def_readonly("enhanced", &SmtpReply::enhanced)
        .def_readonly("text", &SmtpReply::text)
        .def("__str__", &SmtpReply::line)
        .def("__repr__", [](const SmtpReply& self) { return "<SmtpReply " + self.line() + ">"; });

    py::class_<Answer>(module, "Answer", "The answer to one step of a transaction.")
        .def_readonly("decision", &Answer::decision)
        .def_readonly("reason", &Answer::reason)
        .def_readonly("reply", &Answer::reply)
        .def_readonly("requests", &Answer::requests)
        .def_readonly("event_id", &Answer::event_id)
        .def("__repr__", [](const Answer& self) {
            return "<Answer " + std::string(to_string(self.decision)) + ": " + self.reply.line() +
                   ">";
        });

    py::class_<RouteVerdict>(module, "RouteVerdict", "What to do with a host.")
        .def_readonly("decision", &RouteVerdict::decision)
        .def_readonly("reason", &RouteVerdict::reason)
        .def_readonly("secured", &RouteVerdict::secured)
        .def_readonly("text", &RouteVerdict::text)
        .def_readonly("requests", &RouteVerdict::requests)
        .def_readonly("report", &RouteVerdict::report);

    py::class_<OutboundRoute>(module, "OutboundRoute", "How to reach one mail domain.")
        .def_property_readonly("destination", &OutboundRoute::destination)
        .def_property_readonly("requires_tls", &OutboundRoute::requires_tls)
        .def_property_readonly("presents_certificate", &OutboundRoute::presents_certificate)
        .def_property_readonly("nexthop", &OutboundRoute::nexthop)
        .def("server_name", &OutboundRoute::server_name, py::arg("host"))
        .def("judge", &OutboundRoute::judge, py::arg("facts"),
             py::call_guard<py::gil_scoped_release>())
        .def("judge_without_tls", &OutboundRoute::judge_without_tls);
}

}  // namespace domainsec::python
