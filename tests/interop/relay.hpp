// Stands between two programs on loopback and makes the way between them worse: small pieces,
// pauses, octets that are no TLS.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <thread>

#include "socket_session.hpp"

namespace domainsec::test {

/// From the first TLS record of a side on; what it says in clear text passes as it is.
struct RelayRules {
    std::size_t piece = 16 * 1024;       ///< Octets in one write.
    std::chrono::milliseconds pause{0};  ///< Before each write.
    bool garbles_client = false;         ///< Bits are flipped in what the client says.
    bool garbles_server = false;
    /// Ends both connections once one side has said so many octets; none: never.
    std::optional<std::size_t> cut_after{};
};

class Relay final {
  public:
    /// Takes connections to port(), one after another, on to `target`.
    Relay(std::uint16_t target, const RelayRules& rules);
    Relay(const Relay&) = delete;
    Relay& operator=(const Relay&) = delete;
    ~Relay();

    std::uint16_t port() const { return listener_.port(); }

  private:
    struct Direction;
    void run();
    void carry(const Socket& client, const Socket& server) const;
    bool forward(Direction& direction) const;
    bool forward_tls(Direction& direction, ByteView octets) const;

    std::uint16_t target_;
    RelayRules rules_;
    Listener listener_;
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

}  // namespace domainsec::test
