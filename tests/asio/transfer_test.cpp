// Long transfers: both directions at once, slow readers, and how much waits meanwhile.
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include "asio/streams.hpp"

namespace domainsec::test {
namespace {

constexpr std::size_t megabyte = 1024 * 1024;

// Writes all of a text and counts what the stream has taken of it.
class Sender {
  public:
    Sender(TlsStream& stream, const std::string& text) : stream_(stream), text_(text) { next(); }
    std::size_t taken() const { return taken_; }

  private:
    void next() {
        stream_.async_write_some(net::buffer(text_) + taken_,
                                 [this](const error_code& error, std::size_t octets) {
                                     BOOST_TEST_REQUIRE(error == error_code());
                                     taken_ += octets;
                                     if (taken_ != text_.size()) next();
                                 });
    }

    TlsStream& stream_;
    const std::string& text_;
    std::size_t taken_ = 0;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(transfer)

BOOST_AUTO_TEST_CASE(twenty_megabytes_to_a_slow_reader_wait_with_the_sender) {
    // What the kernel holds on both sides, one write and one record under way: far below the whole.
    constexpr std::size_t most_under_way = megabyte;
    Connected connected({}, true);
    const std::string sent = long_text(20 * megabyte);
    Sender sender(connected.client, sent);
    std::string received(sent.size(), '\0');
    std::size_t most_waiting = 0;
    for (std::size_t octets = 0; octets != sent.size();) {
        work_off(connected.context);
        most_waiting = std::max(most_waiting, sender.taken() - std::min(sender.taken(), octets));
        BOOST_TEST_REQUIRE(connected.client.session().pending_output() == 0U);
        Outcome read;
        connected.server.async_read_some(net::buffer(received) + octets, read.handler());
        run_until(connected.context, read.is_over);
        BOOST_TEST_REQUIRE(read.error == error_code());
        octets += read.octets;
    }
    run(connected.context);
    BOOST_TEST_MESSAGE("at most " << most_waiting << " octets were under way");
    BOOST_TEST(most_waiting < most_under_way);
    BOOST_TEST((received == sent));
}

BOOST_AUTO_TEST_CASE(both_directions_at_once) {
    Connected connected({}, true);
    const std::string sent = long_text(4 * megabyte);
    std::string at_client(sent.size(), '\0');
    std::string at_server(sent.size(), '\0');
    Outcome outcomes[4];
    net::async_write(connected.client, net::buffer(sent), outcomes[0].handler());
    net::async_write(connected.server, net::buffer(sent), outcomes[1].handler());
    net::async_read(connected.client, net::buffer(at_client), outcomes[2].handler());
    net::async_read(connected.server, net::buffer(at_server), outcomes[3].handler());
    run(connected.context);
    for (const Outcome& each : outcomes) BOOST_TEST(each.octets == sent.size());
    BOOST_TEST((at_client == sent));
    BOOST_TEST((at_server == sent));
}

BOOST_AUTO_TEST_CASE(a_read_waits_while_a_write_is_stuck_and_is_served) {
    Connected connected({}, true);
    const std::string sent = long_text(4 * megabyte);
    Outcome stuck;
    net::async_write(connected.client, net::buffer(sent), stuck.handler());
    Outcome read;
    std::string room(100, '\0');
    connected.client.async_read_some(net::buffer(room), read.handler());
    Outcome answer;
    net::async_write(connected.server, net::buffer("hello", 5), answer.handler());
    run_until(connected.context, read.is_over);
    BOOST_TEST(room.substr(0, read.octets) == "hello");
    BOOST_TEST(!stuck.is_over);
    std::string received(sent.size(), '\0');
    Outcome received_all;
    net::async_read(connected.server, net::buffer(received), received_all.handler());
    run(connected.context);
    BOOST_TEST(stuck.octets == sent.size());
    BOOST_TEST((received == sent));
}

BOOST_AUTO_TEST_CASE(a_second_operation_of_a_kind_is_refused) {
    Connected connected;
    std::string room(100, '\0');
    Outcome first;
    Outcome second;
    connected.client.async_read_some(net::buffer(room), first.handler());
    connected.client.async_read_some(net::buffer(room), second.handler());
    run_until(connected.context, second.is_over);
    BOOST_TEST(second.error == error_code(net::error::already_started));
    error_code error;
    connected.client.read_some(net::buffer(room), error);
    BOOST_TEST(error == error_code(net::error::already_started));
    Outcome answer;
    net::async_write(connected.server, net::buffer("hello", 5), answer.handler());
    run(connected.context);
    BOOST_TEST(first.octets == 5U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace domainsec::test
