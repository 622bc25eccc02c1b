// Routes: when our certificate is shown, when clear text is allowed, and what becomes of a server
// that is not the partner's.
#include <boost/test/unit_test.hpp>

#include "policy/policy_fixture.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

const std::string send = "[partner.send]\nanchors = [\"fabrikam-ca.pem\"]\n";

RouteVerdict judged(const Judge& judge, const SessionFacts& facts) {
    return judge.route("fabrikam.example").judge(facts);
}

SessionFacts impostor() {
    return session_of(stranger_ca().issue({"fabrikam.example"}, short_lived()));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(outbound_routes)

BOOST_AUTO_TEST_CASE(to_a_partner) {
    const Judge judge(send);
    const auto route = judge.route("fabrikam.example");
    BOOST_REQUIRE(route.partner() != nullptr);
    BOOST_TEST(route.partner()->name == "Fabrikam");
    BOOST_TEST(route.requires_tls());
    BOOST_TEST(route.presents_certificate());
    BOOST_TEST(route.nexthop().empty());
    BOOST_TEST(route.server_name("MX1.fabrikam.example.") == "mx1.fabrikam.example");
    BOOST_TEST(route.server_name("192.0.2.1").empty());
    const auto verdict = route.judge(session_of(fabrikam()));
    BOOST_TEST((verdict.decision == RouteDecision::deliver));
    BOOST_TEST(verdict.secured);
    BOOST_TEST((verdict.reason == PolicyReason::none));
    BOOST_TEST(judge.events->of(EventKind::route_judged).size() == 1U);
}

BOOST_AUTO_TEST_CASE(to_anybody_else_nothing_is_shown) {
    const Judge judge(send);
    const auto route = judge.route("elsewhere.example");
    BOOST_TEST(route.partner() == nullptr);
    BOOST_TEST(!route.requires_tls());
    BOOST_TEST(!route.presents_certificate());
    const auto verdict = route.judge_without_tls();
    BOOST_TEST((verdict.decision == RouteDecision::deliver));
    BOOST_TEST(!verdict.secured);
    BOOST_TEST(judge.events->events.empty());
}

BOOST_AUTO_TEST_CASE(a_partner_for_receiving_only) {
    const Judge judge(fabrikam_receive);
    const auto route = judge.route("fabrikam.example");
    BOOST_TEST(route.partner() != nullptr);
    BOOST_TEST(!route.presents_certificate());
    BOOST_TEST((route.judge_without_tls().reason == PolicyReason::not_asked));
}

BOOST_AUTO_TEST_CASE(require_never_goes_in_clear_text) {
    for (const char* keys : {"", "report = true\n"}) {
        const Judge judge(send + keys);
        const auto route = judge.route("fabrikam.example");
        const auto verdict = route.judge_without_tls();
        BOOST_TEST((verdict.decision == RouteDecision::next_host));
        BOOST_TEST((verdict.reason == PolicyReason::no_tls));
        BOOST_TEST((route.judge(SessionFacts::clear_text()).decision == RouteDecision::next_host));
    }
}

BOOST_AUTO_TEST_CASE(an_impostor_is_passed_over) {
    const auto verdict = judged(Judge(send), impostor());
    BOOST_TEST((verdict.decision == RouteDecision::next_host));
    BOOST_TEST((verdict.reason == PolicyReason::invalid_chain));
    BOOST_TEST(!verdict.secured);
    BOOST_TEST(verdict.text.find("authority") != std::string::npos);
    BOOST_TEST(verdict.report.has_value());
}

BOOST_AUTO_TEST_CASE(with_a_nexthop_there_is_no_next_host) {
    const Judge judge(send + "nexthop = \"[mx1.fabrikam.example]:2525\"\n");
    BOOST_TEST(judge.route("fabrikam.example").nexthop() == "mx1.fabrikam.example:2525");
    BOOST_TEST((judged(judge, impostor()).decision == RouteDecision::defer));
}

BOOST_AUTO_TEST_CASE(on_failure_reject_gives_it_back) {
    const Judge judge(send + "on_failure = \"reject\"\n");
    BOOST_TEST((judged(judge, impostor()).decision == RouteDecision::fail));
}

BOOST_AUTO_TEST_CASE(missing_evidence_waits_even_under_reject) {
    const Judge judge(send + "on_failure = \"reject\"\n");
    IssueOptions options;
    options.crl_uris = {"http://crl.fabrikam.example/ca.crl"};
    const auto verdict =
        judged(judge, session_of(fabrikam_ca().issue({"fabrikam.example"}, options)));
    BOOST_TEST((verdict.decision == RouteDecision::defer));
    BOOST_TEST((verdict.reason == PolicyReason::evidence_missing));
    BOOST_TEST(verdict.requests.size() == 1U);
}

BOOST_AUTO_TEST_CASE(prefer_delivers_whatever_happens) {
    const Judge judge(send + "mode = \"prefer\"\n");
    BOOST_TEST(!judge.route("fabrikam.example").requires_tls());
    BOOST_TEST(judge.route("fabrikam.example").presents_certificate());
    const auto verdict = judged(judge, impostor());
    BOOST_TEST((verdict.decision == RouteDecision::deliver));
    BOOST_TEST(!verdict.secured);
    BOOST_TEST(
        (judge.route("fabrikam.example").judge_without_tls().decision == RouteDecision::deliver));
}

BOOST_AUTO_TEST_CASE(report_delivers_over_tls_and_says_so) {
    const Judge judge(send + "report = true\n");
    const auto verdict = judged(judge, impostor());
    BOOST_TEST((verdict.decision == RouteDecision::deliver));
    BOOST_TEST(!verdict.secured);
    BOOST_TEST((verdict.reason == PolicyReason::invalid_chain));
}

BOOST_AUTO_TEST_CASE(a_server_needs_server_auth) {
    auto options = short_lived();
    options.server_auth = false;
    const auto verdict =
        judged(Judge(send), session_of(fabrikam_ca().issue({"fabrikam.example"}, options)));
    BOOST_TEST((verdict.reason == PolicyReason::invalid_chain));
}

BOOST_AUTO_TEST_CASE(weak_tls_is_not_enough) {
    const auto verdict = judged(Judge(send), weak_session_of(fabrikam()));
    BOOST_TEST((verdict.decision == RouteDecision::next_host));
    BOOST_TEST((verdict.reason == PolicyReason::weak_tls));
}

BOOST_AUTO_TEST_CASE(servername_is_sent_to_every_host) {
    const Judge judge(send + "servername = \"mail.fabrikam.example\"\n");
    BOOST_TEST(judge.route("fabrikam.example").server_name("mx7.fabrikam.example") ==
               "mail.fabrikam.example");
}

BOOST_AUTO_TEST_SUITE_END()
