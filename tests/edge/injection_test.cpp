// STARTTLS through an Edge: what stands in the buffer ends the session with an event, what was
// stripped never leads to clear text (RFC 3207 §6; Poddebniak et al., USENIX Security 2021).
#include <boost/test/unit_test.hpp>
#include <domainsec/telemetry/metrics.hpp>

#include "edge/edge_fixture.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

constexpr const char* alice = "alice@fabrikam.example";

std::string reason_of(const Session& session) {
    return session.failure() ? std::string(to_string(session.failure()->reason)) : "none";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(injection)

BOOST_AUTO_TEST_CASE(event_names_the_peer_and_holds_nothing_of_the_octets) {
    const TwoOrganizations both;
    const auto contoso = both.contoso_edge();
    const auto session = contoso.accept(
        {.leftover = bytes_of("AUTH PLAIN c2VjcmV0\r\n"), .client_ip = "192.0.2.66\r\nforged"});
    BOOST_TEST(reason_of(session) == "plaintext_injected");
    const auto events = both.events->of(EventKind::plaintext_injected);
    BOOST_REQUIRE_EQUAL(events.size(), 1U);
    BOOST_TEST(events[0].peer.find('\n') == std::string::npos);
    BOOST_TEST(events[0].text.find("c2VjcmV0") == std::string::npos);
    BOOST_TEST(events[0].text.find("STARTTLS") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(each_refusal_is_one_event_and_one_count) {
    TwoOrganizations both;
    const auto metrics = std::make_shared<Metrics>();
    auto options = both.options();
    options.events = metrics;
    const auto edge = Edge::load(both.contoso.file(), options);
    for (int i = 0; i < 3; ++i) {
        auto session = edge.accept({.leftover = bytes_of("NOOP\r\n")});
        session.receive(bytes_of("NOOP\r\n"));
        session.connection_ended();
        session.close();
    }
    BOOST_TEST(metrics->value("domainsec_plaintext_injections_total") == 3U);
}

BOOST_AUTO_TEST_CASE(refused_session_gives_no_facts_to_judge) {
    const TwoOrganizations both;
    const auto contoso = both.contoso_edge();
    const auto fabrikam = both.fabrikam_edge();
    auto server = contoso.accept({.leftover = bytes_of("M"), .client_ip = "192.0.2.7"});
    auto client = fabrikam.connect(fabrikam.route("contoso.example"), {});
    exchange(client, server);
    BOOST_TEST(server.facts() == nullptr);
    BOOST_TEST(client.facts() == nullptr);
}

BOOST_AUTO_TEST_CASE(what_was_said_in_clear_text_is_judged_as_clear_text) {
    // Session fixation: a transaction begun before STARTTLS keeps the facts it was begun with.
    const TwoOrganizations both;
    const auto contoso = both.contoso_edge();
    auto transaction = contoso.begin(SessionFacts::clear_text("192.0.2.7"));
    transaction.mail_from(alice);
    const auto session =
        connected(both.fabrikam_edge(), "contoso.example", contoso, "edge1.contoso.example");
    BOOST_REQUIRE(session.server.facts() != nullptr);
    BOOST_TEST(transaction.rcpt_to("bob@contoso.example").reply.line().find("[DSEC-NO-TLS]") !=
               std::string::npos);
    BOOST_TEST(!transaction.finish(message_from(alice)).secured());
}

BOOST_AUTO_TEST_CASE(stripped_starttls_never_sends_to_a_partner_in_clear_text) {
    const TwoOrganizations both;
    const auto fabrikam = both.fabrikam_edge();
    const auto route = fabrikam.route("contoso.example");
    BOOST_TEST(route.requires_tls());
    const auto verdict = route.judge(SessionFacts::clear_text("192.0.2.25"));
    BOOST_TEST(
        (verdict.decision == RouteDecision::defer || verdict.decision == RouteDecision::next_host));
    BOOST_TEST(!verdict.secured);
}

BOOST_AUTO_TEST_SUITE_END()
