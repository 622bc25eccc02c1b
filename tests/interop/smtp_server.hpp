// Our side of RFC 5321 as server for one connection, with STARTTLS (RFC 3207): what the peer says
// is judged by our rules, and the answers it gets are those of the transaction.
#pragma once

#include <domainsec/tls/contexts.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "partner_judgement.hpp"
#include "smtp_wire.hpp"

namespace domainsec::test {

/// How it went.
struct Served {
    /// As answer_inbound() words it: of the last transaction that was answered for good, or of the
    /// session when there was none.
    std::string answer;
    /// "no TLS", or state_of() the session at the end.
    std::string end;
    std::optional<SessionFacts> facts;  ///< Of the session, once its handshake was complete.
    std::vector<std::string> commands;  ///< What the peer said, in clear text and in TLS.
    std::string message;                ///< What was delivered, without edits.
    bool quit = false;                  ///< It ended with QUIT.
};

class SmtpServer final {
  public:
    SmtpServer(Judge judge, std::shared_ptr<const ServerContext> context,
               AcceptOptions accept = {});

    /// A context with contoso() and the machine's clock.
    static std::shared_ptr<const ServerContext> context(TlsOptions options = {});

    /// Called with each command before it is answered: for what shall happen in the middle.
    void on_command(std::function<void(const std::string&)> hook) { hook_ = std::move(hook); }

    /// Serves one connection to its end.
    Served serve(Socket socket) const;

  private:
    class Conversation;

    Judge judge_;
    std::shared_ptr<const ServerContext> context_;
    AcceptOptions accept_;
    std::function<void(const std::string&)> hook_;
};

}  // namespace domainsec::test
