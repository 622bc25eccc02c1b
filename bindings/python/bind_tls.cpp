// tls: sessions as octets in and out, and contexts that make them (RFC 8446, RFC 5246).
#include <domainsec/tls/ticket_keys.hpp>

#include "casters.hpp"

namespace domainsec::python {
namespace {

void bind_session(py::module_& module) {
    Record<SessionFailure>(module, "SessionFailure", "Why a session failed.")
        .fact("reason", &SessionFailure::reason, "A SessionFailureReason.")
        .fact("alert", &SessionFailure::alert,
              "The alert's name (RFC 8446 §6.2), sent or received; empty when there was none.")
        .fact("alert_from_peer", &SessionFailure::alert_from_peer,
              "The alert was the peer's, not ours.")
        .fact("text", &SessionFailure::text, "What happened and, where there is one, the mend.")
        .picklable();

    py::class_<HeldSession>(
        module, "Session",
        "One TLS session without a socket: octets in, octets out. For one thread at a time: "
        "another one gets Error(INVALID_STATE).")
        .def(
            "receive",
            [](HeldSession& self, const py::object& wire) {
                const OctetsArgument octets(wire);
                const WithoutGil release;
                self.with([&](Session& session) { session.receive(octets.bytes()); });
            },
            py::arg("wire"), "Takes octets from the wire. Never raises over what they are.")
        .def(
            "connection_ended",
            [](HeldSession& self) { self.with([](Session& s) { s.connection_ended(); }); },
            "Says that the connection has ended: without close_notify before, truncation.")
        .def(
            "take_output",
            [](HeldSession& self) {
                return to_bytes(self.with([](Session& s) { return s.take_output(); }));
            },
            "Octets for the wire; to be taken after receive(), send() and close().")
        .def(
            "take_plaintext",
            [](HeldSession& self) {
                return to_bytes(self.with([](Session& s) { return s.take_plaintext(); }));
            },
            "What the peer sent, decrypted; nothing before the handshake is complete.")
        .def(
            "send",
            [](HeldSession& self, const py::object& plaintext) {
                const OctetsArgument octets(plaintext);
                const WithoutGil release;
                self.with([&](Session& session) { session.send(octets.bytes()); });
            },
            py::arg("plaintext"),
            "Encrypts all of it. Raises Error(INVALID_STATE) unless can_send.")
        .def(
            "close", [](HeldSession& self) { self.with([](Session& s) { s.close(); }); },
            "Sends close_notify; before the handshake is complete the session fails.")
        .def(
            "exporter",
            [](HeldSession& self) { return self.with([](Session& s) { return s.exporter(); }); },
            "RFC 9266 tls-exporter, 32 octets. Raises Error(INVALID_STATE) without a complete "
            "handshake and after a failure.")
        .def_property_readonly(
            "can_send",
            [](HeldSession& self) { return self.with([](Session& s) { return s.can_send(); }); },
            "False while too much output waits to be taken.")
        .def_property_readonly(
            "pending_output",
            [](HeldSession& self) {
                return self.with([](Session& s) { return s.pending_output(); });
            },
            "Octets that take_output() would give.")
        .def_property_readonly(
            "peer_closed",
            [](HeldSession& self) { return self.with([](Session& s) { return s.peer_closed(); }); },
            "The peer's close_notify has come: nothing was cut off.")
        .def_property_readonly(
            "state",
            [](HeldSession& self) { return self.with([](Session& s) { return s.state(); }); },
            "A SessionState.")
        .def_property_readonly(
            "facts",
            [](HeldSession& self) {
                return self.with([](Session& s) {
                    return s.facts() != nullptr ? std::optional(*s.facts()) : std::nullopt;
                });
            },
            "SessionFacts; None before the completed handshake.")
        .def_property_readonly(
            "failure",
            [](HeldSession& self) { return self.with([](Session& s) { return s.failure(); }); },
            "SessionFailure exactly when the state is FAILED.")
        .def("__repr__", [](HeldSession& self) {
            const auto state = self.with([](Session& s) { return s.state(); });
            return "<Session " + std::string(to_string(state)) + ">";
        });
}

template <typename Context>
using Shared = std::shared_ptr<Context>;

void bind_contexts(py::module_& module) {
    py::class_<ServerContext, Shared<ServerContext>>(
        module, "ServerContext",
        "The server's side: a peer's certificate is asked for, recorded, and never judged here. "
        "Safe to use from many threads.")
        .def(py::init(
                 [](std::vector<Identity> identities, const std::optional<TlsOptions>& options) {
                     return std::const_pointer_cast<ServerContext>(ServerContext::create(
                         std::move(identities), options.value_or(TlsOptions{})));
                 }),
             py::arg("identities"), py::kw_only(), py::arg("options") = py::none(),
             "The first identity whose names hold what the client asks for is shown. Raises "
             "Error(UNSUPPORTED_ALGORITHM, KEY_MISMATCH, INVALID_ARGUMENT).")
        .def(
            "accept",
            [](const ServerContext& self, const py::object& leftover, const std::string& client_ip,
               bool request_certificate) {
                const OctetsArgument octets(leftover);
                return HeldSession(self.accept({octets.bytes(), client_ip, request_certificate}));
            },
            py::kw_only(), py::arg("leftover") = py::bytes(), py::arg("client_ip") = "",
            py::arg("request_certificate") = true,
            "A session for a connection whose client was told to begin. leftover: what stands "
            "behind the STARTTLS line in the read buffer; anything there fails the session.");

    py::class_<ClientContext, Shared<ClientContext>>(
        module, "ClientContext", "The client's side. Safe to use from many threads.")
        .def(py::init(
                 [](std::optional<Identity> identity, const std::optional<TlsOptions>& options) {
                     return std::const_pointer_cast<ClientContext>(ClientContext::create(
                         std::move(identity), options.value_or(TlsOptions{})));
                 }),
             py::arg("identity") = py::none(), py::kw_only(), py::arg("options") = py::none(),
             "Without an identity no certificate is given.")
        .def(
            "connect",
            [](const ClientContext& self, const py::object& leftover,
               const std::string& server_name, const std::string& server_ip,
               const std::string& partner) {
                const OctetsArgument octets(leftover);
                return HeldSession(self.connect({octets.bytes(), server_name, server_ip, partner}));
            },
            py::kw_only(), py::arg("leftover") = py::bytes(), py::arg("server_name") = "",
            py::arg("server_ip") = "", py::arg("partner") = "",
            "A session whose first octets are in take_output() already.");
}

void bind_tickets(py::module_& module) {
    Record<TicketKeyFacts>(module, "TicketKeyFacts", "What may be told of a master key.")
        .fact("id", &TicketKeyFacts::id, "16 hexadecimal digits; they give nothing of the key.")
        .fact("created", &TicketKeyFacts::created, "When it was made.");

    py::class_<TicketKeys, Shared<TicketKeys>>(
        module, "TicketKeys", "The master keys of session tickets: guarded like the stamp key.")
        .def(py::init([] { return TicketKeys::create(); }), "A random key of this process alone.")
        .def_static("from_file", &TicketKeys::from_file, py::arg("file"),
                    "Raises Error(UNREADABLE_FILE, INVALID_CONFIGURATION).")
        .def_static(
            "create_file", [](const std::filesystem::path& file) { TicketKeys::create_file(file); },
            py::arg("file"), "Writes a new file with one random key. Raises Error(ALREADY_EXISTS).")
        .def_static(
            "rotate_file", [](const std::filesystem::path& file) { TicketKeys::rotate_file(file); },
            py::arg("file"), "The current key becomes the previous one, a random one takes over.")
        .def("refresh", &TicketKeys::refresh, py::call_guard<WithoutGil>(),
             "Looks at the file again; True when other keys are in force.")
        .def("rotate", &TicketKeys::rotate, py::call_guard<WithoutGil>(),
             "The current key becomes the previous one, a random one takes over.")
        .def_property_readonly("facts", &TicketKeys::facts,
                               "Of the current key, then of the previous one if there is one.");
}

}  // namespace

void bind_tls(py::module_& module) {
    bind_tls_facts(module);
    bind_session(module);
    bind_tickets(module);
    bind_tls_options(module);
    bind_contexts(module);
}

}  // namespace domainsec::python
