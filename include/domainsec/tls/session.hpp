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
enum class SessionState {
    handshaking,  ///< Nothing is proved; no plaintext, no facts.
    established,  ///< The handshake is complete on our side; plaintext flows, facts exist.
    closed,       ///< close_notify was received or sent. Nothing flows afterwards, least of all in
                  ///< clear text. (Received before `established` it is a failure.)
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
    limit_exceeded,             ///< Chain or message over a limit.
    truncated,  ///< The connection ended without close_notify: what came last may be incomplete.
    protocol_error,  ///< A record that does not authenticate, renegotiation, or the like, after the
                     ///< handshake.
};

DOMAINSEC_EXPORT std::string_view to_string(SessionFailureReason reason) noexcept;

/// Why a session failed.
struct SessionFailure {
    SessionFailureReason reason = SessionFailureReason::handshake_failed;
    std::string
        alert;  ///< The alert's name (RFC 8446 §6.2), sent or received; empty when there was none.
    std::string text;  ///< One sentence; nothing of the peer's in it but escaped.
};

/// A session made by ServerContext::accept or ClientContext::connect. Feed what arrives, send what
/// comes out. Move-only; one thread at a time. receive() never throws over what the peer sends.
class DOMAINSEC_EXPORT Session final {
  public:
    Session(Session&&) noexcept;
    Session& operator=(Session&&) noexcept;
    ~Session();

    /// Takes octets from the wire, any number. After `closed` or `failed` they are dropped.
    void receive(ByteView wire);

    /// Says that the connection has ended: without a close_notify before, this is truncation.
    void connection_ended();

    /// Octets for the wire; empty when there are none.
    Bytes take_output();

    /// What the peer sent, decrypted; nothing before the handshake is complete.
    Bytes take_plaintext();

    /// Encrypts. Throws Error(invalid_state) unless `established`.
    void send(ByteView plaintext);

    /// Sends close_notify; the session is `closed` at once. Does nothing when it was closed or
    /// failed.
    void close();

    SessionState state() const noexcept;

    /// The facts; null before the completed handshake. Stay valid as long as the session lives,
    /// also when it was closed or failed afterwards.
    const SessionFacts* facts() const noexcept;

    /// Set exactly when the state is `failed`.
    const std::optional<SessionFailure>& failure() const noexcept;

    /// Keying material for channel binding, the same on both sides: RFC 9266 "tls-exporter", 32
    /// octets, exported without a context (RFC 5705 §4). Throws Error(invalid_state) before the
    /// completed handshake and after a failure.
    Bytes exporter() const;

    struct Impl;
    explicit Session(std::unique_ptr<Impl> impl) noexcept;

  private:
    std::unique_ptr<Impl> impl_;
};

}  // namespace domainsec::inline v1
