// SMTP's lines and data on any stream of Boost.Asio (RFC 5321 §2.3.8, §4.5.2), each wait limited in
// time. The same class speaks on the socket before STARTTLS and on the TLS stream after it.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/system/system_error.hpp>
#include <chrono>
#include <string>
#include <utility>

namespace asio_smtp {

namespace net = boost::asio;
using boost::system::error_code;

constexpr std::size_t longest_line = 2048;
constexpr std::size_t longest_message = 1024 * 1024;
/// RFC 5321 §4.5.3.2 grants minutes; on one machine seconds are enough.
constexpr auto patience = std::chrono::seconds(10);

template <class AsyncStream>
class Lines {
  public:
    explicit Lines(AsyncStream& stream) : stream_(stream) {}

    /// One line without its line end. Throws boost::system::system_error when it does not come.
    net::awaitable<std::string> read_line() {
        const std::size_t octets = co_await in_time([this](auto token) {
            return net::async_read_until(stream_, net::dynamic_buffer(unread_, longest_line),
                                         "\r\n", token);
        });
        std::string line = unread_.substr(0, octets - 2);
        unread_.erase(0, octets);
        co_return line;
    }

    /// The last line of a reply (RFC 5321 §4.2.1).
    net::awaitable<std::string> read_reply() {
        std::string line = co_await read_line();
        while (line.size() > 3 && line[3] == '-') line = co_await read_line();
        co_return line;
    }

    /// The data behind 354, up to the final dot.
    net::awaitable<std::string> read_data() {
        std::string message;
        for (std::string line = co_await read_line(); line != "."; line = co_await read_line()) {
            message += line.starts_with('.') ? line.substr(1) : line;
            message += "\r\n";
            if (message.size() > longest_message)
                throw boost::system::system_error(net::error::message_size, "message");
        }
        co_return message;
    }

    net::awaitable<void> write(std::string text) {
        co_await in_time([this, &text](auto token) {
            return net::async_write(stream_, net::buffer(text), token);
        });
    }

    /// What came behind the last line: after STARTTLS, and after its answer, it has to be nothing.
    const std::string& unread() const { return unread_; }

  private:
    /// Awaits an operation that gives a number of octets, or throws timed_out. The error is
    /// redirected, for operator|| waits until one side succeeds.
    template <class Start>
    net::awaitable<std::size_t> in_time(Start start) {
        using namespace net::experimental::awaitable_operators;
        net::steady_timer timer(stream_.get_executor(), patience);
        error_code error;
        const auto first = co_await (start(net::redirect_error(net::use_awaitable, error)) ||
                                     timer.async_wait(net::use_awaitable));
        if (first.index() == 1) error = net::error::timed_out;
        if (error) throw boost::system::system_error(error);
        co_return std::get<0>(first);
    }

    AsyncStream& stream_;
    std::string unread_;
};

}  // namespace asio_smtp
