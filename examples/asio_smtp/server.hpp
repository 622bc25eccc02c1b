// A receiving mail server in coroutines: what an MTA author with an event loop writes around
// domainsec::Edge (RFC 5321, RFC 3207).
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <domainsec/asio/stream.hpp>
#include <domainsec/edge/edge.hpp>
#include <optional>
#include <string>

#include "asio_smtp/lines.hpp"

namespace asio_smtp {

using net::ip::tcp;
using TlsStream = domainsec::asio::Stream<tcp::socket>;

/// One connection, from the greeting to the last close_notify.
class ServerConnection {
  public:
    ServerConnection(tcp::socket socket, domainsec::Edge edge)
        : socket_(std::move(socket)), edge_(std::move(edge)) {}

    /// Gives the message that was delivered; "" when none was.
    net::awaitable<std::string> serve();

  private:
    net::awaitable<std::optional<TlsStream>> talk_in_clear();
    net::awaitable<void> talk_secured(TlsStream& stream);
    std::string command(const std::string& line, const domainsec::SessionFacts& facts);
    std::string finish(std::string message);

    tcp::socket socket_;
    domainsec::Edge edge_;
    std::optional<domainsec::Transaction> transaction_;
    std::string delivered_;
};

}  // namespace asio_smtp
