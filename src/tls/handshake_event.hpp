// The one event of a handshake: how it ended, why, with whom and with which parameters.
#pragma once

#include <chrono>
#include <cstddef>
#include <domainsec/clock.hpp>
#include <domainsec/telemetry/event.hpp>
#include <domainsec/tls/session.hpp>
#include <domainsec/tls/session_facts.hpp>
#include <optional>
#include <string>

namespace domainsec::inline v1::detail {

/// What is known when a handshake has ended, however it did.
struct HandshakeNotes {
    bool server = true;  ///< Our role.
    /// Server: our request for a certificate went out. (One that asks, once its first flight was
    /// taken for the wire.)
    bool asked_for_certificate = false;
    /// Null unless the handshake was completed. Both null: the session was given up by us, or went
    /// away without a word.
    const SessionFacts* facts = nullptr;
    const SessionFailure* failure = nullptr;
    std::string peer{};         ///< The peer's IP address as the caller gave it; may be empty.
    std::string server_name{};  ///< As asked for (RFC 6066 §3), raw; may be empty.
    std::string partner{};      ///< Its name as configured; empty when unknown.
    TimePoint now{};
    std::size_t octets_received = 0;  ///< From the wire, until now.
    std::optional<std::chrono::milliseconds> duration{};
};

/// Builds the event, with an id of its own.
///
/// Kinds: handshake_completed, handshake_failed, plaintext_injected. The reason is the word of
/// SessionFailureReason; "none" for a completed handshake, and "abandoned" when the peer, or we,
/// went away in the middle: no message was wrong, there were just no more.
///
/// | field                | value                                                               |
/// |----------------------|---------------------------------------------------------------------|
/// | role                 | server, client: ours                                                |
/// | asked                | true, false: whether we asked for a certificate (server)            |
/// | aborted_after_asking | true, and only then present: the peer left, or sent an alert, after |
/// |                      | we had asked and before it was done                                 |
/// | network              | with the one above: the peer's /24 (IPv4) or /48 (IPv6), "unknown"  |
/// | tls_version, cipher, | as in PeerProof; of a completed handshake                           |
/// | group, resumed       |                                                                     |
/// | certificate          | the leaf's subject; of a completed handshake with a certificate     |
/// | certificate_key      | "sha256/..." of the leaf's key, "unreadable", or "none"; likewise   |
/// | server_name          | when there is one; escaped                                          |
/// | alert                | when there was one: its name                                        |
/// | octets, duration_ms  | received until now; how long it took, where that was measured       |
Event handshake_event(const HandshakeNotes& notes);

/// Says, with a warning, that the keys of sessions are being written down.
Event key_log_event(TimePoint now);

}  // namespace domainsec::inline v1::detail
