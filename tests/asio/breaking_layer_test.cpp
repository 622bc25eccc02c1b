// A next layer that fails at its first, second, third... operation: each time everything ends, with
// that error or a reason of its own, and nothing is delivered that was not sent.
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include "asio/streams.hpp"

namespace domainsec::test {
namespace {

// Counts operations, and gives `error` from the last that it allows on. Writes one octet of three.
class BreakingLayer {
  public:
    using executor_type = tcp::socket::executor_type;

    BreakingLayer(tcp::socket socket, int allowed) : socket_(std::move(socket)), left_(allowed) {}
    executor_type get_executor() noexcept { return socket_.get_executor(); }
    bool has_broken() const noexcept { return left_ < 0; }

    template <class Buffers, class Handler>
    void async_read_some(const Buffers& to, Handler handler) {
        if (left_-- > 0) return socket_.async_read_some(to, std::move(handler));
        fail(std::move(handler));
    }
    template <class Buffers, class Handler>
    void async_write_some(const Buffers& from, Handler handler) {
        const std::size_t part = (net::buffer_size(from) + 2) / 3;
        if (left_-- > 0)
            return socket_.async_write_some(net::buffer(from, part), std::move(handler));
        fail(std::move(handler));
    }
    void close() {
        error_code ignored;
        socket_.close(ignored);
    }

  private:
    template <class Handler>
    void fail(Handler handler) {
        const auto executor = net::get_associated_executor(handler, get_executor());
        net::post(executor, [handler = std::move(handler)]() mutable {
            handler(error_code(net::error::no_buffer_space), 0);
        });
    }

    tcp::socket socket_;
    int left_;
};

using BrokenStream = asio::Stream<BreakingLayer>;

// Handshake, question, answer, shutdown; stops at the first error.
class Client {
  public:
    explicit Client(BrokenStream& stream) : stream_(stream) {
        stream_.async_handshake([this](const error_code& failed) {
            if (!is_over(failed)) ask();
        });
    }
    error_code error;
    bool has_ended = false;
    std::string answer = std::string(5, '\0');

  private:
    void ask() {
        net::async_write(stream_, net::buffer("hello", 5),
                         [this](const error_code& failed, std::size_t) {
                             if (!is_over(failed)) listen();
                         });
    }
    void listen() {
        net::async_read(stream_, net::buffer(answer),
                        [this](const error_code& failed, std::size_t octets) {
                            answer.resize(octets);
                            if (!is_over(failed)) end();
                        });
    }
    void end() {
        stream_.async_shutdown([this](const error_code& failed) {
            is_over(failed);
            has_ended = true;
        });
    }
    bool is_over(const error_code& failed) {
        error = failed;
        has_ended = failed.failed();
        return has_ended;
    }

    BrokenStream& stream_;
};

// Answers one question, until the end of the connection.
class Server {
  public:
    explicit Server(TlsStream& stream) : stream_(stream) {
        stream_.async_handshake([this](const error_code& error) {
            if (!error) listen();
        });
    }

  private:
    void listen() {
        stream_.async_read_some(net::buffer(room_),
                                [this](const error_code& error, std::size_t octets) {
                                    if (!error) answer(octets);
                                });
    }
    void answer(std::size_t octets) {
        net::async_write(stream_, net::buffer(room_.data(), octets),
                         [this](const error_code& error, std::size_t) {
                             if (!error) listen();
                         });
    }

    TlsStream& stream_;
    std::string room_ = std::string(100, '\0');
};

// True when the layer did not have to break.
bool talk_with(int allowed_operations) {
    net::io_context context;
    Sockets sockets(context);
    std::optional<BrokenStream> stream(std::in_place,
                                       BreakingLayer(std::move(sockets.client), allowed_operations),
                                       client_context()->connect());
    TlsStream peer(std::move(sockets.server), server_context()->accept());
    Client client(*stream);
    const Server server(peer);
    run_until(context, client.has_ended);
    const bool has_broken = stream->next_layer().has_broken();
    if (!has_broken) BOOST_TEST(client.error == error_code());
    if (has_broken) BOOST_TEST(client.error == error_code(net::error::no_buffer_space));
    if (!client.error) BOOST_TEST(client.answer == "hello");
    stream.reset();
    run(context);
    return !has_broken;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(breaking_layer)

BOOST_AUTO_TEST_CASE(breaks_at_every_operation_in_turn) {
    int allowed = 0;
    while (!talk_with(allowed)) {
        ++allowed;
        BOOST_TEST_REQUIRE(allowed < 200);
    }
    BOOST_TEST_MESSAGE(allowed << " operations in a whole conversation");
    BOOST_TEST(allowed > 10);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace domainsec::test
