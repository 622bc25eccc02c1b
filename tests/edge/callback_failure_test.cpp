// A clock and a signing callback that throw, with a whole edge around them: the message is put off,
// the event says why, and nothing that is noexcept ends the program.
#include <boost/test/unit_test.hpp>
#include <stdexcept>

#include "edge/edge_fixture.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

constexpr const char* alice = "alice@fabrikam.example";
constexpr const char* bob = "bob@contoso.example";

/// Two organizations whose clock fails on demand: from the call on that `good_calls` names.
struct FailingClock : TwoOrganizations {
    EdgeOptions failing_options() const {
        auto options = this->options();
        options.clock = [left = good_calls, now = clock] {
            if (*left == 0) throw std::runtime_error("clock: no time");
            --*left;
            return now.now();
        };
        return options;
    }
    Edge edge() const { return Edge::load(contoso.file(), failing_options()); }

    static constexpr int always = 1'000'000;
    std::shared_ptr<int> good_calls = std::make_shared<int>(always);
};

Transaction ready(const Edge& edge) {
    auto transaction = edge.begin(session_of(fabrikam()));
    BOOST_TEST((transaction.mail_from(alice).decision == Decision::accepted));
    BOOST_TEST((transaction.rcpt_to(bob).decision == Decision::accepted));
    return transaction;
}

void expect_put_off(const FinishedMessage& finished) {
    BOOST_TEST((finished.answer.decision == Decision::refused));
    BOOST_TEST(finished.answer.reply.code == 451);
    BOOST_TEST((finished.status == Status::temperror));
    BOOST_TEST(!finished.secured());
    BOOST_TEST(finished.edits.prefix().empty());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(callback_failure)

BOOST_AUTO_TEST_CASE(mail_from_is_put_off) {
    const FailingClock both;
    const auto edge = both.edge();
    auto transaction = edge.begin(session_of(fabrikam()));
    *both.good_calls = 0;
    const auto answer = transaction.mail_from(alice);
    BOOST_TEST(answer.reply.code == 451);
    BOOST_TEST((answer.reason == PolicyReason::callback_failed));
    BOOST_TEST((transaction.rcpt_to(bob).decision == Decision::refused));
    const auto events = both.events->of(EventKind::callback_failed);
    BOOST_REQUIRE_EQUAL(events.size(), 1U);
    BOOST_TEST(events[0].text.find("clock: no time") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(message_is_put_off_wherever_in_finish_the_clock_fails) {
    const FailingClock both;
    const auto edge = both.edge();
    const auto message =
        "Authentication-Results: edge1.contoso.example; dkim=pass\r\n" + message_from(alice);
    int put_off = 0;
    for (int calls = 0; calls < 12; ++calls) {
        *both.good_calls = FailingClock::always;
        auto transaction = ready(edge);
        both.events->events.clear();
        *both.good_calls = calls;
        const auto finished = transaction.finish(message);
        *both.good_calls = FailingClock::always;
        // Once nothing that is judged needs it any more, only events are told by another clock.
        if (finished.secured()) continue;
        ++put_off;
        expect_put_off(finished);
        const auto events = both.events->of(EventKind::callback_failed);
        BOOST_REQUIRE_EQUAL(events.size(), 1U);
        BOOST_TEST(events[0].text.find("clock: no time") != std::string::npos);
        BOOST_TEST(both.events->of(EventKind::message_secured).empty());
    }
    BOOST_TEST(put_off > 0);
}

BOOST_AUTO_TEST_CASE(route_defers_and_recording_evidence_goes_on) {
    const FailingClock both;
    const auto edge = Edge::load(both.fabrikam.file(), both.failing_options());
    const auto route = edge.route("contoso.example");
    *both.good_calls = 0;
    const auto verdict = route.judge(session_of(fabrikam()));
    BOOST_TEST((verdict.decision == RouteDecision::defer));
    BOOST_TEST((verdict.reason == PolicyReason::callback_failed));
    edge.record_evidence(verdict);  // noexcept
}

BOOST_AUTO_TEST_CASE(recording_evidence_in_a_cache_without_a_clock) {
    const FailingClock both;
    std::filesystem::create_directory(both.contoso.path() / "evidence");
    both.contoso.configure(fabrikam_partner + fabrikam_receive +
                           "[evidence]\ncache = \"evidence\"\n");
    const auto edge = both.edge();
    RouteVerdict verdict;
    verdict.requests.push_back({EvidenceKind::mx, "fabrikam.example"});
    *both.good_calls = 0;
    edge.record_evidence(verdict);
    auto transaction = edge.begin(session_of(fabrikam()));
    BOOST_TEST((transaction.mail_from(alice).reason == PolicyReason::callback_failed));
}

BOOST_AUTO_TEST_CASE(handshake_fails_without_a_time_and_is_told) {
    const FailingClock both;
    const auto edge = both.edge();
    const auto fabrikam_edge = both.fabrikam_edge();
    auto client = fabrikam_edge.connect(fabrikam_edge.route("contoso.example"),
                                        {.server_name = "edge1.contoso.example"});
    auto server = edge.accept({});
    *both.good_calls = 0;
    exchange(client, server);
    BOOST_TEST((server.state() == SessionState::failed));
    BOOST_TEST(server.facts() == nullptr);
    BOOST_REQUIRE(server.failure());
    bool told = false;
    for (const auto& event : both.events->of(EventKind::handshake_failed))
        told = told || event.text.find("clock: no time") != std::string::npos;
    BOOST_TEST(told);
}

BOOST_AUTO_TEST_CASE(signing_that_throws_puts_the_message_off) {
    const TwoOrganizations both;
    const auto key = StampKey::from_file(both.contoso.path() / "stamp.pem");
    auto options = both.options();
    options.stamp_key = StampKey(key.public_key(), [](ByteView) -> Bytes {
        throw std::runtime_error("sign: the device is gone");
    });
    const auto edge = Edge::load(both.contoso.file(), std::move(options));
    auto transaction = ready(edge);
    expect_put_off(transaction.finish(message_from(alice)));
    const auto events = both.events->of(EventKind::callback_failed);
    BOOST_REQUIRE_EQUAL(events.size(), 1U);
    BOOST_TEST(events[0].text.find("the device is gone") != std::string::npos);
    BOOST_TEST(events[0].reason == "signing_failed");
    BOOST_TEST(both.events->of(EventKind::message_secured).empty());
}

BOOST_AUTO_TEST_SUITE_END()
