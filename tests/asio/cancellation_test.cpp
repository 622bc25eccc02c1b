// Operations that are given up: by slot, by awaitable operators, by the socket; what stays whole.
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include "asio/streams.hpp"

namespace domainsec::test {
namespace {

const error_code aborted = net::error::operation_aborted;

// What arrives at `stream` until the peer's close_notify.
std::string everything(Connected& connected, TlsStream& stream, std::size_t most) {
    std::string room(most, '\0');
    Outcome read;
    net::async_read(stream, net::buffer(room), read.handler());
    run(connected.context);
    BOOST_TEST(read.error == error_code(net::error::eof));
    room.resize(read.octets);
    return room;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cancellation)

BOOST_AUTO_TEST_CASE(a_cancelled_read_loses_nothing_and_leaves_nothing_behind) {
    Connected connected;
    std::string room(5, '\0');
    for (const auto type : {net::cancellation_type::total, net::cancellation_type::partial,
                            net::cancellation_type::terminal}) {
        net::cancellation_signal signal;
        Outcome read;
        connected.server.async_read_some(
            net::buffer(room), net::bind_cancellation_slot(signal.slot(), read.handler()));
        work_off(connected.context);
        signal.emit(type);
        run(connected.context);
        BOOST_TEST(read.error == aborted);
    }
    Outcome written;
    Outcome read;
    net::async_write(connected.client, net::buffer("hello", 5), written.handler());
    net::async_read(connected.server, net::buffer(room), read.handler());
    run(connected.context);
    BOOST_TEST(read.error == error_code());
    BOOST_TEST(room == "hello");
}

BOOST_AUTO_TEST_CASE(a_cancelled_write_says_how_much_it_took_and_that_arrives) {
    Connected connected({}, true);
    const std::string sent = long_text(4 * 1024 * 1024);
    net::cancellation_signal signal;
    Outcome written;
    net::async_write(connected.client, net::buffer(sent),
                     net::bind_cancellation_slot(signal.slot(), written.handler()));
    work_off(connected.context);
    BOOST_TEST(!written.is_over);
    signal.emit(net::cancellation_type::terminal);
    run(connected.context);
    BOOST_TEST(written.error == aborted);
    BOOST_TEST(written.octets < sent.size());
    Outcome shut_down;
    connected.client.async_shutdown(shut_down.handler());
    const std::string received = everything(connected, connected.server, sent.size());
    BOOST_TEST((received == sent.substr(0, written.octets)));
    BOOST_TEST(shut_down.error == error_code());
}

BOOST_AUTO_TEST_CASE(a_write_that_has_begun_is_not_cancelled_without_effect) {
    Connected connected({}, true);
    const std::string sent = long_text(65536);
    net::cancellation_signal signal;
    Outcome outcomes[20];
    int count = 0;
    for (Outcome& each : outcomes) {
        ++count;
        connected.client.async_write_some(
            net::buffer(sent), net::bind_cancellation_slot(signal.slot(), each.handler()));
        work_off(connected.context);
        if (!each.is_over) break;
    }
    Outcome& last = outcomes[count - 1];
    BOOST_TEST_REQUIRE(!last.is_over);
    signal.emit(net::cancellation_type::total);
    work_off(connected.context);
    BOOST_TEST(!last.is_over);
    Outcome shut_down;
    connected.client.async_shutdown(shut_down.handler());
    everything(connected, connected.server, 20 * sent.size());
    BOOST_TEST(last.error == error_code());
}

BOOST_AUTO_TEST_CASE(a_cancelled_handshake_can_be_taken_up_again) {
    net::io_context context;
    Streams streams(context);
    net::cancellation_signal signal;
    Outcome outcome;
    streams.client.async_handshake(net::bind_cancellation_slot(signal.slot(), outcome.handler()));
    work_off(context);
    signal.emit(net::cancellation_type::terminal);
    run(context);
    BOOST_TEST(outcome.error == aborted);
    streams.shake_hands(context);
}

BOOST_AUTO_TEST_CASE(one_direction_is_cancelled_and_the_other_goes_on) {
    Connected connected({}, true);
    const std::string sent = long_text(1024 * 1024);
    std::string received(sent.size(), '\0');
    std::string room(100, '\0');
    net::cancellation_signal signal;
    Outcome written;
    Outcome cancelled;
    Outcome read;
    net::async_write(connected.client, net::buffer(sent), written.handler());
    connected.client.async_read_some(
        net::buffer(room), net::bind_cancellation_slot(signal.slot(), cancelled.handler()));
    work_off(connected.context);
    signal.emit(net::cancellation_type::all);
    work_off(connected.context);
    BOOST_TEST(cancelled.error == aborted);
    BOOST_TEST(!written.is_over);
    net::async_read(connected.server, net::buffer(received), read.handler());
    run(connected.context);
    BOOST_TEST(written.error == error_code());
    BOOST_TEST((received == sent));
}

BOOST_AUTO_TEST_CASE(a_read_survives_the_end_of_another_ones_interest) {
    // A shutdown that is cancelled stops the read of the wire; the pending read starts it again.
    Connected connected;
    std::string room(100, '\0');
    net::cancellation_signal signal;
    Outcome read;
    Outcome shut_down;
    connected.client.async_read_some(net::buffer(room), read.handler());
    connected.client.async_shutdown(
        net::bind_cancellation_slot(signal.slot(), shut_down.handler()));
    work_off(connected.context);
    signal.emit(net::cancellation_type::terminal);
    work_off(connected.context);
    BOOST_TEST(shut_down.error == aborted);
    BOOST_TEST(!read.is_over);
    Outcome at_server;
    connected.server.async_shutdown(at_server.handler());
    run(connected.context);
    BOOST_TEST(read.error == error_code(net::error::eof));
}

BOOST_AUTO_TEST_CASE(cancelling_the_socket_ends_what_waits_for_it) {
    Connected connected({}, true);
    const std::string sent = long_text(4 * 1024 * 1024);
    std::string room(100, '\0');
    Outcome read;
    Outcome written;
    connected.client.async_read_some(net::buffer(room), read.handler());
    net::async_write(connected.client, net::buffer(sent), written.handler());
    work_off(connected.context);
    connected.client.lowest_layer().cancel();
    run(connected.context);
    BOOST_TEST(read.error == aborted);
    BOOST_TEST(written.error == aborted);
}

BOOST_AUTO_TEST_CASE(closing_the_socket_ends_what_waits_for_it) {
    Connected connected;
    std::string room(100, '\0');
    Outcome read;
    connected.client.async_read_some(net::buffer(room), read.handler());
    work_off(connected.context);
    connected.client.lowest_layer().close();
    run(connected.context);
    BOOST_TEST(read.error == aborted);
}

BOOST_AUTO_TEST_CASE(a_timer_beside_a_read) {
    using namespace net::experimental::awaitable_operators;
    Connected connected;
    bool is_late = false;
    std::string line;
    const auto wait = [&]() -> net::awaitable<void> {
        net::steady_timer timer(connected.server.get_executor());
        timer.expires_after(std::chrono::milliseconds(20));
        const auto first =
            co_await (net::async_read_until(connected.server, net::dynamic_buffer(line), "\r\n",
                                            net::use_awaitable) ||
                      timer.async_wait(net::use_awaitable));
        is_late = first.index() == 1;
        timer.expires_after(std::chrono::seconds(20));
        co_await net::async_write(connected.client, net::buffer("NOOP\r\n", 6), net::use_awaitable);
        const auto second =
            co_await (net::async_read_until(connected.server, net::dynamic_buffer(line), "\r\n",
                                            net::use_awaitable) ||
                      timer.async_wait(net::use_awaitable));
        BOOST_TEST(second.index() == 0U);
    };
    net::co_spawn(connected.context, wait, [](const std::exception_ptr& thrown) {
        if (thrown) std::rethrow_exception(thrown);
    });
    run(connected.context);
    BOOST_TEST(is_late);
    BOOST_TEST(line == "NOOP\r\n");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace domainsec::test
