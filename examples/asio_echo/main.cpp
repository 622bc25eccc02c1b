// TLS echo over Boost.Asio: a server and a client as coroutines in one thread, each wait limited in
// time. The client checks what comes back; exit code 0 only when it is what was sent.
#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <cstdio>
#include <cstdlib>
#include <domainsec/asio/stream.hpp>
#include <domainsec/domainsec.hpp>
#include <exception>
#include <string>

namespace {

namespace net = boost::asio;
using namespace net::experimental::awaitable_operators;
using boost::system::error_code;
using net::ip::tcp;
using TlsStream = domainsec::asio::Stream<tcp::socket>;

constexpr auto patience = std::chrono::seconds(10);

/// A certificate that vouches for itself. Who it is from is judged elsewhere: see asio_smtp.
domainsec::Identity self_signed(const std::string& host) {
    const auto key = domainsec::PrivateKey::generate(domainsec::KeyAlgorithm::ecdsa_p256);
    const auto now = domainsec::system_clock()();
    domainsec::CertificateTemplate content;
    content.dns_names = {*domainsec::DomainName::from_string(host)};
    content.not_before = now - std::chrono::hours(1);
    content.not_after = now + std::chrono::hours(1);
    return {host, domainsec::Chain({make_self_signed(key, content)}), key};
}

/// Reads until `to` is full, for ten seconds at most. The error is redirected, for operator||
/// waits until one side succeeds.
net::awaitable<std::size_t> read_in_time(TlsStream& stream, net::mutable_buffer to) {
    net::steady_timer timer(stream.get_executor(), patience);
    error_code error;
    const auto first =
        co_await (net::async_read(stream, to, net::redirect_error(net::use_awaitable, error)) ||
                  timer.async_wait(net::use_awaitable));
    if (first.index() == 1) error = net::error::timed_out;
    if (error) throw boost::system::system_error(error, "reading");
    co_return std::get<0>(first);
}

net::awaitable<void> serve(tcp::acceptor& acceptor, const domainsec::ServerContext& context) {
    tcp::socket socket = co_await acceptor.async_accept(net::use_awaitable);
    socket.set_option(tcp::no_delay(true));
    TlsStream stream(std::move(socket), context.accept());
    co_await stream.async_handshake(net::use_awaitable);
    std::printf("server: the client came with %zu certificate(s), %s\n",
                stream.facts()->chain().certificates().size(),
                stream.facts()->parameters().c_str());
    std::array<char, 4096> room{};
    for (;;) {
        error_code error;
        const std::size_t octets = co_await stream.async_read_some(
            net::buffer(room), net::redirect_error(net::use_awaitable, error));
        if (error == net::error::eof) break;  // the client's close_notify; nothing else is an end
        if (error) throw boost::system::system_error(error, "serving");
        co_await net::async_write(stream, net::buffer(room, octets), net::use_awaitable);
    }
    co_await stream.async_shutdown(net::use_awaitable);
}

net::awaitable<void> ask(const tcp::endpoint server, const domainsec::ClientContext& context,
                         bool& is_right) {
    tcp::socket socket(co_await net::this_coro::executor);
    co_await socket.async_connect(server, net::use_awaitable);
    socket.set_option(tcp::no_delay(true));
    TlsStream stream(std::move(socket), context.connect({.server_name = "mx1.contoso.example"}));
    co_await stream.async_handshake(net::use_awaitable);
    const std::string question(100'000, 'x');
    std::string answer(question.size(), '\0');
    // Both at once: the answer begins to come before the question is out.
    co_await (net::async_write(stream, net::buffer(question), net::use_awaitable) &&
              read_in_time(stream, net::buffer(answer)));
    co_await stream.async_shutdown(net::use_awaitable);
    is_right = answer == question;
}

void rethrow(const std::exception_ptr& thrown) {
    if (thrown) std::rethrow_exception(thrown);
}

int run() {
    net::io_context context;
    tcp::acceptor acceptor(context, tcp::endpoint(net::ip::address_v4::loopback(), 0));
    const auto server = domainsec::ServerContext::create(self_signed("mx1.contoso.example"));
    const auto client = domainsec::ClientContext::create(self_signed("mx1.fabrikam.example"));
    bool is_right = false;
    net::co_spawn(context, serve(acceptor, *server), rethrow);
    net::co_spawn(context, ask(acceptor.local_endpoint(), *client, is_right), rethrow);
    context.run_for(6 * patience);
    std::printf("client: the echo was %s\n", is_right ? "right" : "wrong, or did not come");
    return is_right ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace

int main() {
    try {
        return run();
    } catch (const std::exception& error) {
        std::fprintf(stderr, "asio_echo: %s\n", error.what());
        return EXIT_FAILURE;
    }
}
