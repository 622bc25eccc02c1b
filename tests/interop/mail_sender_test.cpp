// Postfix and Exim send to us, each case through a whole delivery: what we make of the certificate,
// and what becomes of the message in their queue (RFC 5321 §4.5.4.1: nothing is lost).
#include <boost/test/unit_test.hpp>
#include <memory>
#include <vector>

#include "mail_sender.hpp"
#include "sender_visits.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

struct PostfixFixture {
    std::unique_ptr<MailSender> sender = postfix_sender();
};

struct EximFixture {
    std::unique_ptr<MailSender> sender = exim_sender();
};

SenderCase with(const std::optional<Identity>& identity, const std::string& name,
                const std::string& expected, const std::string& receive_rules = {}) {
    SenderCase one;
    one.name = name;
    one.errand.identity = identity;
    one.expected = expected;
    one.receive_rules = receive_rules;
    return one;
}

SenderCase in_tls12(SenderCase one) {
    one.errand.version = OnlyVersion::tls12;
    return one;
}

SenderCase through(SenderCase one, const RelayRules& rules) {
    one.relay = rules;
    return one;
}

SenderCase seen(SenderCase one, std::function<std::string(const Served&)> what) {
    one.seen = std::move(what);
    return one;
}

std::string server_name(const Served& served) {
    return served.facts ? served.facts->server_name() : served.answer;
}

SenderCase with_small_limits(SenderCase one) {
    one.tls.chain.max_octets = 32 * 1024;
    return one;
}

SenderCase unasked(SenderCase one) {
    one.accept.request_certificate = false;
    return one;
}

std::vector<SenderCase> certificates() {
    const Identity good = presented::good();
    const std::string no_certificate = "451 4.7.5 no_certificate, kept";
    return {
        with(good, "mutual TLS 1.3", "secured TLS1.3, sent"),
        in_tls12(with(good, "mutual TLS 1.2", "secured TLS1.2, sent")),
        with(std::nullopt, "no certificate TLS 1.3", no_certificate),
        in_tls12(with(std::nullopt, "no certificate TLS 1.2", no_certificate)),
        unasked(with(good, "not asked for a certificate", no_certificate)),
        with(presented::below(), "chain with an intermediate", "secured TLS1.3, sent",
             "revocation = \"off\"\n"),
        with(presented::untrusted(), "untrusted", "451 4.7.5 invalid_chain, kept"),
        with(presented::expired(), "expired", "451 4.7.5 expired, kept"),
        with(presented::wrong_name(), "wrong name", "451 4.7.5 name_mismatch, kept"),
        with(presented::large(), "large certificate", "secured TLS1.3, sent"),
        with_small_limits(
            with(presented::large(), "oversized chain", "limit_exceeded decode_error, kept")),
        seen(with(good, "server name", "edge1.contoso.example, sent"), &server_name),
    };
}

std::vector<SenderCase> purposes() {
    const Identity servers = presented::servers_alone();
    const Identity mail = presented::mail_alone();
    const std::string refused = "451 4.7.5 invalid_chain, kept";
    const std::string secured = "secured TLS1.3, sent";
    const std::string mta = "eku = \"mta\"\n";
    const std::string any = "eku = \"any\"\n";
    return {
        with(servers, "serverAuth alone, eku client", refused),
        with(servers, "serverAuth alone, eku mta", secured, mta),
        with(servers, "serverAuth alone, eku any", secured, any),
        with(presented::clients_alone(), "clientAuth alone, eku client", secured),
        with(mail, "emailProtection alone, eku client", refused),
        with(mail, "emailProtection alone, eku mta", refused, mta),
        with(mail, "emailProtection alone, eku any", secured, any),
    };
}

std::vector<SenderCase> ways() {
    const Identity good = presented::good();
    const RelayRules octets{.piece = 1};
    return {
        through(with(good, "one-octet pieces TLS 1.3", "secured TLS1.3, sent"), octets),
        through(in_tls12(with(good, "one-octet pieces TLS 1.2", "secured TLS1.2, sent")), octets),
        through(with(good, "slow", "secured TLS1.3, sent"),
                {.piece = 200, .pause = std::chrono::milliseconds(30)}),
        through(with(good, "garbage", "handshake_failed unexpected_message, kept"),
                {.garbles_client = true}),
    };
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(postfix_sends, PostfixFixture)

BOOST_AUTO_TEST_CASE(with_each_certificate) {
    run_cases(*sender, certificates());
}

BOOST_AUTO_TEST_CASE(for_each_purpose) {
    run_cases(*sender, purposes());
}

BOOST_AUTO_TEST_CASE(over_a_bad_way) {
    run_cases(*sender, ways());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(exim_sends, EximFixture)

BOOST_AUTO_TEST_CASE(with_each_certificate) {
    run_cases(*sender, certificates());
}

BOOST_AUTO_TEST_CASE(for_each_purpose) {
    run_cases(*sender, purposes());
}

BOOST_AUTO_TEST_CASE(over_a_bad_way) {
    run_cases(*sender, ways());
}

BOOST_AUTO_TEST_SUITE_END()
