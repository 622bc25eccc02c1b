// The small grammars: durations, networks, next hops, paths, suggestions, reply lines.
#include <boost/test/unit_test.hpp>

#include "names/network.hpp"
#include "policy/duration.hpp"
#include "policy/envelope.hpp"
#include "policy/next_hop.hpp"
#include "policy/policy_fixture.hpp"
#include "policy/suggestion.hpp"

using namespace domainsec;
using namespace domainsec::test;
using namespace domainsec::detail;

BOOST_AUTO_TEST_SUITE(policy_grammars)

BOOST_AUTO_TEST_CASE(durations) {
    BOOST_TEST(duration_from_string("365d")->count() == 365 * 86400);
    BOOST_TEST(duration_from_string("12h")->count() == 12 * 3600);
    BOOST_TEST(duration_from_string("90m")->count() == 90 * 60);
    BOOST_TEST(duration_from_string("30s")->count() == 30);
    BOOST_TEST(duration_from_string("0s")->count() == 0);
    for (const char* text : {"", "d", "10", "10D", "10 d", "-1d", "+1d", "1.5h", "1w", "1d2h",
                             "9999999999d", "0x1d"}) {
        BOOST_TEST(!duration_from_string(text), text);
    }
    BOOST_TEST(duration_to_string(Seconds{86400 * 10}) == "10d");
    BOOST_TEST(duration_to_string(Seconds{3600 * 36}) == "36h");
    BOOST_TEST(duration_to_string(Seconds{0}) == "0s");
}

BOOST_AUTO_TEST_CASE(networks_contain_their_addresses) {
    const auto v4 = network_from_string("192.0.2.0/25").value();
    BOOST_TEST(v4.contains(ip_from_string("192.0.2.127").value()));
    BOOST_TEST(!v4.contains(ip_from_string("192.0.2.128").value()));
    BOOST_TEST(v4.contains(ip_from_string("::ffff:192.0.2.1").value()));
    const auto v6 = network_from_string("2001:db8::/32").value();
    BOOST_TEST(v6.contains(ip_from_string("2001:db8:ffff::1").value()));
    BOOST_TEST(!v6.contains(ip_from_string("2001:db9::1").value()));
    BOOST_TEST(!network_from_string("::/0")->contains(ip_from_string("192.0.2.1").value()));
    BOOST_TEST(network_from_string("0.0.0.0/0")->contains(ip_from_string("192.0.2.1").value()));
    BOOST_TEST(network_from_string("192.0.2.1")->contains(ip_from_string("192.0.2.1").value()));
}

BOOST_AUTO_TEST_CASE(an_address_is_counted_with_its_network) {
    const auto network = [](const char* text) {
        return covering_network(ip_from_string(text).value());
    };
    BOOST_TEST(network("192.0.2.129") == "192.0.2.0/24");
    BOOST_TEST(network("::ffff:192.0.2.129") == "192.0.2.0/24");
    BOOST_TEST(network("2001:db8:1:2:3:4:5:6") == "2001:db8:1::/48");
    BOOST_TEST(network("::1") == "::/48");
}

BOOST_AUTO_TEST_CASE(broken_networks) {
    for (const char* text :
         {"", "/", "192.0.2.0/33", "192.0.2.0/", "192.0.2.0/-1", "192.0.2/24", "2001:db8::/129",
          "example.org/24", "192.0.2.1/24", "192.0.2.0/24/8", "192.0.2.0/0024"}) {
        BOOST_TEST(!network_from_string(text), text);
    }
}

BOOST_AUTO_TEST_CASE(whom_a_server_asks) {
    CertificateRequestRule rule;
    BOOST_TEST(rule.asks("192.0.2.1"));
    rule.mode = CertificateRequestRule::Mode::never;
    BOOST_TEST(!rule.asks("192.0.2.1"));
    BOOST_TEST(!rule.asks("not an address"));
    rule.mode = CertificateRequestRule::Mode::networks;
    rule.networks = {"192.0.2.0/24"};
    BOOST_TEST(rule.asks("192.0.2.1"));
    BOOST_TEST(!rule.asks("198.51.100.1"));
    BOOST_TEST(!rule.asks("2001:db8::1"));
    BOOST_TEST(rule.asks(""));
}

