// How a session ends: close_notify both ways, a peer that just closes, truncation (RFC 8446 §6.1).
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include "asio/streams.hpp"

namespace domainsec::test {
namespace {

asio::StreamOptions hasty() {
    asio::StreamOptions options;
    options.handshake_timeout = std::chrono::milliseconds(50);
    options.shutdown_timeout = std::chrono::milliseconds(50);
    return options;
}

// Reads once from `stream` and says how that ended.
error_code read_error(Connected& connected, TlsStream& stream) {
    std::string room(100, '\0');
    Outcome read;
    stream.async_read_some(net::buffer(room), read.handler());
    run_until(connected.context, read.is_over);
    return read.error;
}

error_code shutdown_error(Connected& connected, TlsStream& stream) {
    Outcome outcome;
    stream.async_shutdown(outcome.handler());
    run_until(connected.context, outcome.is_over);
    return outcome.error;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(end)

BOOST_AUTO_TEST_CASE(both_shut_down) {
    Connected connected;
    Outcome at_client;
    Outcome at_server;
    connected.client.async_shutdown(at_client.handler());
    connected.server.async_shutdown(at_server.handler());
    run(connected.context);
    BOOST_TEST(at_client.error == error_code());
    BOOST_TEST(at_server.error == error_code());
    BOOST_TEST(connected.client.session().peer_closed());
    BOOST_TEST(connected.server.session().peer_closed());
}

BOOST_AUTO_TEST_CASE(a_read_in_progress_ends_with_eof) {
    Connected connected;
    std::string room(100, '\0');
    Outcome read;
    Outcome shut_down;
    connected.server.async_read_some(net::buffer(room), read.handler());
    connected.client.async_shutdown(shut_down.handler());
    run(connected.context);
    BOOST_TEST(read.error == error_code(net::error::eof));
    BOOST_TEST(shut_down.error == error_code());
}

BOOST_AUTO_TEST_CASE(our_own_read_in_progress_ends_too) {
    Connected connected;
    std::string room(100, '\0');
    Outcome ours;
    Outcome theirs;
    Outcome shut_down;
    connected.client.async_read_some(net::buffer(room), ours.handler());
    connected.client.async_shutdown(shut_down.handler());
    connected.server.async_read_some(net::buffer(room), theirs.handler());
    run(connected.context);
    BOOST_TEST(ours.error == error_code(net::error::eof));
    BOOST_TEST(theirs.error == error_code(net::error::eof));
    BOOST_TEST(shut_down.error == error_code());
}

BOOST_AUTO_TEST_CASE(what_was_sent_before_arrives_before) {
    Connected connected;
    std::string room(100, '\0');
    Outcome written;
    Outcome shut_down;
    Outcome read;
    net::async_write(connected.client, net::buffer("QUIT", 4), written.handler());
    connected.client.async_shutdown(shut_down.handler());
    net::async_read(connected.server, net::buffer(room), read.handler());
    run(connected.context);
    BOOST_TEST(written.error == error_code());
    BOOST_TEST(read.error == error_code(net::error::eof));
    BOOST_TEST(room.substr(0, read.octets) == "QUIT");
}

BOOST_AUTO_TEST_CASE(a_peer_that_just_closes_after_ours_is_fine) {
    Connected connected;
    Outcome shut_down;
    connected.server.async_shutdown(shut_down.handler());
    work_off(connected.context);
    connected.client.next_layer().close();
    run(connected.context);
    BOOST_TEST(shut_down.error == error_code());
}

BOOST_AUTO_TEST_CASE(a_peer_that_sends_on_is_not_heard) {
    Connected connected;
    Outcome written;
    Outcome shut_down;
    Outcome at_client;
    net::async_write(connected.client, net::buffer(long_text(100'000)), written.handler());
    connected.server.async_shutdown(shut_down.handler());
    connected.client.async_shutdown(at_client.handler());
    run(connected.context);
    BOOST_TEST(shut_down.error == error_code());
    std::string room(100, '\0');
    BOOST_TEST(read_error(connected, connected.server) == error_code(net::error::eof));
}

BOOST_AUTO_TEST_CASE(a_peer_that_stays_silent_is_not_waited_for) {
    Connected connected(hasty());
    Outcome shut_down;
    connected.server.async_shutdown(shut_down.handler());
    run(connected.context);
    BOOST_TEST(shut_down.error == error_code(net::error::timed_out));
}

BOOST_AUTO_TEST_CASE(closing_without_close_notify_is_truncation) {
    Connected connected;
    Outcome written;
    net::async_write(connected.client, net::buffer("half a mess", 11), written.handler());
    run(connected.context);
    connected.client.next_layer().close();
    std::string room(100, '\0');
    Outcome read;
    net::async_read(connected.server, net::buffer(room), read.handler());
    run(connected.context);
    BOOST_TEST(read.octets == 11U);
    BOOST_TEST(read.error == make_error_code(SessionFailureReason::truncated));
    BOOST_TEST(shutdown_error(connected, connected.server) == read.error);
    BOOST_TEST(read_error(connected, connected.server) == read.error);
}

BOOST_AUTO_TEST_CASE(nothing_is_written_after_the_end) {
    Connected connected;
    Outcome at_client;
    connected.client.async_shutdown(at_client.handler());
    BOOST_TEST(read_error(connected, connected.server) == error_code(net::error::eof));
    run(connected.context);
    for (TlsStream* stream : {&connected.client, &connected.server}) {
        Outcome written;
        stream->async_write_some(net::buffer("secret", 6), written.handler());
        run(connected.context);
        BOOST_TEST(written.error == error_code(net::error::shut_down));
        BOOST_TEST(written.octets == 0U);
    }
    BOOST_TEST(connected.server.next_layer().available() == 0U);
    BOOST_TEST(connected.client.next_layer().available() == 0U);
}

BOOST_AUTO_TEST_CASE(a_peer_that_closes_during_a_write_ends_it) {
    Connected connected({}, true);
    const std::string sent = long_text(4 * 1024 * 1024);
    Outcome written;
    net::async_write(connected.client, net::buffer(sent), written.handler());
    work_off(connected.context);
    BOOST_TEST(!written.is_over);
    connected.server.next_layer().close();
    run(connected.context);
    const bool is_end =
        written.error == net::error::connection_reset || written.error == net::error::broken_pipe;
    BOOST_TEST(is_end, written.error.message());
    BOOST_TEST(written.octets < sent.size());
    BOOST_TEST(shutdown_error(connected, connected.client) != error_code());
}

BOOST_AUTO_TEST_CASE(before_the_handshake_nothing_flows) {
    net::io_context context;
    Streams streams(context);
    std::string room(100, '\0');
    Outcome read;
    Outcome written;
    streams.client.async_read_some(net::buffer(room), read.handler());
    streams.client.async_write_some(net::buffer(room), written.handler());
    run(context);
    BOOST_TEST(read.error == error_code(net::error::not_connected));
    BOOST_TEST(written.error == error_code(net::error::not_connected));
    BOOST_TEST((streams.client.facts() == nullptr));
}

BOOST_AUTO_TEST_CASE(a_handshake_with_a_silent_peer_is_limited) {
    net::io_context context;
    Streams streams(context, hasty());
    Outcome outcome;
    streams.server.async_handshake(outcome.handler());
    run(context);
    BOOST_TEST(outcome.error == error_code(net::error::timed_out));
}

BOOST_AUTO_TEST_CASE(options_out_of_range_are_refused) {
    asio::StreamOptions options;
    options.handshake_timeout = std::chrono::milliseconds(1);
    options.shutdown_timeout = std::chrono::milliseconds(1);
    net::io_context context;
    BOOST_CHECK_NO_THROW(options.check());
    options.handshake_timeout = std::chrono::milliseconds(0);
    BOOST_CHECK_THROW(Streams(context, options), Error);
    options = {};
    options.shutdown_timeout = std::chrono::hours(2);
    BOOST_CHECK_THROW(Streams(context, options), Error);
}

BOOST_AUTO_TEST_CASE(every_failure_has_an_error_of_its_own) {
    BOOST_TEST(std::string_view(asio::error_category().name()) == "domainsec.tls");
    const error_code truncated = make_error_code(SessionFailureReason::truncated);
    BOOST_TEST((truncated == SessionFailureReason::truncated));
    BOOST_TEST((truncated != SessionFailureReason::peer_alert));
    BOOST_TEST(truncated.message().find("close_notify") != std::string::npos);
    BOOST_TEST(make_error_code(SessionFailureReason::plaintext_injected).failed());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace domainsec::test
