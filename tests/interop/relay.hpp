// Stands between two programs on loopback and makes the way between them worse: small pieces,
// pauses, octets that are no TLS.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <thread>

#include "socket_session.hpp"

namespace domainsec::test {

struct RelayRules {
    std::size_t piece = 16 * 1024;       ///< Octets in one write, in both directions.
    std::chrono::milliseconds pause{0};  ///< Before each write.
    bool garbles_client = false;         ///< From its first TLS record on, bits are flipped.
    bool garbles_server = false;
    /// Ends both connections once that much has come from one side; 0: never.
    std::size_t cut_after = 0;
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

    std::uint16_t target_;
    RelayRules rules_;
    Listener listener_;
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

}  // namespace domainsec::test
