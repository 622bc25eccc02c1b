// tls: what is known of a session once its handshake is complete, ours or the caller's own.
#include "casters.hpp"

namespace domainsec::python {
namespace {

TlsVersion version_of(const std::string& text) {
    if (text == "TLSv1.3" || text == "TLS1.3") return TlsVersion::tls13;
    if (text == "TLSv1.2" || text == "TLS1.2") return TlsVersion::tls12;
    throw Error(errc::invalid_argument,
                "version: \"" + escaped(text) + "\" is neither TLSv1.2 nor TLSv1.3");
}

void bind_from_peer(py::class_<SessionFacts>& facts) {
    facts.def_static(
        "from_peer",
        [](std::optional<Bytes> leaf, std::vector<Bytes> intermediates, bool handshake_complete,
           bool resumed, TimePoint proved_at, const std::string& version, std::string cipher,
           std::string group, bool extended_master_secret, std::string peer_address,
           std::string server_name, std::vector<Bytes> staples, std::string application_protocol,
           Bytes binding) {
            CallerSession session;
            if (leaf) session.leaf = std::move(*leaf);
            session.intermediates = std::move(intermediates);
            session.proof = {handshake_complete,    resumed,           proved_at,
                             version_of(version),   std::move(cipher), std::move(group),
                             extended_master_secret};
            session.peer_address = std::move(peer_address);
            session.server_name = std::move(server_name);
            session.staples = std::move(staples);
            session.application_protocol = std::move(application_protocol);
            session.binding = std::move(binding);
            const WithoutGil release;
            return SessionFacts::from_peer(session);
        },
        py::kw_only(), py::arg("leaf"), py::arg("intermediates") = std::vector<Bytes>{},
        py::arg("handshake_complete"), py::arg("resumed"), py::arg("proved_at"), py::arg("version"),
        py::arg("cipher"), py::arg("group"), py::arg("extended_master_secret"),
        py::arg("peer_address") = "", py::arg("server_name") = "",
        py::arg("staples") = std::vector<Bytes>{}, py::arg("application_protocol") = "",
        py::arg("binding") = Bytes{},
        "The facts of the caller's own TLS stack: DER certificates (leaf None when there is none), "
        "every part of the proof (version as ssl.SSLSocket.version() says it), OCSP responses that "
        "came stapled (DER, leaf first). Certificates that cannot be read are the peer's doing: "
        "chain_problem says so. Raises Error(INVALID_ARGUMENT) for a proof that is none.");
}

}  // namespace

void bind_tls_facts(py::module_& module) {
    py::class_<SessionFacts> facts(
        module, "SessionFacts",
        "What is known of a session once its handshake is complete. Never pickled: a judgement "
        "needs the living session's.");
    bind_from_peer(facts);
    facts
        .def_static("clear_text", &SessionFacts::clear_text, py::arg("peer_address") = "",
                    "No TLS at all.")
        .def_property_readonly("is_tls", &SessionFacts::is_tls, "False for clear text.")
        .def_property_readonly(
            "is_strong", &SessionFacts::is_strong,
            "TLS 1.3, or TLS 1.2 with extended master secret, and an AEAD suite.")
        .def_property_readonly(
            "parameters", &SessionFacts::parameters,
            "\"TLS1.3/TLS_AES_256_GCM_SHA384/x25519mlkem768\", as in the stamp's tls=.")
        .def_property_readonly("peer_address", &SessionFacts::peer_address,
                               "IP address; empty when unknown.")
        .def_property_readonly("server_name", &SessionFacts::server_name,
                               "The name the client asked for (RFC 6066 §3), escaped.")
        .def_property_readonly("chain", &SessionFacts::chain,
                               "The peer's certificates, leaf first; empty when it presented none.")
        .def_property_readonly("chain_problem", &SessionFacts::chain_problem,
                               "Why chain is empty although the peer presented something.")
        .def_property_readonly(
            "version", [](const SessionFacts& self) { return self.proof().version; },
            "A TlsVersion.")
        .def_property_readonly(
            "cipher", [](const SessionFacts& self) { return peer_text(self.proof().cipher); },
            "IANA's name of the cipher suite.")
        .def_property_readonly(
            "group", [](const SessionFacts& self) { return peer_text(self.proof().group); },
            "\"x25519\", \"secp256r1\", \"x25519mlkem768\", ...")
        .def_property_readonly(
            "resumed", [](const SessionFacts& self) { return self.proof().resumed; },
            "The session goes on from an earlier one.")
        .def_property_readonly(
            "proved_at", [](const SessionFacts& self) { return self.proof().proved_at; },
            "When the peer last signed with its key; of the first session when this one is "
            "resumed.")
        .def_property_readonly("staples", &SessionFacts::staples,
                               "OCSP responses in DER, leaf first; b\"\" where there was none.")
        .def_property_readonly("binding", &SessionFacts::binding,
                               "RFC 9266 tls-exporter, 32 octets; empty without TLS.")
        .def_property_readonly("application_protocol", &SessionFacts::application_protocol,
                               "ALPN (RFC 7301), escaped; empty when none.")
        .def_property_readonly(
            "asserted_by_caller",
            [](const SessionFacts& self) { return self.proof().asserted_by_caller; },
            "The caller's own TLS stack says so, not ours.")
        .def("__repr__", [](const SessionFacts& self) {
            return "<SessionFacts " +
                   (self.is_tls() ? self.parameters() : std::string("clear text")) + ">";
        });
}

}  // namespace domainsec::python
