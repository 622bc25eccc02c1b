// We send to Postfix and Exim, each case through a whole delivery or up to where it must end: what
// we make of their certificate, and what they make of ours.
#include <boost/test/unit_test.hpp>
#include <functional>
#include <memory>
#include <vector>

#include "mail_receiver.hpp"
#include "receiver_visits.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

struct PostfixFixture {
    std::unique_ptr<MailReceiver> receiver = postfix_receiver();
};

struct EximFixture {
    std::unique_ptr<MailReceiver> receiver = exim_receiver();
};

ReceiverCase meeting(const Identity& identity, const std::string& name,
                     const std::string& expected) {
    ReceiverCase one;
    one.name = name;
    one.reception.identity = identity;
    one.expected = expected;
    return one;
}

ReceiverCase in_tls12(ReceiverCase one) {
    one.reception.version = OnlyVersion::tls12;
    return one;
}

ReceiverCase bringing(ReceiverCase one, const std::optional<Identity>& ours) {
    one.ours = ours;
    return one;
}

ReceiverCase required(ReceiverCase one) {
    one.reception.asking = Asking::required;
    return one;
}

ReceiverCase unasked(ReceiverCase one) {
    one.reception.asking = Asking::never;
    return one;
}

ReceiverCase with_small_limits(ReceiverCase one) {
    one.tls.chain.max_octets = 32 * 1024;
    return one;
}

ReceiverCase without_lists(ReceiverCase one) {
    one.send_rules = "revocation = \"off\"\n";
    return one;
}

ReceiverCase through(ReceiverCase one, const RelayRules& rules) {
    one.relay = rules;
    return one;
}

const std::vector<std::string> our_names{"contoso.example", "edge1.contoso.example"};

std::string delivered(const std::string& version, const std::string& opinion) {
    return "deliver, secured, " + version + ", 250, " + opinion;
}

ReceiverCase by_name() {
    ReceiverCase one =
        meeting(presented::wrong_name(), "server name", delivered("TLS1.3", "trusted"));
    one.reception.identity_by_name = presented::good();
    return one;
}

/// Its certificate and ours, as far as it takes whatever we bring.
std::vector<ReceiverCase> certificates() {
    const Identity good = presented::good();
    return {
        meeting(good, "mutual TLS 1.3", delivered("TLS1.3", "trusted")),
        in_tls12(meeting(good, "mutual TLS 1.2", delivered("TLS1.2", "trusted"))),
        bringing(meeting(good, "no certificate TLS 1.3", delivered("TLS1.3", "anonymous")),
                 std::nullopt),
        bringing(
            in_tls12(meeting(good, "no certificate TLS 1.2", delivered("TLS1.2", "anonymous"))),
            std::nullopt),
        unasked(meeting(good, "not asked for a certificate", delivered("TLS1.3", "anonymous"))),
        without_lists(meeting(presented::below(), "chain with an intermediate",
                              delivered("TLS1.3", "trusted"))),
        meeting(presented::untrusted(), "untrusted", "next_host invalid_chain, 250"),
        meeting(presented::expired(), "expired", "next_host expired, 250"),
        meeting(presented::wrong_name(), "wrong name", "next_host name_mismatch, 250"),
        meeting(presented::clients_alone(), "clientAuth alone", "next_host invalid_chain, 250"),
        meeting(presented::servers_alone(), "serverAuth alone", delivered("TLS1.3", "trusted")),
        meeting(presented::large(), "large certificate", delivered("TLS1.3", "trusted")),
        with_small_limits(
            meeting(presented::large(), "oversized chain", "limit_exceeded decode_error, 220")),
        by_name(),
    };
}

/// How a mail server words its refusals.
struct Refusals {
    std::string untrusted;
    std::string wrong_purpose;
    std::string missing_tls13;
    std::string missing_tls12;
    std::function<std::string(const Sent&)> seen;
};

