// A clock or a source of evidence that throws: each step gives a temporary answer and an event with
// the exception's text, and nothing is accepted that was not judged.
#include <boost/test/unit_test.hpp>
#include <stdexcept>

#include "policy/policy_fixture.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

constexpr const char* alice = "alice@fabrikam.example";
constexpr const char* bob = "bob@contoso.example";
const std::string fabrikam_send =
    "[partner.send]\n"
    "anchors = [\"fabrikam-ca.pem\"]\n";

/// Works until it is told to fail.
struct Switch {
    std::shared_ptr<bool> fails = std::make_shared<bool>(false);

    void check(const char* what) const {
        if (*fails) throw std::runtime_error(what);
    }
};

/// Contoso's judgement with a clock and evidence that may throw.
struct Failing {
    JudgementContext context() const {
        auto context = judge.context();
        context.clock = [held = clock, now = judge.clock] {
            held.check("clock: no time\r\nFORGED: line");
            return now.now();
        };
        context.evidence = [held = evidence, inner = context.evidence] {
            held.check("evidence: the store is gone");
            return inner();
        };
        return context;
    }
    InboundTransaction begin() const { return {context(), session_of(fabrikam()), {}}; }

    Judge judge{fabrikam_receive + fabrikam_send};
    Switch clock;
    Switch evidence;
};

void expect_temporary(const Answer& answer) {
    BOOST_TEST((answer.decision == Decision::refused));
    BOOST_TEST((answer.reason == PolicyReason::callback_failed));
    BOOST_TEST(answer.reply.code == 451);
    BOOST_TEST(answer.reply.line().find("4.3.0") != std::string::npos);
    BOOST_TEST(!answer.event_id.empty());
    BOOST_TEST(answer.reply.line().find(answer.event_id) != std::string::npos);
    BOOST_TEST(answer.reply.line().find("store is gone") == std::string::npos);
}

