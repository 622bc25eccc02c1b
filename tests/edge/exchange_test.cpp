// The main job, from memory to memory: Fabrikam's edge hands a message to Contoso's over mutual
// TLS, and a verifier inside Contoso finds it Domain Secured.
#include <boost/test/unit_test.hpp>
#include <domainsec/error.hpp>

#include "edge/edge_fixture.hpp"
#include "support/expect_error.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

constexpr const char* alice = "alice@fabrikam.example";
constexpr const char* host = "edge1.contoso.example";

}  // namespace

BOOST_AUTO_TEST_SUITE(exchange_between_edges)

BOOST_AUTO_TEST_CASE(a_message_arrives_domain_secured) {
    const TwoOrganizations both;
    const auto contoso = both.contoso_edge();
    const auto fabrikam = both.fabrikam_edge();
    auto session = connected(fabrikam, "contoso.example", contoso, host);
    BOOST_REQUIRE(session.client.facts() != nullptr);
    BOOST_REQUIRE(session.server.facts() != nullptr);

    const auto verdict = fabrikam.route("contoso.example").judge(*session.client.facts());
    BOOST_TEST((verdict.decision == RouteDecision::deliver), verdict.text);
    BOOST_TEST(verdict.secured);

    session.client.send(bytes_of(message_from(alice)));
    exchange(session.client, session.server);
    const auto octets = session.server.take_plaintext();
    const std::string message(text_of(octets));
    BOOST_TEST(message == message_from(alice));

    const auto marked = delivered(contoso, *session.server.facts(), alice, message);
    BOOST_REQUIRE(marked);
    BOOST_TEST(marked->starts_with("Authentication-Results: edge1.contoso.example;"));
    BOOST_TEST(marked->find("x-domain-secured=pass") != std::string::npos);
    BOOST_TEST(marked->find("policy.partner=fabrikam.example") != std::string::npos);
    BOOST_TEST(marked->ends_with(message));

    const auto report = contoso.verify(*marked);
    BOOST_TEST(to_string(report.status) == "pass", report.detail);
    BOOST_TEST(report.partner->str() == "fabrikam.example");
    BOOST_TEST(report.edge->str() == host);
    BOOST_TEST(report.mail_from == alice);
    BOOST_TEST(report.tls.find("TLS1.3/") == 0U);
    BOOST_TEST(!report.asserted_by_caller);
    BOOST_TEST(report.display().label == "Domain Secured by fabrikam.example");
    BOOST_TEST(both.events->of(EventKind::message_secured).size() == 1U);
}

BOOST_AUTO_TEST_CASE(own_tls_and_a_caller_s_tls_are_judged_alike) {
    const TwoOrganizations both;
    const auto contoso = both.contoso_edge();
    auto session = connected(both.fabrikam_edge(), "contoso.example", contoso, host);
    BOOST_REQUIRE(session.server.facts() != nullptr);
    const auto own = delivered(contoso, *session.server.facts(), alice, message_from(alice));
    const auto caller = delivered(contoso, session_of(fabrikam()), alice, message_from(alice));
    BOOST_REQUIRE(own);
    BOOST_REQUIRE(caller);
    const auto first = contoso.verify(*own);
    const auto second = contoso.verify(*caller);
    BOOST_TEST((first.status == Status::pass));
    BOOST_TEST((second.status == Status::pass));
    BOOST_TEST(first.partner->str() == second.partner->str());
    BOOST_TEST(first.identity->str() == second.identity->str());
    BOOST_TEST(first.method == second.method);
    BOOST_TEST(second.asserted_by_caller);
}

BOOST_AUTO_TEST_CASE(our_certificate_is_shown_to_partners_only) {
    const TwoOrganizations both;
    const auto contoso = both.contoso_edge();
    const auto fabrikam = both.fabrikam_edge();
    const auto to_partner = connected(fabrikam, "contoso.example", contoso, host);
    BOOST_REQUIRE(to_partner.server.facts() != nullptr);
    BOOST_TEST(!to_partner.server.facts()->chain().empty());
    const auto to_other = connected(fabrikam, "elsewhere.example", contoso, host);
    BOOST_REQUIRE(to_other.server.facts() != nullptr);
    BOOST_TEST(to_other.server.facts()->chain().empty());
}

