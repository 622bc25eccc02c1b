// edge: the façade that a mail server is written around.
#include "event_sink.hpp"
#include "passphrases.hpp"

namespace domainsec::python {
namespace {

using HeldTransaction = Exclusive<Transaction>;

struct LoadArguments {
    py::object clock;
    std::shared_ptr<EvidenceStore> evidence;
    std::shared_ptr<EvidenceFetcher> fetcher;
    py::object events;
    std::string passphrase;
    std::optional<TlsOptions> tls;
    std::optional<StampKey> stamp_key;
};

Edge load(const std::filesystem::path& file, LoadArguments arguments) {
    EdgeOptions options;
    if (!arguments.clock.is_none()) options.clock = callback<TimePoint()>("clock", arguments.clock);
    options.evidence = std::move(arguments.evidence);
    options.fetcher = std::move(arguments.fetcher);
    options.events = to_event_sink(arguments.events);
    options.passphrase = std::move(arguments.passphrase);
    if (arguments.tls) options.tls = std::move(*arguments.tls);
    options.stamp_key = std::move(arguments.stamp_key);
    const WithoutGil release;
    return Edge::load(file, std::move(options));
}

void bind_transaction(py::module_& module) {
    Record<FinishedMessage>(module, "FinishedMessage", "What becomes of a message.")
        .fact("answer", &FinishedMessage::answer,
              "Accepted, or refused with the reply to the end of the data.")
        .fact("status", &FinishedMessage::status, "PASS: the message is Domain Secured.")
        .fact("reason", &FinishedMessage::reason, "What decided, a PolicyReason.")
        .fact("partner", &FinishedMessage::partner, "Its name; empty when none is concerned.")
        .fact("edits", &FinishedMessage::edits, "To be applied to an accepted message.")
        .fact("report", &FinishedMessage::report, "ValidationReport of the chain, or None.")
        .fact("secured", &FinishedMessage::secured, "status is PASS.");

    py::class_<HeldTransaction>(module, "Transaction",
                                "One message on its way in; a new one for every MAIL FROM. For one "
                                "thread at a time: another one gets Error(INVALID_STATE).")
        .def(
            "mail_from",
            [](HeldTransaction& self, const std::string& reverse_path) {
                return self.with([&](Transaction& each) { return each.mail_from(reverse_path); });
            },
            py::arg("reverse_path"), py::call_guard<WithoutGil>(),
            "Without angle brackets; \"\" is the null reverse-path. Again after a pending answer "
            "was fulfilled.")
        .def(
            "rcpt_to",
            [](HeldTransaction& self, const std::string& forward_path) {
                return self.with([&](Transaction& each) { return each.rcpt_to(forward_path); });
            },
            py::arg("forward_path"), py::call_guard<WithoutGil>(),
            "Without angle brackets, local or not. postmaster and abuse are always accepted.")
        .def(
            "declared_size",
            [](HeldTransaction& self, std::uint64_t octets) {
                return self.with([&](Transaction& each) { return each.declared_size(octets); });
            },
            py::arg("octets"), "What SIZE= or BDAT claims; ask before memory is set aside.")
        .def(
            "finish",
            [](HeldTransaction& self, const py::object& message) {
                const OctetsArgument octets(message);
                const WithoutGil release;
                return self.with([&](Transaction& each) { return each.finish(octets.text()); });
            },
            py::arg("message"),
            "The whole message as received, dot-unstuffed, bytes-like. Gives a FinishedMessage.");
}

void bind_sessions(py::class_<Edge>& edge) {
    edge.def(
            "accept",
            [](const Edge& self, const py::object& leftover, std::string client_ip,
               bool request_certificate) {
                const OctetsArgument octets(leftover);
                return HeldSession(
                    self.accept({octets.bytes(), std::move(client_ip), request_certificate}));
            },
            py::kw_only(), py::arg("leftover") = py::bytes(), py::arg("client_ip") = "",
            py::arg("request_certificate") = true,
            "The server's side of STARTTLS. leftover: what stands behind the command in the read "
            "buffer. Raises Error(INVALID_STATE) without [identity].")
        .def(
            "connect",
            [](const Edge& self, const OutboundRoute& route, const py::object& leftover,
               std::string server_name, std::string server_ip) {
                const OctetsArgument octets(leftover);
                return HeldSession(self.connect(
                    route, {octets.bytes(), std::move(server_name), std::move(server_ip), {}}));
            },
            py::arg("route"), py::kw_only(), py::arg("leftover") = py::bytes(),
            py::arg("server_name") = "", py::arg("server_ip") = "",
            "The client's side of STARTTLS, with our certificate only where the route presents it. "
            "server_name: the host connected to.")
        .def(
            "begin",
            [](const Edge& self, const SessionFacts& facts, std::string log_id,
               std::size_t max_recipients, std::uint64_t max_message_octets) {
                return HeldTransaction(
                    self.begin(facts, {std::move(log_id), max_recipients, max_message_octets}));
            },
            py::arg("facts"), py::kw_only(), py::arg("log_id") = "",
            py::arg("max_recipients") = TransactionOptions{}.max_recipients,
            py::arg("max_message_octets") = TransactionOptions{}.max_message_octets,
            "One transaction, judged anew. log_id: at most 64 octets, for events. max_recipients: "
            "1 to 100,000. max_message_octets: 1 KiB to 4 GiB.")
        .def("route", &Edge::route, py::arg("destination"),
             "The way to a mail domain. Raises Error(INVALID_NAME).");
}

void bind_messages(py::class_<Edge>& edge) {
    edge.def(
            "outgoing",
            [](const Edge& self, const py::object& message) {
                const OctetsArgument octets(message);
                const WithoutGil release;
                return self.outgoing(octets.text());
            },
            py::arg("message"), "The edits for a message on its way out.")
        .def(
            "verify",
            [](const Edge& self, const py::object& message, std::vector<MailAddress> recipients) {
                const py::object owner = message_octets(message);
                const OctetsArgument octets(owner);
                const WithoutGil release;
                return self.verify(octets.text(), std::move(recipients));
            },
            py::arg("message"), py::kw_only(), py::arg("recipients") = std::vector<MailAddress>{},
            "Looks at a stamp as an inside reader would. Raises Error(INVALID_STATE) without a "
            "keyring.");
}

void bind_upkeep(py::class_<Edge>& edge) {
    edge.def("reload", &Edge::reload, py::call_guard<WithoutGil>(),
             "Reads everything anew. A mistake raises Error and leaves the old in force.")
        .def("poll", &Edge::poll, py::call_guard<WithoutGil>(),
             "Looks whether the certificate store changed; True when new certificates are shown "
             "from now on.")
        .def("poll_descriptor", &Edge::poll_descriptor,
             "A descriptor that becomes readable when the store changes, for select() or "
             "loop.add_reader(); never to be read or closed. -1 without [identity].")
        .def("refresh_tickets", &Edge::refresh_tickets, py::call_guard<WithoutGil>(),
             "Reads the file of [edge] tickets again when it was replaced.")
        .def(
            "refresh_evidence",
            [](const Edge& self) {
                const WithoutGil release;
                return self.refresh_evidence();
            },
            "Reads what a refresh process has put into the evidence cache since the last time. "
            "Gives a CacheReading.")
        .def(
            "fulfil",
            [](const Edge& self, const std::vector<EvidenceRequest>& requests, Resolver* resolver) {
                return resolver != nullptr ? self.fulfil(requests, *resolver)
                                           : self.fulfil(requests);
            },
            py::arg("requests"), py::arg("resolver") = py::none(), py::call_guard<WithoutGil>(),
            "Fetches what the requests name and files it; gives those that it could not. Blocks.")
        .def("record_evidence", &Edge::record_evidence, py::arg("verdict"),
             py::call_guard<WithoutGil>(),
             "Tells the evidence cache what a route's verdict lacked and what it rested on.")
        .def_property_readonly("configuration", &Edge::configuration,
                               "The Configuration in force.");
}

}  // namespace

void bind_edge(py::module_& module) {
    bind_transaction(module);
    py::class_<Edge> edge(module, "Edge",
                          "One edge on one configuration file; copies share it. Safe to use from "
                          "many threads.");
    edge.def_static(
        "load",
        [](const std::filesystem::path& file, py::object clock,
           std::shared_ptr<EvidenceStore> evidence, std::shared_ptr<EvidenceFetcher> fetcher,
           py::object events, std::string passphrase, std::optional<TlsOptions> tls,
           std::optional<StampKey> stamp_key) {
            return load(
                file, {std::move(clock), std::move(evidence), std::move(fetcher), std::move(events),
                       std::move(passphrase), std::move(tls), std::move(stamp_key)});
        },
        py::arg("file"), py::kw_only(), py::arg("clock") = py::none(),
        py::arg("evidence") = py::none(), py::arg("fetcher") = py::none(),
        py::arg("events") = py::none(), py::arg("passphrase") = "", py::arg("tls") = py::none(),
        py::arg("stamp_key") = py::none(),
        "Reads configuration, certificates and keys. clock: a function that gives an aware "
        "datetime. events: a function of one Event, or Metrics; called in the thread that caused "
        "it. A callback that raises makes the verdict a temporary one, with the text in an event. "
        "stamp_key signs instead of the file that the configuration names. Raises Error with one "
        "line per mistake.");
    hide_arguments(edge, {"load"});
    bind_sessions(edge);
    bind_messages(edge);
    bind_upkeep(edge);
}

}  // namespace domainsec::python
