// tls: sessions as octets in and out, and the facts of a completed one.
#include "casters.hpp"

namespace domainsec::python {
namespace {

struct ProofArguments {
    bool handshake_complete;
    bool resumed;
    TimePoint proved_at;
    std::string version;
    std::string cipher;
    std::string group;
    bool extended_master_secret;
};

TlsVersion version_of(const std::string& text) {
    if (text == "TLSv1.3" || text == "TLS1.3") return TlsVersion::tls13;
    if (text == "TLSv1.2" || text == "TLS1.2") return TlsVersion::tls12;
    throw Error(errc::invalid_argument,
                "version: \"" + escaped(text) + "\" is neither TLSv1.2 nor TLSv1.3");
}

SessionFacts from_peer(const py::object& leaf, const std::vector<py::object>& intermediates,
                       const ProofArguments& proof, const std::string& peer_address,
                       const std::string& server_name) {
    CallerSession session;
    if (!leaf.is_none()) {
        const OctetsArgument octets(leaf);
        session.leaf.assign(octets.bytes().begin(), octets.bytes().end());
    }
    for (const auto& each : intermediates) {
        const OctetsArgument octets(each);
        session.intermediates.emplace_back(octets.bytes().begin(), octets.bytes().end());
    }
    session.proof = {proof.handshake_complete,    proof.resumed, proof.proved_at,
                     version_of(proof.version),   proof.cipher,  proof.group,
                     proof.extended_master_secret};
    session.peer_address = peer_address;
    session.server_name = server_name;
    return SessionFacts::from_peer(session);
}

}  // namespace

void bind_tls(py::module_& module) {
    py::class_<SessionFacts>(
        module, "SessionFacts",
        "What is known of a session once its handshake is complete. Never pickled: a judgement "
        "needs the living session's.")
        .def_static("clear_text", &SessionFacts::clear_text, py::arg("peer_address") = "",
                    "No TLS at all.")
        .def_static(
            "from_peer",
            [](const py::object& leaf, const std::vector<py::object>& intermediates,
               bool handshake_complete, bool resumed, TimePoint proved_at,
               const std::string& version, const std::string& cipher, const std::string& group,
               bool extended_master_secret, const std::string& peer_address,
               const std::string& server_name) {
                return from_peer(leaf, intermediates,
                                 {handshake_complete, resumed, proved_at, version, cipher, group,
                                  extended_master_secret},
                                 peer_address, server_name);
            },
            py::kw_only(), py::arg("leaf"), py::arg("intermediates") = std::vector<py::object>{},
            py::arg("handshake_complete"), py::arg("resumed"), py::arg("proved_at"),
            py::arg("version"), py::arg("cipher"), py::arg("group"),
            py::arg("extended_master_secret"), py::arg("peer_address") = "",
            py::arg("server_name") = "",
            "The facts of the caller's own TLS stack: DER certificates (leaf None when there is "
            "none) and every part of "
            "the proof. Raises Error(INVALID_ARGUMENT).")
        .def_property_readonly("is_tls", &SessionFacts::is_tls)
        .def_property_readonly("is_strong", &SessionFacts::is_strong)
        .def_property_readonly("parameters", &SessionFacts::parameters)
        .def_property_readonly("peer_address", &SessionFacts::peer_address)
        .def_property_readonly("chain",
                               [](const SessionFacts& self) { return self.chain().certificates(); })
        .def_property_readonly("resumed",
                               [](const SessionFacts& self) { return self.proof().resumed; })
        .def_property_readonly(
            "proved_at", [](const SessionFacts& self) { return self.proof().proved_at; },
            "When the peer last signed with its key; of the first session when this one is "
            "resumed.")
        .def_property_readonly(
            "binding", [](const SessionFacts& self) { return to_bytes(self.binding()); },
            "RFC 9266 tls-exporter, 32 octets; empty without TLS.")
        .def_property_readonly("application_protocol", &SessionFacts::application_protocol)
        .def_property_readonly(
            "asserted_by_caller",
            [](const SessionFacts& self) { return self.proof().asserted_by_caller; })
        .def("__repr__", [](const SessionFacts& self) {
            return "<SessionFacts " +
                   (self.is_tls() ? self.parameters() : std::string("clear text")) + ">";
        });

    py::class_<Session>(module, "Session",
                        "One TLS session without a socket: octets in, octets out.")
        .def(
            "receive",
            [](Session& self, const py::object& wire) {
                const OctetsArgument octets(wire);
                const py::gil_scoped_release release;
                self.receive(octets.bytes());
            },
            py::arg("wire"))
        .def("connection_ended", &Session::connection_ended)
        .def("take_output", [](Session& self) { return to_bytes(self.take_output()); })
        .def("take_plaintext", [](Session& self) { return to_bytes(self.take_plaintext()); })
        .def(
            "send",
            [](Session& self, const py::object& plaintext) {
                self.send(OctetsArgument(plaintext).bytes());
            },
            py::arg("plaintext"), "Raises Error(INVALID_STATE) unless can_send.")
        .def("close", &Session::close)
        .def_property_readonly("can_send", &Session::can_send,
                               "False while too much output waits to be taken.")
        .def_property_readonly("pending_output", &Session::pending_output,
                               "Octets that take_output() would give.")
        .def_property_readonly("peer_closed", &Session::peer_closed,
                               "The peer's close_notify has come.")
        .def_property_readonly("state", &Session::state)
        .def_property_readonly("facts",
                               [](const Session& self) {
                                   const auto* facts = self.facts();
                                   return facts ? std::optional(*facts) : std::nullopt;
                               })
        .def_property_readonly("failure", [](const Session& self) {
            return self.failure() ? std::optional(self.failure()->text) : std::nullopt;
        });
}

}  // namespace domainsec::python