void expect_event(const Failing& failing, std::string_view text, const std::string& id) {
    const auto events = failing.judge.events->of(EventKind::callback_failed);
    BOOST_REQUIRE_EQUAL(events.size(), 1U);
    BOOST_TEST(events[0].text.find(text) != std::string::npos, events[0].text);
    BOOST_TEST(events[0].text.find('\n') == std::string::npos);
    BOOST_TEST(events[0].reason == "callback_failed");
    BOOST_TEST(events[0].id == id);
    BOOST_TEST((events[0].severity == Severity::error));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(callback_failure)

BOOST_AUTO_TEST_CASE(clock_that_throws_in_mail_from) {
    const Failing failing;
    auto transaction = failing.begin();
    *failing.clock.fails = true;
    const auto answer = transaction.mail_from(alice);
    expect_temporary(answer);
    expect_event(failing, "clock: no time", answer.event_id);
}

BOOST_AUTO_TEST_CASE(evidence_that_throws_in_mail_from) {
    const Failing failing;
    auto transaction = failing.begin();
    *failing.evidence.fails = true;
    const auto answer = transaction.mail_from(alice);
    expect_temporary(answer);
    expect_event(failing, "the store is gone", answer.event_id);
}

BOOST_AUTO_TEST_CASE(null_reverse_path_is_no_way_around) {
    const Failing failing;
    auto transaction = failing.begin();
    *failing.clock.fails = true;
    expect_temporary(transaction.mail_from(""));
    BOOST_TEST((transaction.rcpt_to(bob).reason == PolicyReason::out_of_order));
}

BOOST_AUTO_TEST_CASE(nothing_follows_an_unjudged_mail_from) {
    const Failing failing;
    auto transaction = failing.begin();
    *failing.clock.fails = true;
    expect_temporary(transaction.mail_from(alice));
    BOOST_TEST((transaction.rcpt_to(bob).reason == PolicyReason::out_of_order));
    const auto message = message_from(alice);
    const auto verdict = transaction.finish(MessageView::parse(message));
    BOOST_TEST((verdict.reason == PolicyReason::out_of_order));
    BOOST_TEST(!verdict.path);
}

BOOST_AUTO_TEST_CASE(transaction_goes_on_when_the_callback_does) {
    const Failing failing;
    auto transaction = failing.begin();
    *failing.clock.fails = true;
    expect_temporary(transaction.mail_from(alice));
    *failing.clock.fails = false;
    BOOST_TEST((run(transaction, alice, message_from(alice)).status == Status::pass));
}

BOOST_AUTO_TEST_CASE(clock_that_throws_in_rcpt_changes_no_answer) {
    const Failing failing;
    auto transaction = failing.begin();
    BOOST_TEST((transaction.mail_from(alice).decision == Decision::accepted));
    *failing.clock.fails = true;
    BOOST_TEST((transaction.rcpt_to(bob).decision == Decision::accepted));
    BOOST_TEST(failing.judge.events->of(EventKind::callback_failed).empty());
}

BOOST_AUTO_TEST_CASE(refusal_at_rcpt_is_told_by_the_machine_s_clock) {
    const Failing failing;
    InboundTransaction transaction(failing.context(), session_without_certificate(), {});
    BOOST_TEST((transaction.mail_from(alice).decision == Decision::accepted));
    *failing.clock.fails = true;
    const auto answer = transaction.rcpt_to(bob);
    BOOST_TEST((answer.decision == Decision::refused));
    BOOST_TEST((answer.reason == PolicyReason::no_certificate));
    const auto events = failing.judge.events->of(EventKind::message_refused);
    BOOST_REQUIRE_EQUAL(events.size(), 1U);
    BOOST_TEST((events[0].time != TimePoint{}));
}

BOOST_AUTO_TEST_CASE(clock_that_throws_in_finish) {
    const Failing failing;
    auto transaction = failing.begin();
    transaction.mail_from(alice);
    transaction.rcpt_to(bob);
    *failing.clock.fails = true;
    const auto message = message_from(alice);
    const auto verdict = transaction.finish(MessageView::parse(message));
    expect_temporary(verdict.answer);
    BOOST_TEST((verdict.status == Status::temperror));
    BOOST_TEST((verdict.reason == PolicyReason::callback_failed));
    BOOST_TEST(!verdict.path);
    expect_event(failing, "clock: no time", verdict.answer.event_id);
    BOOST_TEST(failing.judge.events->of(EventKind::message_secured).empty());
}

BOOST_AUTO_TEST_CASE(clock_that_throws_in_a_route) {
    const Failing failing;
    const OutboundRoute route(failing.context(),
                              DomainName::from_string("fabrikam.example").value());
    const auto facts = session_of(fabrikam());
    BOOST_TEST((route.judge(facts).decision == RouteDecision::deliver));
    *failing.clock.fails = true;
    const auto verdict = route.judge(facts);
    BOOST_TEST((verdict.decision == RouteDecision::defer));
    BOOST_TEST((verdict.reason == PolicyReason::callback_failed));
    BOOST_TEST(!verdict.secured);
    expect_event(failing, "clock: no time", verdict.event_id);
}

BOOST_AUTO_TEST_CASE(route_without_tls_needs_no_callback) {
    const Failing failing;
    const OutboundRoute route(failing.context(),
                              DomainName::from_string("fabrikam.example").value());
    *failing.clock.fails = *failing.evidence.fails = true;
    const auto verdict = route.judge_without_tls();
    BOOST_TEST((verdict.reason == PolicyReason::no_tls));
    BOOST_TEST((verdict.decision != RouteDecision::deliver));
}

BOOST_AUTO_TEST_CASE(failure_without_anybody_who_hears) {
    const Failing failing;
    auto context = failing.context();
    context.events = nullptr;
    InboundTransaction transaction(std::move(context), session_of(fabrikam()), {});
    *failing.clock.fails = true;
    expect_temporary(transaction.mail_from(alice));
}

BOOST_AUTO_TEST_SUITE_END()
