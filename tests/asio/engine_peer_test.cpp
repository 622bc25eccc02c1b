// What only a peer of another kind does: it refuses a certificate late, changes keys in the middle
// of a write (RFC 8446 §4.6.3), or wants to negotiate again.
#include <array>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include "asio/streams.hpp"
#include "tls/engine_peer.hpp"

namespace domainsec::test {
namespace {

// A client's stream whose server is the bare engine.
class EngineServer {
  public:
    explicit EngineServer(const PeerBehaviour& behaviour)
        : peer(EnginePeer::server(with_identity(behaviour))) {
        sockets_.make_narrow();
        stream.emplace(std::move(sockets_.client), client_context()->connect());
    }

    /// Lets both work until `condition` holds.
    void work_until(const bool& condition, bool peer_reads = true) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
        while (!condition && std::chrono::steady_clock::now() < end) {
            work_off(context);
            const Bytes output = peer.take_output();
            if (!output.empty()) net::write(sockets_.server, net::buffer(output));
            if (peer_reads && sockets_.server.available() != 0) read_some();
        }
        BOOST_TEST_REQUIRE(condition);
    }
    void shake_hands() {
        Outcome outcome;
        stream->async_handshake(outcome.handler());
        work_until(outcome.is_over);
        BOOST_TEST_REQUIRE(outcome.error == error_code());
    }
    /// What arrives in plaintext, until there are `octets` of it.
    std::string received(std::size_t octets) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
        std::string all;
        while (all.size() < octets && std::chrono::steady_clock::now() < end) {
            work_off(context);
            if (sockets_.server.available() != 0) read_some();
            all += text_from(peer.take_plaintext());
        }
        BOOST_TEST(peer.thrown() == "");
        return all;
    }

  private:
    static PeerBehaviour with_identity(PeerBehaviour behaviour) {
        behaviour.identity = server_identity();
        return behaviour;
    }
    void read_some() {
        std::array<std::uint8_t, 16384> room{};
        const std::size_t octets = sockets_.server.read_some(net::buffer(room));
        peer.receive({room.data(), octets});
    }

  public:
    net::io_context context;

  private:
    Sockets sockets_{context};

  public:
    EnginePeer peer;
    std::optional<TlsStream> stream;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(engine_peer)

BOOST_AUTO_TEST_CASE(a_certificate_that_is_refused_late) {
    PeerBehaviour behaviour;
    behaviour.refuses_certificate_with = Botan::TLS::AlertType::UnknownCA;
    EngineServer server(behaviour);
    server.shake_hands();
    std::string room(100, '\0');
    Outcome read;
    server.stream->async_read_some(net::buffer(room), read.handler());
    server.work_until(read.is_over);
    BOOST_TEST(read.error == make_error_code(SessionFailureReason::peer_rejected_certificate));
    BOOST_TEST(server.stream->session().failure()->alert == "unknown_ca");
}

BOOST_AUTO_TEST_CASE(keys_change_while_a_write_is_stuck) {
    EngineServer server({});
    server.shake_hands();
    const std::string sent = long_text(4 * 1024 * 1024);
    std::string room(100, '\0');
    Outcome written;
    Outcome read;
    net::async_write(*server.stream, net::buffer(sent), written.handler());
    server.stream->async_read_some(net::buffer(room), read.handler());
    work_off(server.context);
    server.peer.channel().update_traffic_keys(true);
    server.peer.channel().send(std::string_view("hello"));
    server.work_until(read.is_over, false);
    BOOST_TEST(room.substr(0, read.octets) == "hello");
    BOOST_TEST(!written.is_over);
    BOOST_TEST((server.received(sent.size()) == sent));
    server.work_until(written.is_over);
    BOOST_TEST(written.error == error_code());
}

BOOST_AUTO_TEST_CASE(renegotiation_ends_read_and_write) {
    PeerBehaviour behaviour;
    behaviour.tls12_only = true;
    EngineServer server(behaviour);
    server.shake_hands();
    std::string room(100, '\0');
    Outcome read;
    server.stream->async_read_some(net::buffer(room), read.handler());
    server.peer.channel().renegotiate(true);
    server.work_until(read.is_over);
    BOOST_TEST(read.error == make_error_code(SessionFailureReason::protocol_error));
    Outcome written;
    server.stream->async_write_some(net::buffer(room), written.handler());
    server.work_until(written.is_over);
    BOOST_TEST(written.error == read.error);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace domainsec::test
