// stamp: the report on a message, and the verifier that makes it (docs/stamp-format.md).
#include "casters.hpp"

namespace domainsec::python {
namespace {

TimePoint moment_or_now(const std::optional<TimePoint>& given) {
    return given ? *given : system_clock()();
}

VerifyOptions about(std::vector<MailAddress> recipients, std::optional<TimePoint> now,
                    std::optional<TimePoint> delivered_at, std::optional<TimePoint> at) {
    return {std::move(recipients), moment_or_now(now), delivered_at, at};
}

void bind_report(py::module_& module) {
    Record<Display> display(module, "Display", "What people see. A broken stamp looks like none.");
    display
        .fact(
            "is_secured", [](const Display& self) { return self.kind == DisplayKind::secured; },
            "There is a mark to show.")
        .fact("label", &Display::label,
              "\"Domain Secured by fabrikam.example\"; empty when there is nothing to show.")
        .fact("sentence", &Display::sentence, "What it means, and what it does not.")
        .fact("on_demand", &Display::on_demand,
              "Why there is no mark, for who asks; empty when secured.");
    display.bound()
        .def("html", &Display::html, "A badge as an HTML fragment; empty when not secured.")
        .def("svg", &Display::svg, "The same as SVG.")
        .def("__str__", [](const Display& self) { return self.label; });

    Record<StampReport> report(module, "StampReport",
                               "The verdict on one message. What the stamp says is only to be "
                               "believed when status is PASS.");
    report
        .fact("status", &StampReport::status,
              "PASS: the stamp is ours, and the message is what was stamped.")
        .fact("reason", &StampReport::reason, "What decided, a StampReason.")
        .fact("detail", &StampReport::detail, "One sentence with what was seen; escaped.")
        .fact("domain", &StampReport::domain, "d=")
        .fact("selector", &StampReport::selector, "s=")
        .fact("partner", &StampReport::partner, "p=")
        .fact("identity", &StampReport::identity, "n=")
        .fact("method", &StampReport::method, "m=")
        .fact("edge", &StampReport::edge, "e=")
        .fact("tls", &StampReport::tls, "tls=")
        .fact("via", &StampReport::via, "via=")
        .fact("mail_from", &StampReport::mail_from, "mf=; empty for the null reverse-path.")
        .fact("stamped_at", &StampReport::stamped_at, "t=")
        .fact("expires_at", &StampReport::expires_at, "x=")
        .fact("asserted_by_caller", &StampReport::asserted_by_caller, "ca=1")
        .fact("resumed", &StampReport::resumed, "rs=1")
        .fact("changed_by_filter", &StampReport::changed_by_filter,
              "Names of fields, and body, that a content filter of ours changed: ch=.")
        .fact("in_log", &StampReport::in_log, "The verifier's log has this stamp.")
        .fact("key_source", &StampReport::key_source, "None: no key was found.")
        .fact("recipient", &StampReport::recipient,
              "How the given recipients relate to the stamp, a RecipientBinding.")
        .fact("stale", &StampReport::stale, "Delivered over 7 days after the stamp was made.")
        .fact("archival", &StampReport::archival, "Judged at a time other than now, on request.")
        .fact("from_aligned", &StampReport::from_aligned,
              "From: is in or below p=, or is n= (a bounce of one of its hosts).")
        .fact("author", &StampReport::author, "The MailAddress of From:, or None.")
        .fact("covered", &StampReport::covered, "Names of the fields present and signed.")
        .fact("not_covered", &StampReport::not_covered, "Names of the fields present, not signed.")
        .picklable();
    report.bound()
        .def("display", &StampReport::display, "What people see.")
        .def("to_json", &StampReport::json, "One JSON object on one line.")
        .def("__str__", [](const StampReport& self) { return peer_text(self.text()); })
        .def("__repr__", [](const StampReport& self) {
            return "<StampReport " + std::string(to_string(self.status)) + ", " +
                   std::string(to_string(self.reason)) + ">";
        });
}

void bind_limits(py::module_& module) {
    Record<MessageLimits>(module, "MessageLimits", "Most of what a stranger's message may hold.")
        .option("max_header_octets", &MessageLimits::max_header_octets, "1 KiB to 64 MiB.")
        .option("max_fields", &MessageLimits::max_fields, "10 to 1,000,000.")
        .picklable();
    Record<StampLimits>(module, "StampLimits", "Most of what a stranger's stamps may hold.")
        .option("max_stamps", &StampLimits::max_stamps, "1 to 1000.")
        .option("max_stamp_octets", &StampLimits::max_stamp_octets, "1 KiB to 1 MiB.")
        .option("max_tags", &StampLimits::max_tags, "20 to 1000.")
        .picklable();
}

Verifier make_verifier(const KeyRing& keyring, std::vector<DomainName> trusted,
                       bool strict_recipients, Bytes recipient_key, Seconds max_clock_skew,
                       std::optional<StampLog> log, const MessageLimits& message_limits,
                       const StampLimits& limits) {
    VerifierOptions options;
    options.message = message_limits;
    options.limits = limits;
    options.max_clock_skew = max_clock_skew;
    options.strict_recipients = strict_recipients;
    options.recipient_key = std::move(recipient_key);
    options.log = std::move(log);
    return Verifier(keyring, std::move(trusted), options);
}

using HeldVerification = Exclusive<Verification>;

void bind_verification(py::module_& module) {
    py::class_<HeldVerification>(module, "Verification",
                                 "A message that is verified while it comes in, in pieces.")
        .def(
            "update",
            [](HeldVerification& self, const py::object& octets) {
                const OctetsArgument given(octets);
                const WithoutGil release;
                self.with([&](Verification& each) { each.update(given.text()); });
            },
            py::arg("octets"), "Takes the next octets, cut anywhere.")
        .def(
            "finish",
            [](HeldVerification& self, std::vector<MailAddress> recipients,
               std::optional<TimePoint> now, std::optional<TimePoint> delivered_at,
               std::optional<TimePoint> at) {
                const auto options = about(std::move(recipients), now, delivered_at, at);
                const WithoutGil release;
                return self.with([&](Verification& each) { return each.finish(options); });
            },
            py::kw_only(), py::arg("recipients") = std::vector<MailAddress>{},
            py::arg("now") = py::none(), py::arg("delivered_at") = py::none(),
            py::arg("at") = py::none(),
            "The report, once all octets were given, as Verifier.verify() makes it. No call may "
            "follow: Error(INVALID_STATE).");
}

void bind_verifier(py::module_& module) {
    py::class_<Verifier>(module, "Verifier",
                         "Checks stamps of our own domains with keys from the keyring. Immutable, "
                         "safe to use from many threads, never does I/O.")
        .def(py::init(&make_verifier), py::arg("keyring"), py::arg("trusted"), py::kw_only(),
             py::arg("strict_recipients") = false, py::arg("recipient_key") = Bytes{},
             py::arg("max_clock_skew") = Seconds{300}, py::arg("log") = py::none(),
             py::arg("message_limits") = MessageLimits{}, py::arg("limits") = StampLimits{},
             "trusted: our own domains; a stamp of another d= is NONE, reason NOT_OURS. "
             "recipient_key: the key of rt=, 16 to 64 octets. max_clock_skew: 0 to 3600 s. log: a "
             "StampLog of what was recorded. Raises Error(INVALID_ARGUMENT).")
        .def(
            "verify",
            [](const Verifier& self, const py::object& message, std::vector<MailAddress> recipients,
               std::optional<TimePoint> now, std::optional<TimePoint> delivered_at,
               std::optional<TimePoint> at) {
                const py::object owner = message_octets(message);
                const OctetsArgument octets(owner);
                const auto options = about(std::move(recipients), now, delivered_at, at);
                const WithoutGil release;
                return self.verify(octets.text(), options);
            },
            py::arg("message"), py::kw_only(), py::arg("recipients") = std::vector<MailAddress>{},
            py::arg("now") = py::none(), py::arg("delivered_at") = py::none(),
            py::arg("at") = py::none(),
            "The verdict on a message given as bytes or email.message.Message. recipients: all "
            "addresses that lead to this mailbox. Times are aware datetimes; now is the machine's "
            "unless given, delivered_at now; at asks the archival question. Never raises over the "
            "message's content.")
        .def(
            "begin", [](const Verifier& self) { return HeldVerification(self.begin()); },
            "For a message in pieces.")
        .def(
            "verify_with_key_records",
            [](const Verifier& self, const py::object& message, Resolver& resolver,
               std::vector<MailAddress> recipients, std::optional<TimePoint> now,
               std::optional<TimePoint> delivered_at, std::optional<TimePoint> at) {
                const py::object owner = message_octets(message);
                const OctetsArgument octets(owner);
                const auto options = about(std::move(recipients), now, delivered_at, at);
                const WithoutGil release;
                return verify_with_key_records(self, octets.text(), options, resolver);
            },
            py::arg("message"), py::arg("resolver"), py::kw_only(),
            py::arg("recipients") = std::vector<MailAddress>{}, py::arg("now") = py::none(),
            py::arg("delivered_at") = py::none(), py::arg("at") = py::none(),
            "Verifies; where the keyring has no such key, looks it up in the DNS and verifies "
            "again. Blocks as the resolver does.");
}

}  // namespace

void bind_stamp(py::module_& module) {
    bind_report(module);
    bind_limits(module);
    bind_stamp_keys(module);
    bind_verification(module);
    bind_verifier(module);
    bind_stamp_making(module);
}

}  // namespace domainsec::python
