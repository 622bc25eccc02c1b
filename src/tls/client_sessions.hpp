// The tickets that a client keeps of servers it has spoken with (RFC 8446 §4.6.1).
#pragma once

#include <botan/tls_session.h>

#include <cstddef>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "tls/resumed_peer.hpp"

namespace domainsec::inline v1::detail {

/// One ticket with what it stands for.
struct ClientSession {
    Botan::TLS::Session session;
    Botan::TLS::Session_Handle handle;
    ResumedPeer peer;
};

/// The last ticket of each server, by a key that names it; of too many servers those used longest
/// ago are forgotten. Thread-safe.
class ClientSessions final {
  public:
    explicit ClientSessions(std::size_t most) : most_(most) {}

    void put(const std::string& server, ClientSession session);
    std::optional<ClientSession> find(const std::string& server);
    void remove(const std::string& server);

  private:
    struct Entry {
        std::string server;
        ClientSession session;
    };
    std::size_t most_;
    std::mutex lock_;
    std::list<Entry> entries_;  ///< The one used last is first.
    std::unordered_map<std::string, std::list<Entry>::iterator> by_server_;
};

}  // namespace domainsec::inline v1::detail
