// Sessions of OpenSSL 3 for domainsec (RFC 8446, RFC 5246 with RFC 7627): how to ask for
// certificates, what to do about tickets, and an SSL as SessionFacts. Copy this file.
#pragma once

#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <chrono>
#include <cstdint>
#include <cstring>
#include <domainsec/clock.hpp>
#include <domainsec/tls/session_facts.hpp>
#include <optional>
#include <stdexcept>
#include <string>

namespace own_tls {

/// What every context of a mail server needs: TLS 1.2 at least, no renegotiation, and a peer's
/// certificate that is taken as it is, or is not there. Who is trusted depends on the sender, who
/// is not known yet: domainsec judges at MAIL FROM. OpenSSL still checks that the peer holds the
/// key of what it presents.
inline void prepare_for_judgement(SSL_CTX* context) {
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION);
    // On a server this asks; without SSL_VERIFY_FAIL_IF_NO_PEER_CERT a client may have none.
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_cert_verify_callback(
        context,
        [](X509_STORE_CTX* chain, void*) {
            X509_STORE_CTX_set_error(chain, X509_V_OK);
            return 1;
        },
        nullptr);
}

/// The simple answer to tickets, and the right one for most: there are none, so every session
/// proves the key.
inline void resume_nothing(SSL_CTX* context) {
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET);  // TLS 1.2, and self-contained ones of 1.3
    SSL_CTX_set_num_tickets(context, 0);             // TLS 1.3
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
}

/// How a server resumes sessions. Must live as long as the context.
struct Resumption {
    domainsec::Clock clock = domainsec::system_clock();
    /// How long after the peer proved its key; at most a day is wise.
    std::chrono::seconds lifetime = std::chrono::hours{4};
    /// Sessions kept, some KiB each.
    long most_sessions = 1000;
};

namespace detail {

/// When the peer proved its key, as it was written into the session.
inline std::optional<domainsec::TimePoint> noted_time(SSL_SESSION* session) {
    void* data = nullptr;
    std::size_t length = 0;
    std::int64_t seconds = 0;
    if (SSL_SESSION_get0_ticket_appdata(session, &data, &length) != 1 || data == nullptr ||
        length != sizeof seconds)
        return std::nullopt;
    std::memcpy(&seconds, data, sizeof seconds);
    return domainsec::TimePoint(std::chrono::seconds(seconds));
}

/// Called for each new ticket of TLS 1.3, also for those that a resumed session gives out: they
/// must not make the proof look younger, nor last longer than the first. 0 ends the session.
inline int note_time(SSL* ssl, void* argument) {
    const auto& resumption = *static_cast<const Resumption*>(argument);
    SSL_SESSION* session = SSL_get_session(ssl);
    const auto now = resumption.clock();
    const auto proved_at = SSL_session_reused(ssl) == 0 ? now : noted_time(session);
    if (!proved_at) return 0;
    const auto rest = *proved_at + resumption.lifetime - now;
    const std::int64_t seconds = proved_at->time_since_epoch().count();
    return SSL_SESSION_set_timeout(session, rest.count() > 0 ? rest.count() : 1) == 1 &&
                   SSL_SESSION_set1_ticket_appdata(session, &seconds, sizeof seconds) == 1
               ? 1
               : 0;
}

inline domainsec::Bytes der_of(const X509* certificate) {
    std::uint8_t* encoding = nullptr;
    const int length = i2d_X509(certificate, &encoding);
    if (length < 0) throw std::runtime_error("OpenSSL does not encode the peer's certificate");
    domainsec::Bytes der(encoding, encoding + length);
    OPENSSL_free(encoding);
    return der;
}

/// When OpenSSL says that a session was made.
inline domainsec::TimePoint made_at(const SSL_SESSION* session) {
#if OPENSSL_VERSION_NUMBER >= 0x30300000L
    return domainsec::TimePoint(std::chrono::seconds(SSL_SESSION_get_time_ex(session)));
#else
    return domainsec::TimePoint(std::chrono::seconds(SSL_SESSION_get_time(session)));
#endif
}

/// Nothing when it cannot be known: from_peer() then refuses the session.
inline std::optional<domainsec::TimePoint> proved_at(SSL* ssl, const domainsec::Clock& clock) {
    if (SSL_session_reused(ssl) == 0) return clock();
    SSL_SESSION* session = SSL_get_session(ssl);
    // A session of TLS 1.2 keeps the time of its handshake on a server. One of TLS 1.3 has the time
    // of its last ticket, which a resumed session may have given out: there the note counts.
    if (SSL_version(ssl) == TLS1_2_VERSION && SSL_is_server(ssl) == 1) return made_at(session);
    return noted_time(session);
}

inline std::optional<domainsec::TlsVersion> version(const SSL* ssl) {
    switch (SSL_version(ssl)) {
        case TLS1_3_VERSION:
            return domainsec::TlsVersion::tls13;
        case TLS1_2_VERSION:
            return domainsec::TlsVersion::tls12;
        default:
            return std::nullopt;
    }
}

inline std::string group(SSL* ssl) {
#if OPENSSL_VERSION_NUMBER >= 0x30200000L
    const char* name = SSL_get0_group_name(ssl);
#else
    const auto number = static_cast<int>(SSL_get_negotiated_group(ssl));
    const char* name = (number & TLSEXT_nid_unknown) != 0
                           ? SSL_group_to_name(ssl, number & ~TLSEXT_nid_unknown)
                           : OBJ_nid2sn(number);
#endif
    return name == nullptr ? "" : name;
}

inline std::string cipher(const SSL* ssl) {
    const SSL_CIPHER* current = SSL_get_current_cipher(ssl);
    return current == nullptr ? "" : SSL_CIPHER_standard_name(current);
}

}  // namespace detail

