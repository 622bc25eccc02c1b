// A small sending mail client on loopback: what an MTA author writes around
// domainsec::OutboundRoute.
#pragma once

#include <cstdint>
#include <domainsec/edge/edge.hpp>
#include <functional>
#include <optional>
#include <string>

#include "smtp/connection.hpp"

namespace smtp {

struct Mail {
    std::string from;  ///< Reverse-path, "" for a bounce.
    std::string to;
    std::string message;
};

/// Makes the client's side of TLS; given what stood behind the answer to STARTTLS.
using StartTls = std::function<domainsec::Session(const std::string& leftover)>;

/// How the sending ended.
struct SendResult {
    std::string reply;  ///< The reply that decided: to DATA, or the first that was not positive.
    std::string tls;    ///< TLS parameters, or why there was no TLS.
};

/// Sends one mail in clear text.
SendResult send_in_clear(std::uint16_t port, const Mail& mail);

/// Sends one mail after STARTTLS. `judge`, when given, has the last word on the server before MAIL
/// FROM: it returns what stands against it, or nothing.
SendResult send_secured(
    std::uint16_t port, const Mail& mail, const StartTls& start_tls,
    const std::function<std::string(const domainsec::SessionFacts&)>& judge = {});

}  // namespace smtp
