// Mail servers of others that must be sure of ours before they send: Postfix by its policy tables
// (verify, secure, fingerprint), Exim by tls_verify_hosts. What they refuse stays in their queue.
#include <boost/test/unit_test.hpp>
#include <memory>
#include <vector>

#include "mail_sender.hpp"
#include "sender_visits.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

Identity ours_untrusted() {
    return stranger_ca().issue({"contoso.example", "edge1.contoso.example"}, current());
}

Identity ours_expired() {
    return contoso_ca().issue({"contoso.example", "edge1.contoso.example"}, ended());
}

Identity other_host() {
    return contoso_ca().issue({"mx1.other.example"}, current());
}

// The key's, as Postfix writes digests: "ab:cd:...".
std::string digest_of(const Identity& identity) {
    std::string text;
    for (const char c : to_hex(identity.chain.leaf().spki_sha256())) {
        if (text.size() % 3 == 2) text += ':';
        text += c;
    }
    return text;
}

SenderCase checked(ServerCheck check, const std::string& match, const Identity& presented,
                   const std::string& name, const std::string& expected) {
    SenderCase one;
    one.name = name;
    one.errand.identity = presented::good();
    one.errand.check = check;
    one.errand.match = match;
    one.presented = presented;
    one.expected = expected;
    return one;
}

const std::string sent = "secured TLS1.3, sent";

}  // namespace

BOOST_AUTO_TEST_SUITE(mail_policy)

BOOST_AUTO_TEST_CASE(postfix_policy_tables) {
    const auto sender = postfix_sender();
    const std::string kept = "closed, kept";
    const std::string domain = "contoso.example";
    const std::string digest = digest_of(contoso());
    using enum ServerCheck;
    run_cases(
        *sender,
        {checked(verify, {}, contoso(), "policy verify", sent),
         checked(verify, {}, ours_untrusted(), "policy verify, ours untrusted", kept),
         checked(verify, {}, ours_expired(), "policy verify, ours expired", kept),
         checked(verify, {}, other_host(), "policy verify, ours of another name", kept),
         checked(secure, domain, contoso(), "policy secure", sent),
         checked(secure, domain, ours_untrusted(), "policy secure, ours untrusted", kept),
         checked(secure, domain, other_host(), "policy secure, ours of another name", kept),
         checked(fingerprint, digest, contoso(), "policy fingerprint", sent),
         checked(fingerprint, digest, other_host(), "policy fingerprint, another key", kept)});
}

BOOST_AUTO_TEST_CASE(exim_verifies) {
    const auto sender = exim_sender();
    const std::string kept = "peer_rejected_certificate bad_certificate, kept";
    using enum ServerCheck;
    run_cases(*sender, {checked(verify, {}, contoso(), "verifies", sent),
                        checked(verify, {}, ours_untrusted(), "verifies, ours untrusted", kept),
                        checked(verify, {}, ours_expired(), "verifies, ours expired", kept),
                        checked(verify, {}, other_host(), "verifies, ours of another name", kept)});
}

BOOST_AUTO_TEST_SUITE_END()
