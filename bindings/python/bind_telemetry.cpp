// telemetry: events and counters.
#include "event_sink.hpp"

namespace domainsec::python {
namespace {

void bind_event(py::module_& module) {
    Record<Event> event(module, "Event",
                        "One thing that happened. Texts that came from a peer are escaped.");
    event.fact("kind", &Event::kind, "An EventKind.")
        .fact("severity", &Event::severity, "A Severity.")
        .fact("time", &Event::time, "By the injected clock.")
        .fact("id", &Event::id, "Also given in SMTP replies, so that both sides find this line.")
        .fact("partner", &Event::partner, "The partner's name; empty when none is concerned.")
        .fact("peer", &Event::peer, "IP address or the caller's log id; empty when unknown.")
        .fact("reason", &Event::reason, "The reason's word, for example \"no_certificate\".")
        .fact("text", &Event::text, "One sentence for a person.")
        .fact(
            "fields",
            [](const Event& self) {
                py::dict fields;
                for (const auto& [name, value] : self.fields)
                    fields[py::str(name)] = peer_text(value);
                return fields;
            },
            "More facts by name, all of them texts.");
    event.bound()
        .def(
            "to_log_line", [](const Event& self) { return peer_text(to_log_line(self)); },
            "One line of key=value pairs, without line ends and controls.")
        .def(
            "to_json", [](const Event& self) { return to_json(self); },
            "One JSON object on one line, in ASCII.");
}

}  // namespace

void bind_telemetry(py::module_& module) {
    bind_event(module);
    py::class_<Metrics, std::shared_ptr<Metrics>>(
        module, "Metrics", "Counters in Prometheus' text format. Safe to use from many threads.")
        .def(py::init([](const py::object& next) {
                 return std::make_shared<Metrics>(to_event_sink(next));
             }),
             py::arg("next") = py::none(),
             "next: who hears of each event after it was counted, a function of one Event or other "
             "Metrics.")
        .def("value", &Metrics::value, py::arg("name"), py::arg("labels") = "",
             "One counter; labels as in the exposition, 'partner=\"Fabrikam\",reason=\"no_tls\"'. "
             "0 when never seen.")
        .def("prometheus_text", &Metrics::prometheus_text, py::call_guard<WithoutGil>(),
             "All counters in Prometheus' text exposition format 0.0.4.");
}

}  // namespace domainsec::python
