// Streams and event loops that go away while operations are in progress.
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>
#include <memory>
#include <optional>

#include "asio/streams.hpp"

namespace domainsec::test {
namespace {

const error_code aborted = net::error::operation_aborted;

}  // namespace

BOOST_AUTO_TEST_SUITE(lifetime)

BOOST_AUTO_TEST_CASE(a_stream_that_goes_away_ends_its_operations) {
    Connected connected({}, true);
    const std::string sent = long_text(4 * 1024 * 1024);
    std::string room(100, '\0');
    Outcome read;
    Outcome written;
    Outcome shut_down;
    {
        TlsStream stream = std::move(connected.client);
        stream.async_read_some(net::buffer(room), read.handler());
        net::async_write(stream, net::buffer(sent), written.handler());
        work_off(connected.context);
        stream.async_shutdown(shut_down.handler());
    }
    BOOST_TEST(!read.is_over);
    // async_write() itself holds a reference to the stream, as with every stream of Boost.Asio; its
    // parts end with an error, so it does not use it again.
    run(connected.context);
    BOOST_TEST(read.error == aborted);
    BOOST_TEST(written.error == aborted);
    BOOST_TEST(shut_down.error == aborted);
}

BOOST_AUTO_TEST_CASE(a_handshake_whose_stream_goes_away) {
    net::io_context context;
    std::optional<Streams> streams(std::in_place, context);
    Outcome outcome;
    streams->server.async_handshake(outcome.handler());
    work_off(context);
    streams.reset();
    run(context);
    BOOST_TEST(outcome.error == aborted);
}

BOOST_AUTO_TEST_CASE(a_stream_moves_while_it_reads) {
    Connected connected;
    std::string room(100, '\0');
    Outcome read;
    connected.server.async_read_some(net::buffer(room), read.handler());
    TlsStream moved = std::move(connected.server);
    Outcome written;
    net::async_write(connected.client, net::buffer("hello", 5), written.handler());
    run(connected.context);
    BOOST_TEST(room.substr(0, read.octets) == "hello");
    connected.server = std::move(moved);
    BOOST_TEST((connected.server.facts() != nullptr));
}

BOOST_AUTO_TEST_CASE(an_assigned_stream_ends_the_operations_of_the_former_one) {
    // Declared first: its event loop has to outlive the stream that moves.
    Connected other;
    Connected connected;
    std::string room(100, '\0');
    Outcome read;
    connected.server.async_read_some(net::buffer(room), read.handler());
    work_off(connected.context);
    connected.server = std::move(other.server);
    run(connected.context);
    BOOST_TEST(read.error == aborted);
}

BOOST_AUTO_TEST_CASE(a_handler_may_destroy_its_stream) {
    Connected connected;
    auto stream = std::make_unique<TlsStream>(std::move(connected.server));
    std::string room(100, '\0');
    bool is_over = false;
    stream->async_read_some(net::buffer(room), [&](const error_code&, std::size_t) {
        stream.reset();
        is_over = true;
    });
    Outcome written;
    net::async_write(connected.client, net::buffer("hello", 5), written.handler());
    run(connected.context);
    BOOST_TEST(is_over);
}

BOOST_AUTO_TEST_CASE(an_event_loop_that_goes_away_frees_streams_owned_by_their_handlers) {
    bool was_called = false;
    std::weak_ptr<TlsStream> watched;
    {
        net::io_context context;
        Sockets sockets(context);
        auto stream =
            std::make_shared<TlsStream>(std::move(sockets.server), server_context()->accept());
        watched = stream;
        TlsStream& server = *stream;
        server.async_handshake(
            [owned = std::move(stream), &was_called](const error_code&) { was_called = true; });
        work_off(context);
        BOOST_TEST(!watched.expired());
    }
    BOOST_TEST(watched.expired());
    BOOST_TEST(!was_called);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace domainsec::test
