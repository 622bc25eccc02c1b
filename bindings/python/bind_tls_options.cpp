// tls: how sessions are made.
#include <domainsec/tls/ticket_keys.hpp>

#include "event_sink.hpp"

namespace domainsec::python {
namespace {

/// What was set cannot be looked at again from Python: a function, or one of the library's own.
template <auto Member>
bool is_set(const TlsOptions& self) {
    return static_cast<bool>(self.*Member);
}

void set_staple(TlsOptions& self, const py::object& function) {
    self.staple = nullptr;
    if (function.is_none()) return;
    // Must not throw: without an answer there is no staple.
    self.staple = [call = callback<Bytes(const Chain&)>("staple", function)](const Chain& chain) {
        try {
            return call(chain);
        } catch (const CallbackFailure&) {
            return Bytes{};
        }
    };
}

void set_key_log(TlsOptions& self, const py::object& function) {
    self.key_log = nullptr;
    if (function.is_none()) return;
    self.key_log =
        [call = callback<py::object(std::string)>("key_log", function)](std::string_view line) {
            if (interpreter_ends()) return;
            const WithGil gil;
            try {
                call(std::string(line));
            } catch (const CallbackFailure&) {
                return;  // The session does not depend on a log.
            }
        };
}

void set_clock(TlsOptions& self, const py::object& function) {
    self.clock = function.is_none() ? system_clock() : callback<TimePoint()>("clock", function);
}

}  // namespace

void bind_tls_options(py::module_& module) {
    Record<Resumption>(
        module, "Resumption",
        "Resuming earlier sessions with tickets (RFC 8446 §2.2); off by default, for "
        "whoever holds the keys of tickets can be any peer.")
        .option(
            "keys", [](const Resumption& self) { return self.keys != nullptr; },
            [](Resumption& self, const py::object& keys) {
                self.keys = keys.cast<std::shared_ptr<TicketKeys>>();
            },
            "TicketKeys of a server; None: no tickets. Reads as a bool.")
        .option("listener", &Resumption::listener,
                "Tickets of one listener are no good at another. At most 255 octets.")
        .option("policy_revision", &Resumption::policy_revision, "32 octets.")
        .option("lifetime", &Resumption::lifetime, "1 minute to 24 hours.")
        .option("client_sessions", &Resumption::client_sessions,
                "How many servers' tickets a client keeps, 0 to 100,000; 0: none.");

    Record<TlsOptions>(
        module, "TlsOptions",
        "How sessions are made; every field has a safe default. A field out of range "
        "raises Error(INVALID_ARGUMENT) where a context is made.")
        .option("allow_tls12", &TlsOptions::allow_tls12,
                "TLS 1.2 with ECDHE, AEAD and extended master secret; 1.3 is always offered.")
        .option("hybrid_first", &TlsOptions::hybrid_first, "Offer X25519MLKEM768 first.")
        .option("chain", &TlsOptions::chain, "ChainLimits.")
        .option("max_handshake_octets", &TlsOptions::max_handshake_octets, "16 KiB to 16 MiB.")
        .option("max_pending_output", &TlsOptions::max_pending_output, "64 KiB to 64 MiB.")
        .option("record_size_limit", &TlsOptions::record_size_limit, "64 to 16384 (RFC 8449).")
        .option("protocols", &TlsOptions::protocols, "ALPN (RFC 7301), 1 to 255 octets each.")
        .option("request_staple", &TlsOptions::request_staple,
                "A client asks for an OCSP response (RFC 6066 §8).")
        .option("request_client_staple", &TlsOptions::request_client_staple,
                "A server asks for the client's, in TLS 1.3 (RFC 8446 §4.4.2.1).")
        .option("staple", &is_set<&TlsOptions::staple>, &set_staple,
                "A function from our own Chain to an OCSP response in DER, b\"\" for none; it must "
                "not wait. One that raises gives none. Reads as a bool.")
        .option("authorities", &TlsOptions::authorities,
                "Certificates that a server names when it asks for one (RFC 8446 §4.2.4).")
        .option("resumption", &TlsOptions::resumption, "Resumption.")
        .option(
            "events", &is_set<&TlsOptions::events>,
            [](TlsOptions& self, const py::object& sink) { self.events = to_event_sink(sink); },
            "A function of one Event, or Metrics. Reads as a bool.")
        .option("key_log", &is_set<&TlsOptions::key_log>, &set_key_log,
                "Debugging only: a function of each line of SSLKEYLOGFILE. Reads as a bool.")
        .option("clock", &is_set<&TlsOptions::clock>, &set_clock,
                "A function that gives an aware datetime; None: the system's. Reads as a bool.");
}

}  // namespace domainsec::python
