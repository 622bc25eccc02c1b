// Mail servers of others that send to us: Postfix and Exim, told the same in their own words.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "client_programs.hpp"

namespace domainsec::test {

/// How sure a mail server must be of ours before it sends. The words are Postfix's.
enum class ServerCheck {
    encrypt,      ///< Whoever it is.
    verify,       ///< The host's name, by contoso_ca().
    secure,       ///< The mail domain or the host's name, whatever the DNS says.
    fingerprint,  ///< The key or the certificate that the administrator has noted.
};

/// One message that a mail server shall send, and how.
struct Errand {
    std::string recipient;   ///< "id" in id@contoso.example; small letters and digits.
    std::uint16_t port = 0;  ///< Where edge1.contoso.example listens.
    OnlyVersion version = OnlyVersion::tls13;
    std::optional<Identity> identity;  ///< None: it has no certificate.
    ServerCheck check = ServerCheck::encrypt;
    std::string match;  ///< For `secure` the name, for `fingerprint` the digest.
};

class MailSender {
  public:
    MailSender() = default;
    MailSender(const MailSender&) = delete;
    MailSender& operator=(const MailSender&) = delete;
    virtual ~MailSender() = default;

    virtual std::string peer() const = 0;

    /// Before start().
    virtual void add(const Errand& errand) = 0;
    virtual void start() = 0;

    /// A message from alice@fabrikam.example. Does not wait for its delivery.
    virtual void submit(const std::string& recipient) = 0;

    /// What became of it: "sent", "kept" in its queue, or "returned".
    virtual std::string fate(const std::string& recipient) = 0;

    /// Ends it in the middle of things, as a power cut would.
    virtual void kill() = 0;

    /// True when its queue still has the message, whether it runs or not.
    virtual bool keeps(const std::string& recipient) = 0;

    virtual std::string log() const = 0;
};

/// Gives a message to whoever takes mail on that port, in clear text.
void submit_in_clear(std::uint16_t port, const std::string& recipient);

std::unique_ptr<MailSender> postfix_sender();
std::unique_ptr<MailSender> exim_sender();

}  // namespace domainsec::test