/// Keeps sessions in the server's memory, TLS 1.3 tickets naming them. Self-contained tickets stay
/// off: OpenSSL writes the peer's leaf into them and not the intermediates, so that the chain of a
/// resumed session would no longer lead anywhere.
inline void resume_from_memory(SSL_CTX* context, Resumption& resumption) {
    static constexpr unsigned char purpose[] = "mail";
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
    SSL_CTX_set_num_tickets(context, 1);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_SERVER);
    SSL_CTX_sess_set_cache_size(context, resumption.most_sessions);
    SSL_CTX_set_timeout(context, static_cast<long>(resumption.lifetime.count()));
    // With SSL_VERIFY_PEER OpenSSL resumes nothing that is not of one and the same purpose.
    SSL_CTX_set_session_id_context(context, purpose, sizeof purpose - 1);
    SSL_CTX_set_session_ticket_cb(context, &detail::note_time, nullptr, &resumption);
}

/// The facts of a session whose handshake is complete; of a server or a client. Call it once, then
/// keep the facts for all transactions of the session. `clock` is to be the edge's clock.
///
/// Throws domainsec::Error(invalid_argument) when the handshake is not complete (a TLS 1.3 server
/// could send before the client has proved itself), when a session was resumed and nothing says
/// when the key was proved (a client that resumes, or a server that was not set up by
/// resume_from_memory), or below TLS 1.2. Such a session is as good as clear text:
/// SessionFacts::clear_text().
///
/// As a client, a TLS 1.3 session may be complete here while the server still refuses our
/// certificate: its alert comes with the first SSL_read.
inline domainsec::SessionFacts openssl_facts(SSL* ssl, const domainsec::Clock& clock,
                                             const std::string& peer_address = {}) {
    domainsec::CallerSession session;
    auto& proof = session.proof;
    proof.handshake_complete = SSL_is_init_finished(ssl) == 1;
    proof.resumed = SSL_session_reused(ssl) == 1;
    if (*proof.handshake_complete) {
        proof.proved_at = detail::proved_at(ssl, clock);
        proof.version = detail::version(ssl);
        proof.cipher = detail::cipher(ssl);
        proof.group = detail::group(ssl);
        proof.extended_master_secret = SSL_get_extms_support(ssl) == 1;
    }
    if (const X509* leaf = SSL_get0_peer_certificate(ssl)) session.leaf = detail::der_of(leaf);
    // A server's list is without the leaf, a client's begins with it; from_peer() knows both.
    const STACK_OF(X509)* chain = SSL_get_peer_cert_chain(ssl);
    for (int place = 0; place < sk_X509_num(chain); ++place)
        session.intermediates.push_back(detail::der_of(sk_X509_value(chain, place)));
    if (const char* name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name))
        session.server_name = name;
    session.peer_address = peer_address;
    return domainsec::SessionFacts::from_peer(session);
}

}  // namespace own_tls
