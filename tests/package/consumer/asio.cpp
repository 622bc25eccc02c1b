// A program of somebody else's with an event loop: TLS on a socket of Boost.Asio, which refuses
// what was injected before it.
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <domainsec/asio/stream.hpp>
#include <domainsec/tls/contexts.hpp>
#include <iostream>
#include <string>

int main() {
    using boost::asio::ip::tcp;
    boost::asio::io_context context;
    const std::string received = "220 Go ahead\r\n250 forged\r\n";
    const auto client = domainsec::ClientContext::create(std::nullopt);
    domainsec::asio::Stream<tcp::socket> stream(
        tcp::socket(context), client->connect({.leftover = domainsec::asio::leftover(
                                                   boost::asio::buffer(received), 14)}));
    boost::system::error_code result;
    stream.async_handshake([&](const boost::system::error_code& error) { result = error; });
    context.run();
    std::cout << result.category().name() << ": " << result.message() << '\n';
    return result == domainsec::SessionFailureReason::plaintext_injected ? 0 : 1;
}
