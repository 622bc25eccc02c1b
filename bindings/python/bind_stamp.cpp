// stamp: keyrings, the verifier and its report.
#include "casters.hpp"

namespace domainsec::python {
namespace {

StampReport verify(const Verifier& verifier, const py::object& message,
                   std::vector<MailAddress> recipients, std::optional<TimePoint> now,
                   std::optional<TimePoint> delivered_at, std::optional<TimePoint> at) {
    const OctetsArgument octets(message);
    VerifyOptions options;
    options.recipients = std::move(recipients);
    options.now = now ? *now : system_clock()();
    options.delivered_at = delivered_at;
    options.at = at;
    const py::gil_scoped_release release;
    return verifier.verify(octets.text(), options);
}

Verifier make_verifier(const KeyRing& keyring, std::vector<DomainName> trusted,
                       bool strict_recipients, const py::object& recipient_key) {
    VerifierOptions options;
    options.strict_recipients = strict_recipients;
    if (!recipient_key.is_none()) {
        const OctetsArgument octets(recipient_key);
        options.recipient_key.assign(octets.bytes().begin(), octets.bytes().end());
    }
    return Verifier(keyring, std::move(trusted), options);
}

py::dict to_dict(const StampReport& report) {
    return py::module_::import("json").attr("loads")(report.json());
}

}  // namespace

void bind_stamp(py::module_& module) {
    py::class_<KeyRing>(module, "KeyRing", "The public keys that a verifier trusts.")
        .def_static("from_file", &KeyRing::from_file, py::arg("path"),
                    "Reads a keyring file. Raises Error with one line per mistake.")
        .def_static(
            "from_string", [](const std::string& toml) { return KeyRing::from_string(toml); },
            py::arg("toml"))
        .def("__len__", [](const KeyRing& self) { return self.entries().size(); });

    py::class_<Display>(module, "Display", "What people see. A broken stamp looks like none.")
        .def_property_readonly(
            "is_secured", [](const Display& self) { return self.kind == DisplayKind::secured; })
        .def_readonly("label", &Display::label)
        .def_readonly("sentence", &Display::sentence)
        .def_readonly("on_demand", &Display::on_demand,
                      "Why there is no mark, for who asks; empty when secured.")
        .def("html", &Display::html)
        .def("svg", &Display::svg)
        .def("__str__", [](const Display& self) { return self.label; });

    py::class_<StampReport>(module, "StampReport", "The verdict on one message.")
        .def_readonly("status", &StampReport::status)
        .def_readonly("reason", &StampReport::reason)
        .def_readonly("detail", &StampReport::detail)
        .def_readonly("domain", &StampReport::domain)
        .def_readonly("selector", &StampReport::selector)
        .def_readonly("partner", &StampReport::partner)
        .def_readonly("identity", &StampReport::identity)
        .def_readonly("method", &StampReport::method)
        .def_readonly("edge", &StampReport::edge)
        .def_readonly("tls", &StampReport::tls)
        .def_readonly("via", &StampReport::via)
        .def_readonly("mail_from", &StampReport::mail_from)
        .def_readonly("stamped_at", &StampReport::stamped_at)
        .def_readonly("expires_at", &StampReport::expires_at)
        .def_readonly("asserted_by_caller", &StampReport::asserted_by_caller)
        .def_readonly("resumed", &StampReport::resumed)
        .def_readonly("changed_by_filter", &StampReport::changed_by_filter,
                      "Names of fields, and body, that a content filter of ours changed.")
        .def_readonly("in_log", &StampReport::in_log)
        .def_readonly("recipient", &StampReport::recipient)
        .def_readonly("stale", &StampReport::stale)
        .def_readonly("archival", &StampReport::archival)
        .def_readonly("from_aligned", &StampReport::from_aligned)
        .def_readonly("author", &StampReport::author)
        .def_readonly("covered", &StampReport::covered)
        .def_readonly("not_covered", &StampReport::not_covered)
        .def("display", &StampReport::display)
        .def("to_json", &StampReport::json)
        .def("to_dict", &to_dict)
        .def("__str__", &StampReport::text)
        .def("__repr__", [](const StampReport& self) {
            return "<StampReport " + std::string(to_string(self.status)) + ", " +
                   std::string(to_string(self.reason)) + ">";
        });

    py::class_<Verifier>(module, "Verifier",
                         "Checks stamps of our own domains with keys from the keyring.")
        .def(py::init(&make_verifier), py::arg("keyring"), py::arg("trusted"), py::kw_only(),
             py::arg("strict_recipients") = false, py::arg("recipient_key") = py::none())
        .def("verify", &verify, py::arg("message"), py::kw_only(),
             py::arg("recipients") = std::vector<MailAddress>{}, py::arg("now") = py::none(),
             py::arg("delivered_at") = py::none(), py::arg("at") = py::none(),
             "The verdict on a message given as bytes. Times are aware datetimes; now is the "
             "machine's unless given. "
             "Never raises over the message's content.");
}

}  // namespace domainsec::python
