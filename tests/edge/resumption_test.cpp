// Resumed sessions are judged like any other: by the rules, the time and the revocation data of
// each transaction; and tickets of other rules are not taken.
#include <boost/test/unit_test.hpp>
#include <domainsec/stamp/verifier.hpp>
#include <domainsec/tls/ticket_keys.hpp>
#include <utility>

#include "edge/edge_fixture.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

constexpr const char* alice = "alice@fabrikam.example";
const std::string uri = "http://crl.fabrikam.example/ca.crl";

const std::string letter =
    "From: Alice <alice@fabrikam.example>\r\nTo: bob@contoso.example\r\nSubject: hello\r\n"
    "Date: Tue, 24 Nov 2026 12:00:00 +0000\r\nMessage-ID: <1@fabrikam.example>\r\n\r\nhello\r\n";

Identity ending(TimePoint not_after) {
    IssueOptions options;
    options.not_before = test_now() - std::chrono::days(1);
    options.not_after = not_after;
    return fabrikam_ca().issue({"fabrikam.example", "mx1.fabrikam.example"}, options);
}

Identity with_list() {
    IssueOptions options;
    options.crl_uris = {uri};
    return fabrikam_ca().issue({"fabrikam.example", "mx1.fabrikam.example"}, options);
}

// Both organizations remember; Fabrikam shows this identity.
struct Remembering {
    explicit Remembering(Identity shown = fabrikam()) : identity(std::move(shown)) {
        for (const auto* side : {&contoso, &sender})
            TicketKeys::create_file(side->path() / "tickets.keys");
        contoso.write("fabrikam-ca.pem", fabrikam_ca().certificate().pem());
        contoso.write("stranger-ca.pem", stranger_ca().certificate().pem());
        rules(fabrikam_partner + fabrikam_receive);
        sender.write("contoso-ca.pem", contoso_ca.certificate().pem());
        sender.configure_whole(remembering(sender.head()) +
                               "[[partner]]\nname = \"Contoso\"\ndomains = [\"contoso.example\"]\n"
                               "[partner.send]\nanchors = [\"contoso-ca.pem\"]\n");
    }

    static std::string remembering(std::string head) {
        const std::string edge = "[edge]\n";
        return head.insert(head.find(edge) + edge.size(), "tickets = \"tickets.keys\"\n");
    }

    void rules(const std::string& partners) const {
        contoso.configure_whole(remembering(contoso.head()) + partners);
    }

    EdgeOptions options() const {
        EdgeOptions given;
        given.clock = clock.clock();
        return given;
    }
    Edge load_receiver() const { return Edge::load(contoso.file(), options()); }
    Edge load_sender() const { return Edge::load(sender.file(), options()); }

    mutable FixedClock clock;
    TestCa contoso_ca{"Contoso CA"};
    Identity identity;
    Organization contoso{
        "contoso.example", "edge1.contoso.example",
        contoso_ca.issue({"contoso.example", "edge1.contoso.example"}, short_lived())};
    Organization sender{"fabrikam.example", "mx1.fabrikam.example", identity};
};

// The two have met once.
struct Met : Remembering {
    explicit Met(Identity shown = fabrikam()) : Remembering(std::move(shown)) {}

    Edge receiver = load_receiver();
    Edge from = load_sender();

    Connected meet() const {
        Connected both = connected(from, "contoso.example", receiver, "edge1.contoso.example");
        BOOST_REQUIRE(both.server.facts() != nullptr);
        BOOST_REQUIRE(both.client.facts() != nullptr);
        return both;
    }
};

