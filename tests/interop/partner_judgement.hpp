// What our rules say of a peer once the handshake with it is over. The peer plays Fabrikam, we are
// Contoso; both live by the machine's clock, which programs of others read too.
#pragma once

#include <domainsec/tls/session.hpp>
#include <string>

#include "policy/policy_fixture.hpp"

namespace domainsec::test {

/// Now, by the machine's clock.
TimePoint machine_now();

/// From yesterday on for six days: short-lived, so that no revocation data is needed.
IssueOptions current();
/// Ended ten days ago.
IssueOptions ended();
/// `current()` with one purpose alone in the extended key usage.
IssueOptions for_servers_alone();
IssueOptions for_clients_alone();

/// What a peer presents, as Fabrikam or as somebody who would like to be.
namespace presented {
Identity good();
Identity untrusted();  ///< The right names, by an authority that nobody here knows.
Identity expired();
Identity wrong_name();
Identity servers_alone();
Identity clients_alone();
Identity mail_alone();  ///< emailProtection and nothing else.
Identity below();       ///< good(), by an intermediate authority.
Identity large();       ///< good(), with 50,000 octets more that say nothing.
}  // namespace presented

/// Contoso's own: for edge1.contoso.example, issued by contoso_ca().
const TestCa& contoso_ca();
const Identity& contoso();

/// Contoso's rules for Fabrikam in both directions, by the machine's clock. `receive_rules` and
/// `send_rules` are more lines of [partner.receive] and [partner.send], as `eku = "mta"\n`.
Judge partner_rules(const std::string& receive_rules = {}, const std::string& send_rules = {});

/// The answer to alice@fabrikam.example, who sends us one message in this session: "secured
/// TLS1.3", or the refusal with its reason, "451 4.7.5 name_mismatch".
std::string answer_inbound(const Judge& judge, const SessionFacts& facts);

/// What becomes of a message of ours to Fabrikam: "deliver, secured, TLS1.3", "defer
/// name_mismatch".
std::string verdict_outbound(const Judge& judge, const SessionFacts& facts);

/// The same for a session that may have failed: then "peer_alert handshake_failure", the reason and
/// the alert. The state stands for both while the handshake lasts.
std::string answer_inbound(const Judge& judge, const Session& session);
std::string verdict_outbound(const Judge& judge, const Session& session);

/// "established", "closed", or reason and alert of the failure.
std::string state_of(const Session& session);

}  // namespace domainsec::test
