// How long a domainsec::asio::Stream waits for its peer.
#pragma once

#include <chrono>
#include <domainsec/error.hpp>
#include <string>

namespace domainsec::inline v1::asio {

/// How long an operation may take where the peer alone decides it.
struct StreamOptions {
    /// For async_handshake(), 1 ms to 1 h; then it ends with boost::asio::error::timed_out. Less
    /// than what RFC 5321 §4.5.3.2 grants a command, for no disk and no person is waited for.
    std::chrono::milliseconds handshake_timeout = std::chrono::seconds(60);
    /// For the end of a session, 1 ms to 1 h: how long async_shutdown() waits for the peer, and how
    /// long an alert may wait to be sent before the error that it tells of is reported anyway.
    std::chrono::milliseconds shutdown_timeout = std::chrono::seconds(5);

    /// Throws Error(invalid_argument) that names the field which is out of range.
    void check() const {
        check_one(handshake_timeout, "handshake_timeout");
        check_one(shutdown_timeout, "shutdown_timeout");
    }

  private:
    static void check_one(std::chrono::milliseconds time, const char* field) {
        if (time < std::chrono::milliseconds(1) || time > std::chrono::hours(1))
            throw Error(errc::invalid_argument,
                        std::to_string(time.count()) + " ms is not between 1 ms and 1 h", {}, 0,
                        field);
    }
};

}  // namespace domainsec::inline v1::asio
