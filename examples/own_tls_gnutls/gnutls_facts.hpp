// Sessions of GnuTLS (3.7.4 or newer) for domainsec (RFC 8446, RFC 5246 with RFC 7627): how to ask
// for certificates, what to do about tickets, and a session as SessionFacts. Copy this file.
#pragma once

#include <gnutls/gnutls.h>

#include <array>
#include <domainsec/clock.hpp>
#include <domainsec/tls/session_facts.hpp>
#include <optional>
#include <string>

namespace own_tls {

/// What every session of a mail server needs to be made with, besides GNUTLS_SERVER or
/// GNUTLS_CLIENT. No tickets: GnuTLS does not tell a server when the handshake was that a ticket
/// stands for. Not among the flags, and never to be: GNUTLS_ENABLE_EARLY_START and
/// GNUTLS_ENABLE_FALSE_START, with which gnutls_handshake() returns before the peer has proved
/// itself.
inline constexpr unsigned session_flags = GNUTLS_NO_TICKETS;

/// Takes a peer's certificate as it is. Who is trusted depends on the sender, who is not known yet:
/// domainsec judges at MAIL FROM. GnuTLS still checks that the peer holds the key of what it
/// presents.
inline void prepare_for_judgement(gnutls_certificate_credentials_t credentials) {
    gnutls_certificate_set_verify_function(credentials, [](gnutls_session_t) { return 0; });
}

/// A server asks for a certificate, and goes on with a client that has none. Do not call
/// gnutls_session_ticket_enable_server() or gnutls_db_set_store_function() besides: then nothing is
/// resumed, and every session proves the key.
inline void ask_for_certificate(gnutls_session_t server) {
    gnutls_certificate_server_set_request(server, GNUTLS_CERT_REQUEST);
}

namespace detail {

inline std::optional<domainsec::TlsVersion> version(gnutls_session_t session) {
    switch (gnutls_protocol_get_version(session)) {
        case GNUTLS_TLS1_3:
            return domainsec::TlsVersion::tls13;
        case GNUTLS_TLS1_2:
            return domainsec::TlsVersion::tls12;
        default:
            return std::nullopt;
    }
}

inline std::string text(const char* name) {
    return name == nullptr ? "" : name;
}

inline domainsec::Bytes octets(const gnutls_datum_t& datum) {
    return {datum.data, datum.data + datum.size};
}

/// Leaf first, on both sides.
inline void read_certificates(gnutls_session_t session, domainsec::CallerSession& described) {
    unsigned count = 0;
    const gnutls_datum_t* list = gnutls_certificate_get_peers(session, &count);
    if (list == nullptr || count == 0) return;
    described.leaf = octets(list[0]);
    for (unsigned place = 1; place < count; ++place)
        described.intermediates.push_back(octets(list[place]));
}

/// What the client asked for (RFC 6066 §3); a client itself knows what it asked for.
inline std::string server_name(gnutls_session_t session) {
    std::array<char, 256> name{};
    std::size_t length = name.size();
    unsigned type = 0;
    if (gnutls_server_name_get(session, name.data(), &length, &type, 0) != GNUTLS_E_SUCCESS)
        return {};
    return name.data();
}

}  // namespace detail

/// The facts of a session, of a server or a client; `handshake` is what gnutls_handshake() returned
/// last. Call it once, then keep the facts for all transactions of the session. `clock` is to be
/// the edge's clock.
///
/// A session that was resumed nevertheless needs `first_proved_at`: when the peer's key was proved,
/// in the handshake that was not a resumption. Only the caller can have kept that; a server's own
/// store for TLS 1.2 sessions (gnutls_db_set_store_function) can, beside each entry.
///
/// Throws domainsec::Error(invalid_argument) when the handshake is not complete, when a resumed
/// session comes without that time, or below TLS 1.2. Such a session is as good as clear text:
/// SessionFacts::clear_text().
///
/// As a client, a TLS 1.3 session may be complete here while the server still refuses our
/// certificate: its alert comes with the first gnutls_record_recv.
inline domainsec::SessionFacts gnutls_facts(
    gnutls_session_t session, int handshake, const domainsec::Clock& clock,
    const std::string& peer_address = {},
    std::optional<domainsec::TimePoint> first_proved_at = std::nullopt) {
    constexpr unsigned too_early = GNUTLS_SFLAGS_EARLY_START | GNUTLS_SFLAGS_FALSE_START;
    domainsec::CallerSession described;
    auto& proof = described.proof;
    proof.handshake_complete =
        handshake == GNUTLS_E_SUCCESS && (gnutls_session_get_flags(session) & too_early) == 0;
    proof.resumed = gnutls_session_is_resumed(session) != 0;
    if (*proof.handshake_complete) {
        proof.proved_at = *proof.resumed ? first_proved_at : std::optional(clock());
        proof.version = detail::version(session);
        proof.cipher = detail::text(gnutls_ciphersuite_get(session));
        proof.group = detail::text(gnutls_group_get_name(gnutls_group_get(session)));
        proof.extended_master_secret = gnutls_session_ext_master_secret_status(session) != 0;
        detail::read_certificates(session, described);
        described.server_name = detail::server_name(session);
    }
    described.peer_address = peer_address;
    return domainsec::SessionFacts::from_peer(described);
}

}  // namespace own_tls