BOOST_AUTO_TEST_CASE(nobody_is_asked_under_never) {
    const TwoOrganizations both;
    both.contoso.configure_whole(
        "[organization]\ndomain = \"contoso.example\"\n[edge]\nname = \"edge1.contoso.example\"\n"
        "request_certificate = { networks = [\"198.51.100.0/24\"] }\n"
        "[identity]\nstore = \"certificates\"\n");
    const auto session =
        connected(both.fabrikam_edge(), "contoso.example", both.contoso_edge(), host);
    BOOST_REQUIRE(session.server.facts() != nullptr);
    BOOST_TEST(session.server.facts()->chain().empty());
}

BOOST_AUTO_TEST_CASE(an_impostor_s_server_is_not_delivered_to) {
    const TwoOrganizations both;
    const Organization impostor("contoso.example", host,
                                stranger_ca().issue({"contoso.example"}, short_lived()));
    const auto session = connected(both.fabrikam_edge(), "contoso.example",
                                   Edge::load(impostor.file(), both.options()), host);
    BOOST_REQUIRE(session.client.facts() != nullptr);
    const auto verdict =
        both.fabrikam_edge().route("contoso.example").judge(*session.client.facts());
    BOOST_TEST((verdict.decision == RouteDecision::next_host));
}

BOOST_AUTO_TEST_CASE(a_certificate_of_another_domain_is_refused) {
    const TwoOrganizations both;
    const Organization other("fabrikam.example", "mx1.fabrikam.example",
                             fabrikam_ca().issue({"www.fabrikam.example"}, short_lived()));
    other.write("contoso-ca.pem", both.contoso_ca.certificate().pem());
    other.configure(
        "[[partner]]\nname = \"Contoso\"\ndomains = [\"contoso.example\"]\n"
        "[partner.send]\nanchors = [\"contoso-ca.pem\"]\n");
    const auto contoso = both.contoso_edge();
    const auto session =
        connected(Edge::load(other.file(), both.options()), "contoso.example", contoso, host);
    BOOST_REQUIRE(session.server.facts() != nullptr);
    auto transaction = contoso.begin(*session.server.facts());
    transaction.mail_from(alice);
    const auto answer = transaction.rcpt_to("bob@contoso.example");
    BOOST_TEST(answer.reply.line().find("451 4.7.5 [DSEC-NAME]") == 0U);
}

BOOST_AUTO_TEST_CASE(injected_plaintext_ends_the_session) {
    const TwoOrganizations both;
    const auto contoso = both.contoso_edge();
    AcceptOptions accepting;
    accepting.leftover = bytes_of("EHLO injected\r\n");
    accepting.client_ip = "192.0.2.66";
    const auto server = contoso.accept(accepting);
    BOOST_TEST((server.state() == SessionState::failed));
    BOOST_REQUIRE(server.failure());
    BOOST_TEST((server.failure()->reason == SessionFailureReason::plaintext_injected));

    const auto fabrikam = both.fabrikam_edge();
    ConnectOptions connecting;
    connecting.leftover = bytes_of("250 injected\r\n");
    const auto client = fabrikam.connect(fabrikam.route("contoso.example"), connecting);
    BOOST_TEST((client.state() == SessionState::failed));

    const auto events = both.events->of(EventKind::plaintext_injected);
    BOOST_REQUIRE_EQUAL(events.size(), 2U);
    BOOST_TEST(events[0].peer == "192.0.2.66");
}

BOOST_AUTO_TEST_CASE(without_a_certificate_no_session_is_accepted) {
    const TwoOrganizations both;
    both.contoso.configure_whole(
        "[organization]\ndomain = \"contoso.example\"\n[edge]\nname = \"edge1.contoso.example\"\n");
    const auto edge = both.contoso_edge();
    expect_error(errc::invalid_state, "[identity]", [&edge] { edge.accept({}); });
}

BOOST_AUTO_TEST_SUITE_END()
