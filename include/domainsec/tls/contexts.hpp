// What many sessions share: our certificate, the limits, the versions. Contexts are immutable
// snapshots.
#pragma once

#include <chrono>
#include <cstddef>
#include <domainsec/bytes.hpp>
#include <domainsec/clock.hpp>
#include <domainsec/export.hpp>
#include <domainsec/pki/certificate_store.hpp>
#include <domainsec/telemetry/event.hpp>
#include <domainsec/tls/session.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace domainsec::inline v1 {

class TicketKeys;

/// Resuming earlier sessions with tickets (RFC 8446 §2.2). Off by default: a ticket stands for the
/// signature of a certificate's key, so whoever holds the keys of tickets can be any peer.
///
/// TLS 1.3 only, each time with a fresh key exchange (psk_dhe_ke). A ticket is given after a full
/// handshake, never after a resumption: its life counts from the peer's last signature. None is
/// given where chain and stapled answers are over 8 KiB together, or where a certificate was asked
/// for and none came. The facts of a resumed session hold the chain and the staples of the first,
/// and are judged anew as any other's.
struct Resumption {
    /// A server gives and takes tickets made with these keys; null: none.
    std::shared_ptr<const TicketKeys> keys{};
    /// Tickets of one listener are no good at another. At most 255 octets.
    std::string listener{};
    /// Tickets made under other rules are no good: the revision of the policy in force.
    Sha256Digest policy_revision{};
    /// From the peer's signature, 1 minute to 24 hours.
    std::chrono::seconds lifetime = std::chrono::hours(24);
    /// How many servers' tickets a client keeps in memory, 0 to 100,000; 0: none. They are lost
    /// with the context. Kept by host name and address.
    std::size_t client_sessions = 0;
};

/// What both kinds of context take.
struct DOMAINSEC_EXPORT TlsOptions {
    /// TLS 1.2 with ECDHE, AEAD and extended master secret; TLS 1.3 is always offered.
    bool allow_tls12 = true;
    /// Offer X25519MLKEM768 first (RFC 9794's PQ/T hybrid), with a key share of it and one of
    /// X25519; X25519, P-256 and P-384 follow. False: these three alone.
    bool hybrid_first = true;
    /// What a peer's chain may hold.
    ChainLimits chain{};
    /// Most octets the peer may send before the handshake is complete, 16 KiB to 16 MiB; also the
    /// most of one message of it. Bounds the memory of a session that proves nothing.
    std::size_t max_handshake_octets = 256 * 1024;
    /// From how many octets of waiting output on Session::can_send() is false, 64 KiB to 64 MiB. A
    /// peer that makes us answer (key updates) beyond it has the session fail.
    std::size_t max_pending_output = 1024 * 1024;
    /// The most plaintext octets that the peer may put into one record, 64 to 16384 (RFC 8449). TLS
    /// 1.3 only; a client says it where `allow_tls12` is false, a server to clients that have a
    /// limit themselves. What the peer asks for is kept to in any case.
    std::size_t record_size_limit = 16384;
    /// ALPN (RFC 7301), 1 to 255 octets each. A client offers these, a server takes the first of
    /// its own that the client offers, and goes on without one where none is. Empty: no ALPN.
    std::vector<std::string> protocols{};
    /// A client asks the server for a stapled OCSP response (RFC 6066 §8).
    bool request_staple = true;
    /// A server asks the client for one (RFC 8446 §4.4.2.1). TLS 1.3 only, and off: hardly any
    /// client has one to give, and each question is one that some client may stumble over.
    bool request_client_staple = false;
    /// The OCSP response to staple to our own chain, DER; empty when there is none. Called in a
    /// handshake where the peer asks for it, from any thread, and must not throw or wait.
    std::function<Bytes(const Chain&)> staple{};
    /// Authorities that a server names when it asks for a certificate (RFC 8446 §4.2.4). Only a
    /// hint: some clients present nothing where theirs is not among them. Empty: no hint.
    std::vector<Certificate> authorities{};
    Resumption resumption{};
    /// Hears of each handshake's end, once; nobody when null.
    std::shared_ptr<EventSink> events{};
    /// Debugging only: called with each line of a key log (SSLKEYLOGFILE), which lets its reader
    /// decrypt all traffic, up to a client's first key update. An event says so. Empty: off.
    std::function<void(std::string_view line)> key_log{};
    /// Tells the time for the proof. Must not be empty.
    Clock clock = system_clock();

    /// Throws Error(invalid_argument) that names the field which is out of range.
    void check() const;
};

/// How one incoming connection begins TLS.
struct AcceptOptions {
    /// What the caller's read buffer still holds behind the STARTTLS line. Anything there was
    /// injected: the session fails.
    ByteView leftover{};
    /// The peer's IP address, for events and facts.
    std::string client_ip{};
    /// Whether to ask for a certificate. A client that has none goes on without.
    bool request_certificate = true;
};

/// The server's side. A peer's certificate is asked for, recorded and never judged here: a
/// handshake fails over form, limits and proof, not over trust. Nothing is renegotiated.
/// Thread-safe.
///
/// Memory of a session, measured in docs/threat-model.md: until the handshake is complete at most 3
/// times TlsOptions::max_handshake_octets and 64 KiB; then, idle, less than 28 KiB with a chain of
/// two P-256 certificates (docs/performance.md).
class DOMAINSEC_EXPORT ServerContext final {
  public:
    /// Throws Error(unsupported_algorithm) for an Ed25519 identity and Error(key_mismatch,
    /// invalid_argument).
    static std::shared_ptr<const ServerContext> create(Identity identity, TlsOptions options = {});

    /// Several certificates: a client gets the first whose names hold the name that it asks for
    /// (SNI, RFC 6066 §3) and whose key it can use; where none holds it, the first that it can use.
    /// Those with Identity::only_for are for that name alone, and come first there.
    static std::shared_ptr<const ServerContext> create(std::vector<Identity> identities,
                                                       TlsOptions options = {});

    ~ServerContext();

    /// A session for a connection whose client was told to begin. Sessions keep what they need of
    /// the context. Throws Error(resource_unavailable) when the engine cannot begin one.
    Session accept(const AcceptOptions& options = {}) const;

    struct Impl;
    explicit ServerContext(std::shared_ptr<const Impl> impl) noexcept;

  private:
    std::shared_ptr<const Impl> impl_;
};

/// How one outgoing connection begins TLS.
struct ConnectOptions {
    /// What the caller's read buffer still holds behind the answer to STARTTLS. Anything there was
    /// injected.
    ByteView leftover{};
    /// SNI (RFC 6066 §3): the host connected to. Empty, or no host name (an address literal): none
    /// is sent.
    std::string server_name{};
    /// The peer's IP address, for events and facts.
    std::string server_ip{};
    /// The partner's name as configured, for events.
    std::string partner{};
};

/// The client's side. The server's certificate is recorded and judged by the route, after the
/// handshake. Thread-safe.
class DOMAINSEC_EXPORT ClientContext final {
  public:
    /// Without an identity no certificate is given when the server asks. Throws as
    /// ServerContext::create does.
    static std::shared_ptr<const ClientContext> create(std::optional<Identity> identity,
                                                       TlsOptions options = {});

    ~ClientContext();

    /// A session whose first octets are in take_output() already. Throws
    /// Error(resource_unavailable) when the engine cannot begin one.
    Session connect(const ConnectOptions& options = {}) const;

    struct Impl;
    explicit ClientContext(std::shared_ptr<const Impl> impl) noexcept;

  private:
    std::shared_ptr<const Impl> impl_;
};

}  // namespace domainsec::inline v1
