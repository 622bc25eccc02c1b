// Signs digests for whoever may open a Unix socket (docs/stamp-format.md §5.5). One thread; what
// one peer does never makes another wait.
#pragma once

#include <sys/types.h>

#include <array>
#include <chrono>
#include <domainsec/stamp/stamp_key.hpp>
#include <optional>
#include <string>
#include <vector>

namespace domainsec::cli {

struct SigningServerOptions {
    std::string path;            ///< Of the socket; 1 to 107 octets.
    mode_t mode = 0600;          ///< 0600 or 0660: whoever may write to the socket may sign.
    std::optional<gid_t> group;  ///< Of the socket; none: the process's.
};

/// Limits, each here: 64 connections at once, and when one more comes, that which has kept us
/// waiting longest goes; 5 s for a request, counted from the connection or the last reply, however
/// many octets come.
class SigningServer final {
  public:
    /// Listens. Throws Error(invalid_argument, already_exists, in_use, resource_unavailable): a
    /// file that is no socket and a socket that is served are left alone.
    SigningServer(StampKey key, SigningServerOptions options);
    SigningServer(const SigningServer&) = delete;
    SigningServer& operator=(const SigningServer&) = delete;
    ~SigningServer();

    /// Serves until `signals` (signalfd(2)) can be read.
    void run(int signals);

  private:
    static constexpr std::size_t protocol_octets = 5;
    static constexpr std::size_t request_octets = protocol_octets + 32;

    struct Connection {
        int descriptor = -1;
        std::array<std::uint8_t, request_octets> request{};
        std::size_t received = 0;
        std::chrono::steady_clock::time_point waiting_since;
    };

    void listen();
    void make_way() const;
    void accept_one();
    void serve(Connection& connection);
    void answer(Connection& connection);
    void drop_ended();
    void drop_longest_waiting();
    static void end(Connection& connection);

    StampKey key_;
    SigningServerOptions options_;
    int listener_ = -1;
    ino_t inode_ = 0;  // of our socket, so that we never remove another's
    std::vector<Connection> connections_;
};

}  // namespace domainsec::cli