Answer mail_from_alice(const Edge& edge, const Session& session) {
    auto transaction = edge.begin(*session.facts());
    const auto answer = transaction.mail_from(alice);
    return answer.decision == Decision::accepted ? transaction.rcpt_to("bob@contoso.example")
                                                 : answer;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(resumed_sessions)

BOOST_AUTO_TEST_CASE(a_resumed_session_gives_the_same_mark) {
    const Met met;
    BOOST_TEST(!met.meet().server.facts()->proof().resumed);
    const auto again = met.meet();
    BOOST_TEST(again.server.facts()->proof().resumed);
    BOOST_TEST(again.client.facts()->proof().resumed);
    const auto stamped = delivered(met.receiver, *again.server.facts(), alice, letter);
    BOOST_REQUIRE(stamped.has_value());
    BOOST_TEST((met.receiver.verify(*stamped).status == Status::pass));
    BOOST_TEST((met.from.route("contoso.example").judge(*again.client.facts()).decision ==
                RouteDecision::deliver));
}

BOOST_AUTO_TEST_CASE(a_certificate_that_has_expired_since_is_refused) {
    const Met met(ending(test_now() + std::chrono::hours(2)));
    BOOST_TEST((mail_from_alice(met.receiver, met.meet().server).decision == Decision::accepted));
    met.clock.set(test_now() + std::chrono::hours(3));
    const auto again = met.meet();
    BOOST_TEST(again.server.facts()->proof().resumed);
    const auto answer = mail_from_alice(met.receiver, again.server);
    BOOST_TEST((answer.decision == Decision::refused));
    BOOST_TEST(answer.reply.text.find("[DSEC-EXPIRED]") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_certificate_that_was_revoked_since_is_refused) {
    const Met met(with_list());
    met.receiver.evidence().put_crl(uri, fabrikam_ca().crl({}));
    BOOST_TEST((mail_from_alice(met.receiver, met.meet().server).decision == Decision::accepted));
    met.receiver.evidence().put_crl(
        uri, fabrikam_ca().crl({met.identity.chain.leaf()}, test_now() - std::chrono::hours(1)));
    const auto again = met.meet();
    BOOST_TEST(again.server.facts()->proof().resumed);
    const auto answer = mail_from_alice(met.receiver, again.server);
    BOOST_TEST((answer.decision == Decision::refused));
    BOOST_TEST(answer.reply.text.find("[DSEC-CHAIN]") != std::string::npos);
}

// Without the list that the first session was judged with, the mail waits.
BOOST_AUTO_TEST_CASE(hard_revocation_is_asked_of_a_resumed_session_too) {
    const Met met(with_list());
    met.meet();
    const auto again = met.meet();
    BOOST_TEST(again.server.facts()->proof().resumed);
    const auto answer = mail_from_alice(met.receiver, again.server);
    BOOST_TEST((answer.decision == Decision::pending));
    BOOST_TEST(answer.requests.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_key_that_is_not_pinned_any_more_makes_a_full_handshake) {
    const std::string pinned = fabrikam_partner + "[partner.receive]\ntrust = \"pin\"\npins = [\"";
    const Met met;
    met.rules(pinned + to_pin(met.identity.chain.leaf().spki_sha256()) + "\"]\n");
    met.receiver.reload();
    BOOST_TEST((mail_from_alice(met.receiver, met.meet().server).decision == Decision::accepted));
    BOOST_TEST(met.meet().server.facts()->proof().resumed);
    met.rules(pinned + "sha256/" + std::string(43, 'A') + "=\"]\n");
    met.receiver.reload();
    const auto again = met.meet();
    BOOST_TEST(!again.server.facts()->proof().resumed);
    BOOST_TEST((mail_from_alice(met.receiver, again.server).decision == Decision::refused));
}

BOOST_AUTO_TEST_CASE(a_domain_moved_to_another_partner_makes_a_full_handshake) {
    const Met met;
    met.meet();
    met.rules(
        "[[partner]]\nname = \"Woodgrove\"\ndomains = [\"fabrikam.example\"]\n"
        "[partner.receive]\nanchors = [\"stranger-ca.pem\"]\n");
    met.receiver.reload();
    const auto again = met.meet();
    BOOST_TEST(!again.server.facts()->proof().resumed);
    BOOST_TEST((mail_from_alice(met.receiver, again.server).decision == Decision::refused));
}

// The session itself runs on; what it may do is decided anew each time.
BOOST_AUTO_TEST_CASE(a_running_session_meets_the_newest_rules) {
    const Met met;
    const auto running = met.meet();
    BOOST_TEST((mail_from_alice(met.receiver, running.server).decision == Decision::accepted));
    met.rules(fabrikam_partner + "[partner.receive]\nanchors = [\"stranger-ca.pem\"]\n");
    met.receiver.reload();
    BOOST_TEST((mail_from_alice(met.receiver, running.server).decision == Decision::refused));
}

BOOST_AUTO_TEST_CASE(other_settings_of_the_edge_leave_tickets_good) {
    const Met met;
    met.meet();
    met.contoso.configure_whole(Met::remembering(met.contoso.head()) + "lifetime = \"30d\"\n" +
                                fabrikam_partner + fabrikam_receive);
    met.receiver.reload();
    BOOST_TEST(met.meet().server.facts()->proof().resumed);
}

BOOST_AUTO_TEST_CASE(rotated_keys_are_taken_without_a_reload) {
    const Met met;
    met.meet();
    const auto file = met.contoso.path() / "tickets.keys";
    BOOST_TEST(!met.receiver.refresh_tickets());
    TicketKeys::rotate_file(file);
    BOOST_TEST(met.receiver.refresh_tickets());
    BOOST_TEST(met.meet().server.facts()->proof().resumed);
    TicketKeys::rotate_file(file);
    BOOST_TEST(met.receiver.refresh_tickets());
    BOOST_TEST(!met.meet().server.facts()->proof().resumed);
}

BOOST_AUTO_TEST_CASE(without_tickets_nothing_is_resumed) {
    const TwoOrganizations both;
    const auto receiver = both.contoso_edge();
    const auto sender = both.fabrikam_edge();
    for (int meeting = 0; meeting < 2; ++meeting) {
        const auto met = connected(sender, "contoso.example", receiver, "edge1.contoso.example");
        BOOST_REQUIRE(met.server.facts() != nullptr);
        BOOST_TEST(!met.server.facts()->proof().resumed);
    }
}

BOOST_AUTO_TEST_SUITE_END()
