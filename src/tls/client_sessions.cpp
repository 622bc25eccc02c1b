// The tickets that a client keeps (RFC 8446 §4.6.1).
#include "tls/client_sessions.hpp"

#include <utility>

namespace domainsec::inline v1::detail {

void ClientSessions::put(const std::string& server, ClientSession session) {
    const std::lock_guard guard(lock_);
    if (const auto known = by_server_.find(server); known != by_server_.end()) {
        known->second->session = std::move(session);
        entries_.splice(entries_.begin(), entries_, known->second);
        return;
    }
    entries_.push_front({server, std::move(session)});
    by_server_.emplace(server, entries_.begin());
    if (entries_.size() > most_) {
        by_server_.erase(entries_.back().server);
        entries_.pop_back();
    }
}

std::optional<ClientSession> ClientSessions::find(const std::string& server) {
    const std::lock_guard guard(lock_);
    const auto known = by_server_.find(server);
    if (known == by_server_.end()) return std::nullopt;
    entries_.splice(entries_.begin(), entries_, known->second);
    return known->second->session;
}

void ClientSessions::remove(const std::string& server) {
    const std::lock_guard guard(lock_);
    const auto known = by_server_.find(server);
    if (known == by_server_.end()) return;
    entries_.erase(known->second);
    by_server_.erase(known);
}

}  // namespace domainsec::inline v1::detail
