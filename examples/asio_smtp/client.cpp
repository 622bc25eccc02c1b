// The sending side: STARTTLS with our certificate, the route's verdict, one message.
#include "asio_smtp/client.hpp"

#include <domainsec/asio/stream.hpp>
#include <domainsec/bytes.hpp>
#include <stdexcept>
#include <string_view>

namespace asio_smtp {
namespace {

using net::ip::tcp;
using TlsStream = domainsec::asio::Stream<tcp::socket>;

constexpr const char* destination = "contoso.example";
constexpr const char* server_host = "edge1.contoso.example";

template <class AsyncStream>
net::awaitable<void> expect(Lines<AsyncStream>& lines, char first_digit) {
    const std::string reply = co_await lines.read_reply();
    if (!reply.starts_with(first_digit)) throw std::runtime_error("the server said: " + reply);
}

template <class AsyncStream>
net::awaitable<void> ask(Lines<AsyncStream>& lines, std::string command, char first_digit = '2') {
    co_await lines.write(std::move(command) + "\r\n");
    co_await expect(lines, first_digit);
}

net::awaitable<TlsStream> start_tls(tcp::socket socket, const domainsec::Edge& edge,
                                    const domainsec::OutboundRoute& route) {
    Lines lines(socket);
    co_await expect(lines, '2');
    co_await ask(lines, "EHLO mx1.fabrikam.example");
    co_await ask(lines, "STARTTLS");
    // Whatever stood behind the answer in clear text makes the session fail.
    const domainsec::ConnectOptions options{
        .leftover = domainsec::bytes_of(lines.unread()),
        .server_name = route.server_name(server_host),
        .server_ip = socket.remote_endpoint().address().to_string()};
    domainsec::Session session = edge.connect(route, options);
    co_return TlsStream(std::move(socket), std::move(session));
}

// As it travels behind DATA: whole lines, dot-stuffed, with the final dot (RFC 5321 §4.5.2).
std::string stuffed(std::string_view message) {
    std::string wire;
    while (!message.empty()) {
        const auto end = message.find("\r\n");
        if (message.starts_with('.')) wire += '.';
        wire += message.substr(0, end);
        wire += "\r\n";
        message.remove_prefix(end == std::string_view::npos ? message.size() : end + 2);
    }
    return wire + ".\r\n";
}

net::awaitable<void> transfer(Lines<TlsStream>& lines, const Mail& mail) {
    co_await ask(lines, "MAIL FROM:<" + mail.from + ">");
    co_await ask(lines, "RCPT TO:<" + mail.to + ">");
    co_await ask(lines, "DATA", '3');
    co_await lines.write(stuffed(mail.message));
    co_await expect(lines, '2');
    co_await ask(lines, "QUIT");
}

}  // namespace

net::awaitable<void> deliver(tcp::endpoint place, domainsec::Edge edge, Mail mail) {
    const domainsec::OutboundRoute route = edge.route(destination);
    tcp::socket socket(co_await net::this_coro::executor);
    co_await socket.async_connect(place, net::use_awaitable);
    socket.set_option(tcp::no_delay(true));
    TlsStream stream = co_await start_tls(std::move(socket), edge, route);
    co_await stream.async_handshake(net::use_awaitable);
    Lines lines(stream);
    // A TLS 1.3 server refuses a certificate late: only this answer shows that ours was taken.
    co_await ask(lines, "EHLO mx1.fabrikam.example");
    const domainsec::RouteVerdict verdict = route.judge(*stream.facts());
    if (verdict.decision != domainsec::RouteDecision::deliver)
        throw std::runtime_error("nothing was sent: " + verdict.text);
    co_await transfer(lines, mail);
    co_await stream.async_shutdown(net::use_awaitable);
}

}  // namespace asio_smtp
