// Mail servers of others to which we send: Postfix and Exim, told the same in their own words.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "client_programs.hpp"

namespace domainsec::test {

/// What a mail server asks of its clients.
enum class Asking {
    never,     ///< No certificate is asked for.
    always,    ///< One is asked for, and looked at.
    required,  ///< One by contoso_ca() is required.
};

/// A port on which a mail server listens as mx1.fabrikam.example.
struct Reception {
    std::string name;  ///< Small letters and digits.
    OnlyVersion version = OnlyVersion::tls13;
    Identity identity = presented::good();
    /// For clients that name mx1.fabrikam.example (RFC 6066 §3); then `identity` is for the others.
    std::optional<Identity> identity_by_name;
    Asking asking = Asking::always;
};

class MailReceiver {
  public:
    MailReceiver() = default;
    MailReceiver(const MailReceiver&) = delete;
    MailReceiver& operator=(const MailReceiver&) = delete;
    virtual ~MailReceiver() = default;

    virtual std::string peer() const = 0;

    /// Before start(). Gives the port.
    virtual std::uint16_t add(const Reception& reception) = 0;
    virtual void start() = 0;

    /// What its log says of our certificate there: "trusted", "untrusted" or "anonymous".
    virtual std::string opinion(const std::string& name) = 0;

    /// True once a message with these words is in the mailbox.
    virtual bool delivers(const std::string& words) = 0;

    /// Ends it in the middle of things, as a power cut would.
    virtual void kill() = 0;

    virtual std::string log() const = 0;
};

std::unique_ptr<MailReceiver> postfix_receiver();
std::unique_ptr<MailReceiver> exim_receiver();

}  // namespace domainsec::test
