// Peers that do not keep to the protocol: garbage, injected plaintext, alerts that must be seen.
#include <array>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include "asio/streams.hpp"

namespace domainsec::test {
namespace {

constexpr std::uint8_t alert_record = 21;

// What a plain socket receives until the other end has nothing more to say.
Bytes received_by(net::io_context& context, tcp::socket& socket, std::size_t octets) {
    Bytes room(octets);
    Outcome read;
    net::async_read(socket, net::buffer(room), read.handler());
    run_until(context, read.is_over);
    room.resize(read.octets);
    return room;
}

// A server's stream whose client is a bare socket.
struct BareClient {
    explicit BareClient(ByteView left_over = {})
        : socket(std::move(sockets.client)),
          server(std::move(sockets.server), server_context()->accept({.leftover = left_over})) {}

    net::io_context context;
    Sockets sockets{context};
    tcp::socket socket;
    TlsStream server;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(hostile)

BOOST_AUTO_TEST_CASE(garbage_fails_the_handshake_and_is_answered_with_an_alert) {
    BareClient bare;
    Outcome outcome;
    bare.server.async_handshake(outcome.handler());
    net::write(bare.socket, net::buffer("EHLO mx1.fabrikam.example\r\n", 27));
    run_until(bare.context, outcome.is_over);
    BOOST_TEST(outcome.error == make_error_code(SessionFailureReason::handshake_failed));
    // The alert had left when the error was reported: a close now does not lose it.
    bare.server.next_layer().close();
    const Bytes answer = received_by(bare.context, bare.socket, 7);
    BOOST_TEST_REQUIRE(answer.size() == 7U);
    BOOST_TEST(answer.front() == alert_record);
}

BOOST_AUTO_TEST_CASE(a_client_in_the_place_of_the_server_fails) {
    net::io_context context;
    Sockets sockets(context);
    TlsStream one(std::move(sockets.client), client_context()->connect());
    TlsStream other(std::move(sockets.server), client_context()->connect());
    Outcome outcomes[2];
    one.async_handshake(outcomes[0].handler());
    other.async_handshake(outcomes[1].handler());
    run(context);
    for (const Outcome& each : outcomes) {
        const bool is_tls_failure = each.error.category() == asio::error_category();
        BOOST_TEST(is_tls_failure, each.error.message());
    }
}

BOOST_AUTO_TEST_CASE(plaintext_behind_starttls_fails_before_an_octet_is_exchanged) {
    const std::string received = "STARTTLS\r\nMAIL FROM:<forged@fabrikam.example>\r\n";
    const std::size_t line = received.find('\n') + 1;
    BareClient bare(asio::leftover(net::buffer(received), line));
    Outcome outcome;
    bare.server.async_handshake(outcome.handler());
    BOOST_TEST(!outcome.is_over);
    run(bare.context);
    BOOST_TEST(outcome.error == make_error_code(SessionFailureReason::plaintext_injected));
    BOOST_TEST(bare.socket.available() == 0U);
}

BOOST_AUTO_TEST_CASE(nothing_left_over_is_no_injection) {
    BOOST_TEST(asio::leftover(net::buffer("STARTTLS\r\n", 10), 10).empty());
    BOOST_TEST(asio::leftover(net::const_buffer(), 0).empty());
}

BOOST_AUTO_TEST_CASE(plaintext_inside_the_session_fails_it) {
    Connected connected;
    std::string room(100, '\0');
    Outcome at_server;
    Outcome at_client;
    connected.server.async_read_some(net::buffer(room), at_server.handler());
    net::write(connected.client.next_layer(), net::buffer("MAIL FROM:<forged@example>\r\n", 28));
    connected.client.async_read_some(net::buffer(room), at_client.handler());
    run(connected.context);
    BOOST_TEST(at_server.error == make_error_code(SessionFailureReason::protocol_error));
    BOOST_TEST(at_server.octets == 0U);
    BOOST_TEST(at_client.error == make_error_code(SessionFailureReason::peer_alert));
}

BOOST_AUTO_TEST_CASE(a_write_after_the_failure_has_its_reason) {
    Connected connected;
    std::string room(100, '\0');
    Outcome read;
    connected.server.async_read_some(net::buffer(room), read.handler());
    net::write(connected.client.next_layer(), net::buffer("XXXXXXXXXXXXXXXX", 16));
    run(connected.context);
    Outcome written;
    connected.server.async_write_some(net::buffer(room), written.handler());
    run(connected.context);
    BOOST_TEST(written.error == read.error);
}

BOOST_AUTO_TEST_CASE(an_alert_that_nobody_takes_does_not_hold_up_the_error) {
    asio::StreamOptions options;
    options.shutdown_timeout = std::chrono::milliseconds(50);
    Connected connected(options, true);
    // The way to the client is full, so the alert cannot leave.
    const std::string sent = long_text(4 * 1024 * 1024);
    Outcome written;
    net::async_write(connected.server, net::buffer(sent), written.handler());
    work_off(connected.context);
    net::write(connected.client.next_layer(), net::buffer("XXXXXXXXXXXXXXXX", 16));
    std::string room(100, '\0');
    Outcome read;
    connected.server.async_read_some(net::buffer(room), read.handler());
    run_until(connected.context, read.is_over);
    BOOST_TEST(read.error == make_error_code(SessionFailureReason::protocol_error));
    BOOST_TEST(!written.is_over);
    connected.client.next_layer().close();
    run(connected.context);
    BOOST_TEST(written.is_over);
}

BOOST_AUTO_TEST_CASE(a_client_hello_in_single_octets) {
    net::io_context context;
    Sockets sockets(context);
    TlsStream server(std::move(sockets.server), server_context()->accept());
    Session client = client_context()->connect();
    Outcome outcome;
    server.async_handshake(outcome.handler());
    for (const std::uint8_t octet : client.take_output()) {
        net::write(sockets.client, net::buffer(&octet, 1));
        work_off(context);
    }
    std::array<std::uint8_t, 4096> room{};
    while (client.state() == SessionState::handshaking) {
        const std::size_t octets = sockets.client.read_some(net::buffer(room));
        client.receive({room.data(), octets});
    }
    net::write(sockets.client, net::buffer(client.take_output()));
    run(context);
    BOOST_TEST(outcome.error == error_code());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace domainsec::test
