// Tickets of one session: given, taken, kept (RFC 8446 §2.2, §4.2.11, §4.6.1).
#include "tls/session_tickets.hpp"

#include <botan/tls_ciphersuite.h>
#include <botan/tls_psk_identity_13.h>
#include <botan/tls_session_manager_noop.h>

#include <utility>

#include "tls/ticket_content.hpp"

namespace domainsec::inline v1::detail {
namespace {

using Botan::TLS::Session;
using Botan::TLS::Session_Handle;

// A client that offers many tickets buys no more of our time.
constexpr std::size_t most_tickets_tried = 2;

constexpr std::size_t most_name_octets = 255;

// A ticket goes into each ClientHello, where extensions end at 64 KiB. Twice what ours can take.
constexpr std::size_t most_kept_octets = 2 * max_ticket_chain_octets;

bool is_current(TimePoint proved_at, TimePoint now, std::chrono::seconds lifetime) {
    return proved_at <= now && proved_at >= now - lifetime;
}

}  // namespace

SessionTickets::SessionTickets(SessionCore& core)
    : Session_Manager(core.parts().random), core_(core) {}

std::optional<Session_Handle> SessionTickets::establish(
    const Session&, const std::optional<Botan::TLS::Session_ID>&, bool) {
    return std::nullopt;
}

void SessionTickets::store(const Session&, const Session_Handle&) {}

std::optional<Session> SessionTickets::retrieve(const Session_Handle&, Botan::TLS::Callbacks&,
                                                const Botan::TLS::Policy&) {
    return std::nullopt;
}

std::size_t SessionTickets::remove(const Session_Handle&) {
    return 0;
}

std::size_t SessionTickets::remove_all() {
    return 0;
}

std::optional<Session> SessionTickets::retrieve_one(const Session_Handle&) {
    return std::nullopt;
}

std::vector<Botan::TLS::Session_with_Handle> SessionTickets::find_some(
    const Botan::TLS::Server_Information&, std::size_t) {
    return {};
}

std::optional<Session_Handle> ServerTickets::establish(const Session& session,
                                                       const std::optional<Botan::TLS::Session_ID>&,
                                                       bool) {
    const std::optional<ResumedPeer> peer = core_.peer_for_ticket();
    if (!peer || session.server_info().hostname().size() > most_name_octets) return std::nullopt;
    TicketContent content;
    content.cipher_suite = session.ciphersuite_code();
    content.age_add = session.session_age_add();
    content.proved_at = peer->proved_at;
    content.certificate_asked = core_.asks_for_certificate();
    content.psk = session.master_secret();
    content.server_name = session.server_info().hostname();
    for (const Certificate& certificate : peer->chain.certificates())
        content.certificates.push_back(certificate.der());
    content.staples = peer->staples;
    try {
        return Session_Handle(Botan::TLS::Opaque_Session_Handle(
            core_.parts().sealer->seal(content.encode(), *core_.parts().random)));
    } catch (const std::exception&) {
        return std::nullopt;  // The session is as good without.
    }
}

// A ticket from before a certificate was asked for must not keep the peer from presenting one, and
// one with a certificate must not bring it in where none is asked for.
std::optional<Session> ServerTickets::open(const std::vector<std::uint8_t>& ticket,
                                           std::string_view hash_function) {
    const ContextParts& parts = core_.parts();
    const auto sealed = parts.sealer->open(ticket);
    if (!sealed) return std::nullopt;
    std::optional<TicketContent> content = TicketContent::decode(*sealed);
    if (!content || content->certificate_asked != core_.asks_for_certificate() ||
        !is_current(content->proved_at, parts.options.clock(), parts.options.resumption.lifetime))
        return std::nullopt;
    const auto suite = Botan::TLS::Ciphersuite::by_id(content->cipher_suite);
    if (!suite || suite->prf_algo() != hash_function) return std::nullopt;
    std::optional<Chain> chain = Chain::from_der(content->certificates, parts.options.chain);
    if (!chain) return std::nullopt;
    core_.offer_resumption({std::move(*chain), std::move(content->staples), content->proved_at});
    return Session(content->psk, std::nullopt, content->age_add, parts.options.resumption.lifetime,
                   Botan::TLS::Protocol_Version::TLS_V13, content->cipher_suite,
                   Botan::TLS::Connection_Side::Server, {}, nullptr,
                   Botan::TLS::Server_Information(content->server_name), content->proved_at);
}

std::optional<std::pair<Session, std::uint16_t>> ServerTickets::choose_from_offered_tickets(
    const std::vector<Botan::TLS::PskIdentity>& tickets, std::string_view hash_function,
    Botan::TLS::Callbacks&, const Botan::TLS::Policy&) {
    const std::size_t tried = std::min(tickets.size(), most_tickets_tried);
    for (std::size_t at = 0; at < tried; ++at)
        if (std::optional<Session> session = open(tickets[at].identity(), hash_function))
            return std::pair{std::move(*session), static_cast<std::uint16_t>(at)};
    return std::nullopt;
}

void ClientTickets::store(const Session& session, const Session_Handle& handle) {
    std::optional<ResumedPeer> peer = core_.peer_for_ticket();
    const std::string server = core_.server_key();
    if (!peer || server.empty() || handle.opaque_handle().size() > most_kept_octets) return;
    // Without the engine's own copy of the chain: ours is much smaller.
    Session kept(session.master_secret(), std::nullopt, session.session_age_add(),
                 session.lifetime_hint(), session.version(), session.ciphersuite_code(),
                 session.side(), {}, nullptr, session.server_info(), session.start_time());
    core_.parts().client_sessions->put(server, {std::move(kept), handle, std::move(*peer)});
}

std::size_t ClientTickets::remove(const Session_Handle&) {
    core_.parts().client_sessions->remove(core_.server_key());
    return 1;
}

std::vector<Botan::TLS::Session_with_Handle> ClientTickets::find_some(
    const Botan::TLS::Server_Information&, std::size_t) {
    const ContextParts& parts = core_.parts();
    const std::string server = core_.server_key();
    if (server.empty()) return {};
    std::optional<ClientSession> known = parts.client_sessions->find(server);
    if (!known) return {};
    if (!is_current(known->peer.proved_at, parts.options.clock(),
                    parts.options.resumption.lifetime)) {
        parts.client_sessions->remove(server);
        return {};
    }
    core_.offer_resumption(std::move(known->peer));
    return {{std::move(known->session), std::move(known->handle)}};
}

std::shared_ptr<Botan::TLS::Session_Manager> tickets_for(SessionCore& core) {
    if (core.parts().sealer) return std::make_shared<ServerTickets>(core);
    if (core.parts().client_sessions) return std::make_shared<ClientTickets>(core);
    static const auto none = std::make_shared<Botan::TLS::Session_Manager_Noop>();
    return none;
}

}  // namespace domainsec::inline v1::detail