/// What it makes of ours, where it requires a certificate by contoso_ca().
std::vector<ReceiverCase> ours(const Refusals& refusals) {
    const Identity good = presented::good();
    const Identity untrusted = stranger_ca().issue(our_names, current());
    const auto asks = [&](const std::string& name, const std::string& expected,
                          const std::optional<Identity>& brought) {
        ReceiverCase one = required(bringing(meeting(good, name, expected), brought));
        if (!expected.starts_with("deliver")) one.seen = refusals.seen;
        return one;
    };
    return {
        asks("required and good", delivered("TLS1.3", "trusted"), contoso()),
        bringing(meeting(good, "asked, ours untrusted", delivered("TLS1.3", "untrusted")),
                 untrusted),
        asks("required, ours untrusted TLS 1.3", refusals.untrusted, untrusted),
        in_tls12(asks("required, ours untrusted TLS 1.2", refusals.untrusted, untrusted)),
        asks("required, ours expired", refusals.untrusted, contoso_ca().issue(our_names, ended())),
        asks("required, ours serverAuth alone", refusals.wrong_purpose,
             contoso_ca().issue(our_names, for_servers_alone())),
        asks("required, none TLS 1.3", refusals.missing_tls13, std::nullopt),
        in_tls12(asks("required, none TLS 1.2", refusals.missing_tls12, std::nullopt)),
    };
}

/// Postfix completes the handshake, and says under TLS why it goes no further.
Refusals postfix_refusals() {
    const std::string text = "421 4.7.1 mx1.fabrikam.example Error: ";
    const std::string untrusted = text + "Client certificate not trusted, 421";
    const std::string missing = text + "No client certificate presented, 421";
    return {untrusted, untrusted, missing, missing, [](const Sent& sent) { return sent.reply; }};
}

/// Exim ends the handshake with an alert: in TLS 1.3 after it is complete for us. GnuTLS asks no
/// purpose of a client, and has no alert in TLS 1.2 for a certificate that is missing.
Refusals exim_refusals() {
    return {"peer_rejected_certificate bad_certificate, 220", delivered("TLS1.3", "trusted"),
            "peer_rejected_certificate certificate_required, 220", "peer_alert, 220",
            [](const Sent& sent) {
                return sent.verdict.starts_with("peer_alert") ? "peer_alert" : sent.verdict;
            }};
}

std::vector<ReceiverCase> ways() {
    const Identity good = presented::good();
    const RelayRules octets{.piece = 1};
    const auto sent = [](const std::string& version) { return delivered(version, "trusted"); };
    return {
        through(meeting(good, "one-octet pieces TLS 1.3", sent("TLS1.3")), octets),
        through(in_tls12(meeting(good, "one-octet pieces TLS 1.2", sent("TLS1.2"))), octets),
        through(meeting(good, "slow", sent("TLS1.3")),
                {.piece = 200, .pause = std::chrono::milliseconds(30)}),
        through(meeting(good, "garbage", "handshake_failed unexpected_message, 220"),
                {.garbles_server = true}),
    };
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(postfix_receives, PostfixFixture)

BOOST_AUTO_TEST_CASE(each_certificate) {
    run_cases(*receiver, certificates());
}

BOOST_AUTO_TEST_CASE(ours_where_it_is_required) {
    run_cases(*receiver, ours(postfix_refusals()));
}

BOOST_AUTO_TEST_CASE(over_a_bad_way) {
    run_cases(*receiver, ways());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(exim_receives, EximFixture)

BOOST_AUTO_TEST_CASE(each_certificate) {
    run_cases(*receiver, certificates());
}

BOOST_AUTO_TEST_CASE(ours_where_it_is_required) {
    run_cases(*receiver, ours(exim_refusals()));
}

BOOST_AUTO_TEST_CASE(over_a_bad_way) {
    run_cases(*receiver, ways());
}

BOOST_AUTO_TEST_SUITE_END()
