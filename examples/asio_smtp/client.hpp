// A sending mail client in coroutines, around domainsec::OutboundRoute (RFC 5321, RFC 3207).
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <domainsec/edge/edge.hpp>
#include <string>

#include "asio_smtp/lines.hpp"

namespace asio_smtp {

struct Mail {
    std::string from;
    std::string to;
    std::string message;
};

/// Delivers one mail to the server at `place` over mutual TLS, or throws std::runtime_error with
/// the reply that stood in the way.
net::awaitable<void> deliver(net::ip::tcp::endpoint place, domainsec::Edge edge, Mail mail);

}  // namespace asio_smtp
