// One TLS session without a socket: octets in, octets out (RFC 8446, RFC 5246).
#pragma once

#include <domainsec/bytes.hpp>
#include <domainsec/export.hpp>
#include <domainsec/tls/session_facts.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace domainsec::inline v1 {

/// Where a session stands. It only ever moves down this list.
///
/// | in            | what happens                                     | then        |
/// |---------------|--------------------------------------------------|-------------|
/// | (begin)       | accept() or connect() with nothing left over     | handshaking |
/// | (begin)       | octets stood behind STARTTLS or its answer       | failed      |
/// | handshaking   | the peer's Finished, and its signature, are good | established |
/// | handshaking   | anything else that ends it, close() too          | failed      |
/// | established   | the peer's close_notify, or close()              | closed      |
/// | established   | an alert, a broken record, a limit, the end of   | failed      |
/// |               | the connection without close_notify              |             |
/// | closed        | the peer's close_notify: peer_closed() is true   | closed      |
/// | failed        | nothing                                          | failed      |
enum class SessionState {
    handshaking,  ///< Nothing is proved; no plaintext, no facts.
    established,  ///< The handshake is complete on our side; plaintext flows, facts exist.
    closed,       ///< close_notify was received or sent. Nothing flows afterwards, least of all in
                  ///< clear text: what the peer still sends is dropped.
    failed,       ///< See failure(). Send what take_output() still holds (an alert), then close the
                  ///< connection.
};

DOMAINSEC_EXPORT std::string_view to_string(SessionState state) noexcept;

enum class SessionFailureReason {
    plaintext_injected,         ///< Octets stood behind STARTTLS, or behind the answer to it
                                ///< (CVE-2011-0411).
    handshake_failed,           ///< No agreement, a broken message, or a bad signature in it.
    peer_alert,                 ///< The peer sent a fatal alert.
    peer_rejected_certificate,  ///< The alert is about our certificate; a TLS 1.3 server sends it
                                ///< late.
    limit_exceeded,  ///< Chain, message or handshake over a limit, or answers that nobody takes.
    abandoned,  ///< The connection ended, or was closed by either side, before the handshake was
                ///< complete.
    truncated,  ///< The connection ended without close_notify: what came last may be incomplete.
    protocol_error,  ///< A record that does not authenticate, renegotiation, or the like, after the
                     ///< handshake.
};

DOMAINSEC_EXPORT std::string_view to_string(SessionFailureReason reason) noexcept;

/// Why a session failed.
struct SessionFailure {
    SessionFailureReason reason = SessionFailureReason::handshake_failed;
    /// The alert's name (RFC 8446 §6.2), sent or received; empty when there was none.
    std::string alert{};
    bool alert_from_peer = false;  ///< The peer sent it, and not we.
    /// What happened and, where there is one, the mend; nothing of the peer's in it but escaped.
    std::string text{};
};

/// A session made by ServerContext::accept or ClientContext::connect. Feed what arrives, send what
/// comes out. Move-only; one thread at a time. receive() never throws over what the peer sends.
class DOMAINSEC_EXPORT Session final {
  public:
    Session(Session&&) noexcept;
    Session& operator=(Session&&) noexcept;
    ~Session();

    /// Takes octets from the wire, any number. After `failed` they are dropped; after `closed` they
    /// are only searched for the peer's close_notify.
    void receive(ByteView wire);

    /// Says that the connection has ended: without a close_notify before, this is truncation.
    void connection_ended();

    /// Octets for the wire; empty when there are none. To be taken after each call of receive(),
    /// send() and close().
    Bytes take_output();

    /// How many octets take_output() would give.
    std::size_t pending_output() const noexcept;

    /// What the peer sent, decrypted; nothing before the handshake is complete.
    Bytes take_plaintext();

    /// Encrypts all of it. Throws Error(invalid_state) unless can_send(): nothing of it is sent
    /// then.
    void send(ByteView plaintext);

    /// True when `established` and less than TlsOptions::max_pending_output waits to be taken: so
    /// what one session holds is bounded by that and by what the caller passes to one send().
    bool can_send() const noexcept;

    /// Sends close_notify; the session is `closed` at once. Before the handshake is complete it
    /// ends as `failed`, `abandoned`. Does nothing when it was closed or failed.
    void close();

    /// The peer's close_notify has come: nothing of what it sent was cut off. A caller that wants
    /// to know it after its own close() goes on to receive().
    bool peer_closed() const noexcept;

    SessionState state() const noexcept;

    /// The facts; null before the completed handshake. Stay valid as long as the session lives,
    /// also when it was closed or failed afterwards.
    const SessionFacts* facts() const noexcept;

    /// Set exactly when the state is `failed`.
    const std::optional<SessionFailure>& failure() const noexcept;

    /// SessionFacts::binding(). Throws Error(invalid_state) before the completed handshake and
    /// after a failure.
    Bytes exporter() const;

    struct Impl;
    explicit Session(std::unique_ptr<Impl> impl) noexcept;

  private:
    std::unique_ptr<Impl> impl_;
};

}  // namespace domainsec::inline v1
