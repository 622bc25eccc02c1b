// policy: one destination on the way out.
#include "casters.hpp"

namespace domainsec::python {
namespace {

void bind_verdict(py::module_& module) {
    Record<RouteVerdict>(module, "RouteVerdict", "What to do with a host.")
        .fact("decision", &RouteVerdict::decision, "A RouteDecision.")
        .fact("reason", &RouteVerdict::reason, "A PolicyReason.")
        .fact("secured", &RouteVerdict::secured, "The server is the partner's, now.")
        .fact("text", &RouteVerdict::text, "One sentence for queue and log.")
        .fact("event_id", &RouteVerdict::event_id, "Of the event with the details.")
        .fact("requests", &RouteVerdict::requests, "When evidence is missing: EvidenceRequest.")
        .fact("report", &RouteVerdict::report, "A ValidationReport, when a chain was judged.")
        .picklable();
}

void bind_facts(py::class_<OutboundRoute>& route) {
    route
        .def_property_readonly("destination", &OutboundRoute::destination,
                               "The mail domain, a DomainName.")
        .def_property_readonly(
            "partner",
            [](const OutboundRoute& self) {
                const auto* partner = self.partner();
                return partner != nullptr ? std::optional(*partner) : std::nullopt;
            },
            "The PartnerPolicy that owns the destination; None: TLS is opportunistic.")
        .def_property_readonly("requires_tls", &OutboundRoute::requires_tls,
                               "Clear text is out of the question.")
        .def_property_readonly("presents_certificate", &OutboundRoute::presents_certificate,
                               "Ours is to be presented: only to configured partners.")
        .def_property_readonly("certificate", &OutboundRoute::certificate,
                               "Its label; empty: the one assigned to smtp-client.")
        .def_property_readonly("nexthop", &OutboundRoute::nexthop,
                               "\"host:port\" instead of the MX; empty: ask the DNS.")
        .def("__repr__", [](const OutboundRoute& self) {
            return "<OutboundRoute to " + self.destination().str() + ">";
        });
}

}  // namespace

void bind_policy_outbound(py::module_& module) {
    bind_verdict(module);
    py::class_<OutboundRoute> route(module, "OutboundRoute",
                                    "How to reach one mail domain (RFC 5321 §5, RFC 9525). "
                                    "Immutable; safe to use from many threads.");
    route.def(py::init([](const JudgementContext& context, DomainName destination) {
                  return OutboundRoute(context, std::move(destination));
              }),
              py::arg("context"), py::arg("destination"));
    bind_facts(route);
    route
        .def("server_name", &OutboundRoute::server_name, py::arg("host"),
             "SNI for a host of this route.")
        .def(
            "judge",
            [](const OutboundRoute& self, const SessionFacts& facts) {
                const SessionFacts kept = facts;
                const WithoutGil release;
                return self.judge(kept);
            },
            py::arg("facts"),
            "The RouteVerdict on a session, for each message. Provisional until the server has "
            "answered EHLO under TLS: a TLS 1.3 server refuses our certificate only then. A "
            "callback of the context that raises defers.")
        .def(
            "judge_without_tls",
            [](const OutboundRoute& self) {
                const WithoutGil release;
                return self.judge_without_tls();
            },
            "The RouteVerdict when there is no TLS: never deliver under require.");
}

}  // namespace domainsec::python
