// What is known of a TLS session once its handshake is complete: the peer's chain, the proof that
// the peer holds the leaf's key, and the parameters (RFC 8446, RFC 5246 with RFC 7627).
#pragma once

#include <domainsec/bytes.hpp>
#include <domainsec/clock.hpp>
#include <domainsec/export.hpp>
#include <domainsec/pki/certificate.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace domainsec::inline v1 {

enum class TlsVersion { tls12, tls13 };

/// "TLS1.2", "TLS1.3".
DOMAINSEC_EXPORT std::string_view to_string(TlsVersion version) noexcept;

/// What vouches that the peer holds the key of its leaf, and who says so.
struct PeerProof {
    bool resumed = false;   ///< By a ticket of an earlier handshake, at `proved_at`.
    TimePoint proved_at{};  ///< When the peer last signed with the key.
    TlsVersion version = TlsVersion::tls13;
    std::string cipher;                   ///< IANA name, "TLS_AES_256_GCM_SHA384".
    std::string group;                    ///< "x25519", "secp256r1", "x25519mlkem768", ...
    bool extended_master_secret = false;  ///< RFC 7627; always true in TLS 1.3.
    bool asserted_by_caller = false;      ///< The caller's own TLS stack says so, not ours.
};

/// A session of the caller's own TLS stack, as the caller describes it. Everything of `proof` must
/// be given.
struct CallerSession {
    struct Proof {
        std::optional<bool> handshake_complete{};
        std::optional<bool> resumed{};
        std::optional<TimePoint> proved_at{};
        std::optional<TlsVersion> version{};
        /// IANA name; OpenSSL's own names of the TLS 1.2 AEAD suites are understood.
        std::string cipher{};
        /// As in PeerProof; any case; "P-256" and "prime256v1" too.
        std::string group{};
        /// For TLS 1.3, where libraries differ in what they report, false counts as true.
        std::optional<bool> extended_master_secret{};
    };
    Bytes leaf{};  ///< DER; empty when the peer presented none.
    /// DER, without the leaf. (OpenSSL's SSL_get_peer_cert_chain() omits the leaf on a server and
    /// holds it on a client; a leaf repeated in front is dropped.)
    std::vector<Bytes> intermediates{};
    Proof proof{};
    std::string peer_address{};  ///< IP address, for events; may be empty.
    std::string server_name{};   ///< SNI; may be empty.
    /// OCSP responses that came with the chain (RFC 6066 §8), DER, leaf first; empty where there
    /// was none. May be shorter than the chain.
    std::vector<Bytes> staples{};
    std::string application_protocol{};  ///< ALPN (RFC 7301); may be empty.
    Bytes binding{};                     ///< As SessionFacts::binding(); may be empty.
};

/// The facts of one session. They exist only after the completed handshake, cannot be made up in
/// parts, and are never stored or sent: a judgement needs the living session's. Immutable, cheap to
/// copy.
class DOMAINSEC_EXPORT SessionFacts final {
  public:
    /// No TLS at all: what a transaction in clear text is judged by.
    static SessionFacts clear_text(std::string peer_address = {});

    /// The same judgement for the caller's own TLS stack. Throws Error(invalid_argument) naming the
    /// part of the proof that is missing or impossible (handshake not complete, TLS before 1.2,
    /// empty cipher). Certificates that cannot be read are the peer's doing: the facts then say so
    /// in chain_problem().
    static SessionFacts from_peer(const CallerSession& session, const ChainLimits& limits = {});

    bool is_tls() const noexcept { return tls_; }

    /// The peer's certificates, leaf first; empty when it presented none.
    const Chain& chain() const noexcept { return chain_; }

    /// Why chain() is empty although the peer presented something; otherwise empty.
    const std::string& chain_problem() const noexcept { return chain_problem_; }

    const PeerProof& proof() const noexcept { return proof_; }

    /// OCSP responses that the peer stapled (RFC 6066 §8, RFC 8446 §4.4.2.1), DER, leaf first;
    /// empty where there was none. After a resumption those of the handshake that `proved_at`
    /// tells.
    const std::vector<Bytes>& staples() const noexcept { return staples_; }

    /// Keying material for channel binding, the same on both sides: RFC 9266 "tls-exporter", 32
    /// octets. Empty without TLS, and when the caller gave none.
    const Bytes& binding() const noexcept { return binding_; }

    /// The protocol that was agreed on (ALPN, RFC 7301), escaped; empty when none.
    const std::string& application_protocol() const noexcept { return application_protocol_; }

    /// TLS 1.3, or TLS 1.2 with extended master secret, and an AEAD suite: good enough for a mark.
    bool is_strong() const noexcept;

    /// "TLS1.3/TLS_AES_256_GCM_SHA384/x25519mlkem768", as in the stamp's tls=.
    std::string parameters() const;

    /// The name the client asked for (RFC 6066 §3), escaped; empty when none.
    const std::string& server_name() const noexcept { return server_name_; }

    /// IP address of the peer as the caller gave it; may be empty.
    const std::string& peer_address() const noexcept { return peer_address_; }

  private:
    friend class SessionFactsBuilder;
    SessionFacts() = default;
    bool tls_ = false;
    Chain chain_;
    std::string chain_problem_;
    PeerProof proof_;
    std::vector<Bytes> staples_;
    Bytes binding_;
    std::string application_protocol_;
    std::string server_name_;
    std::string peer_address_;
};

}  // namespace domainsec::inline v1
