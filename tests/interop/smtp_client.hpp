// Our side of RFC 5321 as client for one message, with STARTTLS (RFC 3207): the server is judged by
// our route to Fabrikam before MAIL FROM.
#pragma once

#include <domainsec/tls/contexts.hpp>
#include <functional>
#include <optional>
#include <string>

#include "partner_judgement.hpp"
#include "smtp_wire.hpp"

namespace domainsec::test {

/// How it went.
struct Sent {
    /// As verdict_outbound() words it, once EHLO was answered under TLS; "no STARTTLS" where the
    /// server has none.
    std::string verdict;
    std::string reply;  ///< The last reply of the server: that to DATA when the message was sent.
    std::string end;    ///< "no TLS", or state_of() the session at the end.
    std::optional<SessionFacts> facts;
};

/// Sends one message from alice@contoso.example to bob@fabrikam.example over this connection, if
/// the verdict is to deliver; in any case QUIT follows. `when_answered` is called after the
/// verdict.
Sent send_message(Socket socket, const ClientContext& context, const Judge& judge,
                  const std::function<void(SmtpWire&)>& when_answered = {});

/// A context with contoso(), or with no certificate, and the machine's clock.
std::shared_ptr<const ClientContext> client_of_contoso(bool with_certificate = true,
                                                       TlsOptions options = {});

}  // namespace domainsec::test