BOOST_AUTO_TEST_CASE(next_hops) {
    BOOST_TEST(next_hop_from_string("[mx1.fabrikam.example]:2525")->str() ==
               "mx1.fabrikam.example:2525");
    BOOST_TEST(next_hop_from_string("mx1.fabrikam.example")->str() == "mx1.fabrikam.example:25");
    BOOST_TEST(next_hop_from_string("[192.0.2.1]")->str() == "[192.0.2.1]:25");
    BOOST_TEST(next_hop_from_string("[2001:db8::1]:26")->str() == "[2001:db8::1]:26");
    for (const char* text : {"", ":25", "[]:25", "[mx1", "mx1:", "mx1:70000", "mx1:25x", "[mx1]25",
                             "a b:25", "mx_1.example"}) {
        BOOST_TEST(!next_hop_from_string(text), text);
    }
}

BOOST_AUTO_TEST_CASE(paths) {
    BOOST_TEST((parse_path("").kind == PathKind::null));
    BOOST_TEST((parse_path("alice@fabrikam.example").kind == PathKind::mailbox));
    BOOST_TEST((parse_path("alice@[192.0.2.1]").kind == PathKind::address_literal));
    BOOST_TEST((parse_path("alice@[IPv6:2001:db8::1]").kind == PathKind::address_literal));
    BOOST_TEST((parse_path("Postmaster").kind == PathKind::postmaster));
    BOOST_TEST((parse_path("alice@fab_rikam.example").kind == PathKind::bad_domain));
    BOOST_TEST((parse_path("alice@[192.0.2]").kind == PathKind::bad_domain));
    BOOST_TEST((parse_path("alice").kind == PathKind::unreadable));
    BOOST_TEST((parse_path("a b@fabrikam.example").kind == PathKind::unreadable));
    BOOST_TEST((parse_path(std::string(100000, 'a') + "@b.example").kind == PathKind::unreadable));
}

BOOST_AUTO_TEST_CASE(suggestions) {
    const std::vector<std::string> words{"identity", "revocation", "domains", "eku"};
    BOOST_TEST(closest("identiy", words).value() == "identity");
    BOOST_TEST(closest("revokation", words).value() == "revocation");
    BOOST_TEST(closest("domian", words).value() == "domains");
    BOOST_TEST(closest("ekus", words).value() == "eku");
    BOOST_TEST(!closest("completely different", words));
    BOOST_TEST(!closest("", words));
    BOOST_TEST(!closest(std::string(10000, 'x'), words));
}

BOOST_AUTO_TEST_CASE(a_reply_is_one_short_line) {
    const SmtpReply reply{451, "4.7.5", "one\r\n250 two" + std::string(600, 'x')};
    BOOST_TEST(reply.line().size() == 510U);
    BOOST_TEST(reply.line().find("451 4.7.5 one??250 two") == 0U);
}

BOOST_AUTO_TEST_CASE(words_of_reasons) {
    BOOST_TEST(to_string(PolicyReason::no_certificate) == "no_certificate");
    BOOST_TEST(token_of(PolicyReason::no_tls) == "[DSEC-NO-TLS]");
    BOOST_TEST(token_of(PolicyReason::weak_tls) == "[DSEC-NO-TLS]");
    BOOST_TEST(token_of(PolicyReason::no_certificate) == "[DSEC-NO-CERT]");
    BOOST_TEST(token_of(PolicyReason::name_mismatch) == "[DSEC-NAME]");
    BOOST_TEST(token_of(PolicyReason::expired) == "[DSEC-EXPIRED]");
    BOOST_TEST(token_of(PolicyReason::invalid_chain) == "[DSEC-CHAIN]");
    BOOST_TEST(token_of(PolicyReason::evidence_missing) == "[DSEC-EVIDENCE]");
    BOOST_TEST(token_of(PolicyReason::unsecured_from) == "[DSEC-FROM]");
    BOOST_TEST(token_of(PolicyReason::not_a_partner).empty());
}

BOOST_AUTO_TEST_SUITE_END()
