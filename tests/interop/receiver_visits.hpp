// Our visits to one mail server of others, to a port of its own for each case.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "mail_receiver.hpp"
#include "relay.hpp"
#include "smtp_client.hpp"

namespace domainsec::test {

/// One case: what we meet, what we bring, and what is expected.
struct ReceiverCase {
    std::string name;  ///< As in the matrix.
    /// Sent::verdict, the code of the last reply, and its opinion of our certificate: "deliver,
    /// secured, TLS1.3, 250, trusted". The opinion is left out when nothing was sent.
    std::string expected;
    Reception reception;  ///< Without name.
    std::optional<Identity> ours = contoso();
    std::string send_rules;  ///< As in partner_rules().
    TlsOptions tls;
    std::optional<RelayRules> relay;
    /// What else shall be said of the session, in place of the verdict; may be empty.
    std::function<std::string(const Sent&)> seen;
};

/// Runs all cases with one receiver, and puts them into the matrix.
void run_cases(MailReceiver& receiver, std::vector<ReceiverCase> cases);

}  // namespace domainsec::test
