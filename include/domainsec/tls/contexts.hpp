// What many sessions share: our certificate, the limits, the versions. Contexts are immutable
// snapshots.
#pragma once

#include <domainsec/clock.hpp>
#include <domainsec/export.hpp>
#include <domainsec/pki/certificate_store.hpp>
#include <domainsec/tls/session.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace domainsec::inline v1 {

/// What both kinds of context take.
struct DOMAINSEC_EXPORT TlsOptions {
    /// TLS 1.2 with ECDHE, AEAD and extended master secret; TLS 1.3 is always offered.
    bool allow_tls12 = true;
    /// Offer X25519MLKEM768 first (RFC 9794's PQ/T hybrid); X25519, P-256 and P-384 follow. False:
    /// these three alone.
    bool hybrid_first = true;
    /// What a peer's chain may hold.
    ChainLimits chain;
    /// Most octets the peer may send before the handshake is complete, 16 KiB to 16 MiB; also the
    /// most of one message of it. Bounds the memory of a session that proves nothing.
    std::size_t max_handshake_octets = 256 * 1024;
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
/// handshake fails over form, limits and proof, not over trust. No tickets are issued, no session
/// is resumed and nothing is renegotiated. Thread-safe.
class DOMAINSEC_EXPORT ServerContext final {
  public:
    /// Throws Error(unsupported_algorithm) for an Ed25519 identity and Error(key_mismatch,
    /// invalid_argument).
    static std::shared_ptr<const ServerContext> create(Identity identity, TlsOptions options = {});

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
