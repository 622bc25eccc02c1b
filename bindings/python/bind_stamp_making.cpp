// stamp: making stamps, making them anew behind a content filter, and the DKIM signature beside
// them.
#include "casters.hpp"

namespace domainsec::python {
namespace {

using HeldStamping = Exclusive<Stamping>;

StamperOptions options_of(DomainName domain, std::string selector,
                          const std::string& canonicalization, Seconds lifetime,
                          Bytes recipient_key, bool decoded_digest) {
    StamperOptions options;
    options.domain = std::move(domain);
    options.selector = std::move(selector);
    const auto pair = canonicalization_from_string(canonicalization);
    if (!pair)
        throw Error(errc::invalid_argument, "canonicalization: \"" + escaped(canonicalization) +
                                                "\" is none; simple or relaxed, \"header/body\"");
    options.canonicalization = *pair;
    options.lifetime = lifetime;
    options.recipient_key = std::move(recipient_key);
    options.decoded_digest = decoded_digest;
    return options;
}

void bind_results(py::module_& module) {
    Record<StampResult>(module, "StampResult", "A stamp, or why there is none.")
        .fact("problem", &StampResult::problem,
              "Why there is no stamp; StampingProblem.NONE when there is one.")
        .fact(
            "field", [](const StampResult& self) { return to_bytes(self.field); },
            "The whole field, folded, with the line end of the message; empty with a problem.")
        .fact("detail", &StampResult::detail,
              "Why it could not be signed, where that is known; escaped.");
    Record<RestampResult>(module, "RestampResult", "What becomes of a changed message's stamp.")
        .fact("problem", &RestampResult::problem,
              "Why there is no new stamp; RestampingProblem.NONE when all is well.")
        .fact("report", &RestampResult::report, "Of the original.")
        .fact("edits", &RestampResult::edits, "For the changed message.");
}

void bind_stamper(py::module_& module) {
    py::class_<HeldStamping>(module, "Stamping",
                             "A message that is stamped while it comes in, in pieces.")
        .def(
            "update",
            [](HeldStamping& self, const py::object& octets) {
                const OctetsArgument given(octets);
                const WithoutGil release;
                self.with([&](Stamping& each) { each.update(given.text()); });
            },
            py::arg("octets"), "Takes the next octets, cut anywhere.")
        .def(
            "finish",
            [](HeldStamping& self, const SecuredPath& path) {
                const WithoutGil release;
                return self.with([&](Stamping& each) { return each.finish(path); });
            },
            py::arg("path"), "The stamp. No call may follow: Error(INVALID_STATE).");

    py::class_<Stamper>(module, "Stamper",
                        "Makes the Domain-Secured field that carries a secured path. Immutable, "
                        "safe to use from many threads.")
        .def(
            py::init([](StampKey key, DomainName domain, std::string selector,
                        const std::string& canonicalization, Seconds lifetime, Bytes recipient_key,
                        bool decoded_digest) {
                return Stamper(std::move(key),
                               options_of(std::move(domain), std::move(selector), canonicalization,
                                          lifetime, std::move(recipient_key), decoded_digest));
            }),
            py::arg("key"), py::kw_only(), py::arg("domain"), py::arg("selector"),
            py::arg("canonicalization") = "relaxed/relaxed",
            py::arg("lifetime") = Seconds{std::chrono::hours{24 * 365}},
            py::arg("recipient_key") = Bytes{}, py::arg("decoded_digest") = false,
            "domain: d=. selector: s=, 1 to 63 of a-z, 0-9, '-', '_', '.'. lifetime: x= is t= plus "
            "this, 1 hour to 20 years. recipient_key: 16 to 64 octets switch rt= on. "
            "decoded_digest: dh=. Raises Error(INVALID_ARGUMENT) that names the field.")
        .def(
            "stamp",
            [](const Stamper& self, const py::object& message, const SecuredPath& path) {
                const py::object owner = message_octets(message);
                const OctetsArgument octets(owner);
                const WithoutGil release;
                return self.stamp(octets.text(), path);
            },
            py::arg("message"), py::arg("path"),
            "The StampResult for a message as it will stand behind the border's edits. path: of a "
            "transaction that judged it.")
        .def(
            "begin", [](const Stamper& self) { return HeldStamping(self.begin()); },
            "For a message in pieces.")
        .def("__repr__", [](const Stamper& self) {
            return "<Stamper " + self.options().selector + " of " + self.options().domain->str() +
                   ">";
        });
}

void bind_restamper(py::module_& module) {
    py::class_<Restamper>(module, "Restamper",
                          "Stamps what a content filter of ours changed, with the same facts.")
        .def(py::init<Verifier, Stamper>(), py::arg("verifier"), py::arg("stamper"))
        .def(
            "restamp",
            [](const Restamper& self, const py::object& original, const py::object& changed,
               std::vector<MailAddress> recipients, std::optional<TimePoint> now) {
                const OctetsArgument before(original);
                const OctetsArgument after(changed);
                VerifyOptions about;
                about.recipients = std::move(recipients);
                about.now = now ? *now : system_clock()();
                const WithoutGil release;
                return self.restamp(before.text(), after.text(), about);
            },
            py::arg("original"), py::arg("changed"), py::kw_only(),
            py::arg("recipients") = std::vector<MailAddress>{}, py::arg("now") = py::none(),
            "Verifies the original and gives the edits for the changed message.");
}

void bind_companion(py::module_& module) {
    py::class_<CompanionSigner>(module, "CompanionSigner",
                                "A DKIM-Signature (RFC 6376) that covers the stamp, for verifiers "
                                "that know DKIM alone.")
        .def(
            py::init([](PrivateKey key, DomainName domain, std::string selector, Seconds lifetime) {
                CompanionOptions options;
                options.domain = std::move(domain);
                options.selector = std::move(selector);
                options.lifetime = lifetime;
                return CompanionSigner(std::move(key), options);
            }),
            py::arg("key"), py::kw_only(), py::arg("domain"), py::arg("selector"),
            py::arg("lifetime") = Seconds{std::chrono::hours{24 * 7}},
            "key: Ed25519 or RSA, never a stamp's. domain: a subdomain that signs nothing else. "
            "lifetime: 1 hour to 365 days. Raises Error(INVALID_ARGUMENT, "
            "UNSUPPORTED_ALGORITHM).")
        .def(
            "sign",
            [](const CompanionSigner& self, const py::object& message, const py::object& stamp,
               std::optional<TimePoint> now) {
                const OctetsArgument octets(message);
                const OctetsArgument field(stamp);
                const auto moment = now ? *now : system_clock()();
                std::string signature;
                {
                    const WithoutGil release;
                    signature = self.sign(MessageView::parse(octets.text()), field.text(), moment);
                }
                return to_bytes(signature);
            },
            py::arg("message"), py::arg("stamp"), py::kw_only(), py::arg("now") = py::none(),
            "The whole field for a message and the stamp that will stand in it.")
        .def_property_readonly(
            "dns_record",
            [](const CompanionSigner& self) {
                const auto record = to_companion_record(self);
                return py::make_tuple(record.owner, record.text);
            },
            "(owner, text) of the TXT record that DKIM verifiers need.");
    module.def(
        "exchange_fields",
        [](const SecuredPath& path, const std::string& line_end) {
            if (line_end != "\r\n" && line_end != "\n")
                throw Error(errc::invalid_argument, "line_end: neither CRLF nor LF");
            return to_bytes(
                exchange_fields(path, line_end == "\n" ? LineEnds::lf : LineEnds::crlf));
        },
        py::arg("path"), py::arg("line_end") = "\r\n",
        "X-MS-Exchange-Organization-AuthAs, -AuthDomain and -AuthSource. Unsigned: only for a hop "
        "that nobody else can reach.");
}

}  // namespace

void bind_stamp_making(py::module_& module) {
    bind_results(module);
    bind_stamper(module);
    bind_restamper(module);
    bind_companion(module);
}

}  // namespace domainsec::python
