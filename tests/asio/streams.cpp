// Two streams of domainsec::asio on two connected sockets.
#include "asio/streams.hpp"

#include <boost/test/unit_test.hpp>

namespace domainsec::test {
namespace {

constexpr auto limit = std::chrono::seconds(30);

Sockets sockets_of(net::io_context& context, bool is_narrow) {
    Sockets sockets(context);
    if (is_narrow) sockets.make_narrow();
    return sockets;
}

}  // namespace

Sockets::Sockets(net::io_context& context) : client(context), server(context) {
    tcp::acceptor acceptor(context, tcp::endpoint(net::ip::address_v4::loopback(), 0));
    client.connect(acceptor.local_endpoint());
    server = acceptor.accept();
    client.set_option(tcp::no_delay(true));
    server.set_option(tcp::no_delay(true));
}

void Sockets::make_narrow() {
    for (tcp::socket* socket : {&client, &server}) {
        socket->set_option(net::socket_base::send_buffer_size(16 * 1024));
        socket->set_option(net::socket_base::receive_buffer_size(16 * 1024));
    }
}

Streams::Streams(net::io_context& context, const asio::StreamOptions& options)
    : Streams(Sockets(context), options) {}

Streams::Streams(Sockets sockets, const asio::StreamOptions& options)
    : client(std::move(sockets.client), client_context()->connect(), options),
      server(std::move(sockets.server), server_context()->accept(), options) {}

void Streams::shake_hands(net::io_context& context) {
    Outcome at_client;
    Outcome at_server;
    client.async_handshake(at_client.handler());
    server.async_handshake(at_server.handler());
    run(context);
    BOOST_TEST_REQUIRE(at_client.error == error_code());
    BOOST_TEST_REQUIRE(at_server.error == error_code());
}

Connected::Connected(const asio::StreamOptions& options, bool is_narrow)
    : streams(sockets_of(context, is_narrow), options) {
    streams.shake_hands(context);
}

void run(net::io_context& context) {
    context.restart();
    context.run_for(limit);
    BOOST_TEST_REQUIRE(context.stopped());
}

void run_until(net::io_context& context, const bool& condition) {
    context.restart();
    const auto end = std::chrono::steady_clock::now() + limit;
    while (!condition && context.run_one_until(end) != 0) {
    }
    BOOST_TEST_REQUIRE(condition);
}

void work_off(net::io_context& context) {
    context.restart();
    while (context.poll() != 0) {
    }
}

std::string long_text(std::size_t octets) {
    std::string text(octets, '\0');
    std::uint32_t state = 1;
    for (char& each : text) {
        state = state * 1664525 + 1013904223;
        each = static_cast<char>(state >> 24);
    }
    return text;
}

}  // namespace domainsec::test
