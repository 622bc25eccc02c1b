// Every way in which Boost.Asio's operations are called: coroutines, callbacks, futures, blocking.
#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>
#include <thread>

#include "asio/streams.hpp"

namespace domainsec::test {
namespace {

net::awaitable<void> echo(TlsStream& stream) {
    co_await stream.async_handshake(net::use_awaitable);
    std::array<char, 4096> room{};
    error_code error;
    for (;;) {
        const std::size_t octets = co_await stream.async_read_some(
            net::buffer(room), net::redirect_error(net::use_awaitable, error));
        if (error) break;
        co_await net::async_write(stream, net::buffer(room, octets), net::use_awaitable);
    }
    BOOST_TEST(error == error_code(net::error::eof));
    co_await stream.async_shutdown(net::use_awaitable);
}

net::awaitable<void> ask(TlsStream& stream, const std::string& question, std::size_t piece) {
    co_await stream.async_handshake(net::use_awaitable);
    BOOST_TEST((stream.facts() != nullptr));
    std::string answer(question.size(), '\0');
    for (std::size_t begin = 0; begin < question.size(); begin += piece) {
        const std::size_t octets = std::min(piece, question.size() - begin);
        co_await net::async_write(stream, net::buffer(question.data() + begin, octets),
                                  net::use_awaitable);
        co_await net::async_read(stream, net::buffer(answer.data() + begin, octets),
                                 net::use_awaitable);
    }
    BOOST_TEST((answer == question));
    co_await stream.async_shutdown(net::use_awaitable);
}

void rethrow(const std::exception_ptr& thrown) {
    if (thrown) std::rethrow_exception(thrown);
}

// The client asks in one case, the server in the other.
void echo_between(bool client_asks, const std::string& question, std::size_t piece) {
    net::io_context context;
    Streams streams(context);
    TlsStream& asks = client_asks ? streams.client : streams.server;
    TlsStream& answers = client_asks ? streams.server : streams.client;
    net::co_spawn(context, ask(asks, question, piece), rethrow);
    net::co_spawn(context, echo(answers), rethrow);
    run(context);
    BOOST_TEST(asks.session().peer_closed());
    BOOST_TEST(answers.session().peer_closed());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(styles)

BOOST_AUTO_TEST_CASE(coroutines_where_the_client_asks) {
    echo_between(true, long_text(200'000), 70'000);
}

BOOST_AUTO_TEST_CASE(coroutines_where_the_server_asks) {
    echo_between(false, long_text(200'000), 70'000);
}

BOOST_AUTO_TEST_CASE(many_small_writes) {
    echo_between(true, long_text(2'000), 1);
}

BOOST_AUTO_TEST_CASE(callbacks) {
    Connected connected;
    std::string line;
    Outcome written;
    Outcome read;
    const std::string sent = "EHLO mx1.fabrikam.example\r\n";
    net::async_write(connected.client, net::buffer(sent), written.handler());
    net::async_read_until(connected.server, net::dynamic_buffer(line), "\r\n", read.handler());
    run(connected.context);
    BOOST_TEST(written.octets == sent.size());
    BOOST_TEST(line == sent);
}

BOOST_AUTO_TEST_CASE(futures) {
    net::io_context context;
    Streams streams(context);
    auto work = net::make_work_guard(context);
    std::thread thread([&] { context.run(); });
    auto at_server = streams.server.async_handshake(net::use_future);
    streams.client.async_handshake(net::use_future).get();
    at_server.get();
    std::array<char, 5> room{};
    auto read = net::async_read(streams.server, net::buffer(room), net::use_future);
    net::async_write(streams.client, net::buffer("hello", 5), net::use_future).get();
    BOOST_TEST(read.get() == room.size());
    work.reset();
    thread.join();
    BOOST_TEST(std::string_view(room.data(), room.size()) == "hello");
}

BOOST_AUTO_TEST_CASE(blocking) {
    net::io_context context;
    Streams streams(context);
    std::string received(100'000, '\0');
    std::thread peer([&] {
        streams.server.handshake();
        net::read(streams.server, net::buffer(received));
        error_code error;
        streams.server.read_some(net::buffer(received.data(), 1), error);
        BOOST_TEST(error == error_code(net::error::eof));
        streams.server.shutdown();
    });
    const std::string sent = long_text(100'000);
    streams.client.handshake();
    net::write(streams.client, net::buffer(sent));
    streams.client.shutdown();
    peer.join();
    BOOST_TEST((received == sent));
    BOOST_CHECK_THROW(streams.client.write_some(net::buffer("x", 1)), boost::system::system_error);
}

BOOST_AUTO_TEST_CASE(handlers_run_on_their_own_executor) {
    Connected connected;
    net::strand<net::io_context::executor_type> strand(connected.context.get_executor());
    bool is_there = false;
    std::array<char, 5> room{};
    net::async_read(connected.server, net::buffer(room),
                    net::bind_executor(strand, [&](const error_code&, std::size_t) {
                        is_there = strand.running_in_this_thread();
                    }));
    Outcome written;
    net::async_write(connected.client, net::buffer("hello", 5), written.handler());
    run(connected.context);
    BOOST_TEST(is_there);
}

BOOST_AUTO_TEST_CASE(a_reference_leaves_the_socket_open) {
    net::io_context context;
    Sockets sockets(context);
    {
        const asio::Stream<tcp::socket&> stream(sockets.client, client_context()->connect());
        BOOST_TEST(&stream.lowest_layer() == &sockets.client);
    }
    BOOST_TEST(sockets.client.is_open());
}

BOOST_AUTO_TEST_CASE(buffers_in_pieces_become_one_record) {
    Connected connected;
    const std::string sent = "one two three";
    const std::array<net::const_buffer, 4> pieces{net::buffer(sent.data(), 4), net::const_buffer(),
                                                  net::buffer(sent.data() + 4, 4),
                                                  net::buffer(sent.data() + 8, 5)};
    Outcome written;
    Outcome read;
    std::string room(100, '\0');
    connected.client.async_write_some(pieces, written.handler());
    connected.server.async_read_some(net::buffer(room), read.handler());
    run(connected.context);
    BOOST_TEST(written.octets == sent.size());
    BOOST_TEST(room.substr(0, read.octets) == sent);
}

BOOST_AUTO_TEST_CASE(empty_buffers_end_at_once) {
    Connected connected;
    Outcome written;
    Outcome read;
    connected.client.async_write_some(net::const_buffer(), written.handler());
    connected.client.async_read_some(net::mutable_buffer(), read.handler());
    BOOST_TEST(!written.is_over);
    BOOST_TEST(!read.is_over);
    run(connected.context);
    BOOST_TEST(written.error == error_code());
    BOOST_TEST(read.error == error_code());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace domainsec::test
