// Where the engine of one session asks for tickets: a server seals them and keeps nothing, a client
// keeps them in its context (RFC 8446 §2.2, §4.2.11).
#pragma once

#include <botan/tls_session_manager.h>

#include <memory>

#include "tls/session_core.hpp"

namespace domainsec::inline v1::detail {

/// What both sides' tickets have in common: most of the engine's questions come to nothing, for
/// there are no session IDs and no tickets of TLS 1.2.
class SessionTickets : public Botan::TLS::Session_Manager {
  public:
    explicit SessionTickets(SessionCore& core);

    std::optional<Botan::TLS::Session_Handle> establish(
        const Botan::TLS::Session& session, const std::optional<Botan::TLS::Session_ID>& id,
        bool tls12_no_ticket) override;
    void store(const Botan::TLS::Session& session,
               const Botan::TLS::Session_Handle& handle) override;
    std::optional<Botan::TLS::Session> retrieve(const Botan::TLS::Session_Handle& handle,
                                                Botan::TLS::Callbacks& callbacks,
                                                const Botan::TLS::Policy& policy) override;
    std::size_t remove(const Botan::TLS::Session_Handle& handle) override;
    std::size_t remove_all() override;

  protected:
    std::optional<Botan::TLS::Session> retrieve_one(
        const Botan::TLS::Session_Handle& handle) override;
    std::vector<Botan::TLS::Session_with_Handle> find_some(
        const Botan::TLS::Server_Information& info, std::size_t most) override;

    /// The session it belongs to, which outlives it.
    SessionCore& core_;
};

class ServerTickets final : public SessionTickets {
  public:
    using SessionTickets::SessionTickets;

    std::optional<Botan::TLS::Session_Handle> establish(
        const Botan::TLS::Session& session, const std::optional<Botan::TLS::Session_ID>& id,
        bool tls12_no_ticket) override;

    /// The first of the offered tickets that is good here and now.
    std::optional<std::pair<Botan::TLS::Session, std::uint16_t>> choose_from_offered_tickets(
        const std::vector<Botan::TLS::PskIdentity>& tickets, std::string_view hash_function,
        Botan::TLS::Callbacks& callbacks, const Botan::TLS::Policy& policy) override;

  private:
    std::optional<Botan::TLS::Session> open(const std::vector<std::uint8_t>& ticket,
                                            std::string_view hash_function);
};

class ClientTickets final : public SessionTickets {
  public:
    using SessionTickets::SessionTickets;

    void store(const Botan::TLS::Session& session,
               const Botan::TLS::Session_Handle& handle) override;
    std::size_t remove(const Botan::TLS::Session_Handle& handle) override;

  protected:
    std::vector<Botan::TLS::Session_with_Handle> find_some(
        const Botan::TLS::Server_Information& info, std::size_t most) override;
};

/// What the context of a session has switched on; never null.
std::shared_ptr<Botan::TLS::Session_Manager> tickets_for(SessionCore& core);

}  // namespace domainsec::inline v1::detail
