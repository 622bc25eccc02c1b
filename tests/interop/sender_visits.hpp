// Many messages at once from one mail server of others to servers of ours, one for each.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "mail_sender.hpp"
#include "relay.hpp"
#include "smtp_server.hpp"

namespace domainsec::test {

/// One case: what comes, what it comes to, and what is expected.
struct SenderCase {
    std::string name;  ///< As in the matrix.
    /// Served::answer and the fate of the message: "secured TLS1.3, sent".
    std::string expected;
    Errand errand;              ///< Without recipient and port.
    std::string receive_rules;  ///< As in partner_rules().
    Identity presented = contoso();
    std::optional<RelayRules> relay;
    TlsOptions tls;
    AcceptOptions accept;
    /// What else shall be said of the session, in place of the answer; may be empty.
    std::function<std::string(const Served&)> seen;
};

/// Runs all cases with one sender, and puts them into the matrix.
void run_cases(MailSender& sender, std::vector<SenderCase> cases);

}  // namespace domainsec::test
