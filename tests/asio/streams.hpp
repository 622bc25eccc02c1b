// Two streams of domainsec::asio on two connected sockets, and how their operations ended.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <domainsec/asio/stream.hpp>
#include <string>
#include <string_view>

#include "tls/exchange.hpp"

namespace domainsec::test {

namespace net = boost::asio;
using boost::system::error_code;
using net::ip::tcp;
using TlsStream = asio::Stream<tcp::socket>;

/// A connection on loopback.
struct Sockets {
    explicit Sockets(net::io_context& context);
    /// Small buffers in the kernel, so that a peer that does not read is soon felt.
    void make_narrow();

    tcp::socket client;
    tcp::socket server;
};

/// TLS on it, no octet exchanged.
struct Streams {
    explicit Streams(net::io_context& context, const asio::StreamOptions& options = {});
    explicit Streams(Sockets sockets, const asio::StreamOptions& options = {});
    /// Completes both handshakes.
    void shake_hands(net::io_context& context);

    TlsStream client;
    TlsStream server;
};

/// With the handshake complete.
struct Connected {
    explicit Connected(const asio::StreamOptions& options = {}, bool is_narrow = false);

    net::io_context context;
    Streams streams;
    TlsStream& client = streams.client;
    TlsStream& server = streams.server;
};

/// Works until nothing is left to do; more than 30 s of it fail the test.
void run(net::io_context& context);
/// Works until `condition` holds, with the same limit.
void run_until(net::io_context& context, const bool& condition);

/// Works until nothing can go on without a peer, or time.
void work_off(net::io_context& context);

/// How one operation ended. Must outlive it.
struct Outcome {
    bool is_over = false;
    error_code error;
    std::size_t octets = 0;

    auto handler() {
        return [this](const error_code& e, std::size_t n = 0) {
            is_over = true;
            error = e;
            octets = n;
        };
    }
};

/// Octets that differ from place to place.
std::string long_text(std::size_t octets);

}  // namespace domainsec::test
