// Validity in time (RFC 5280 §4.1.2.5, §6.1.3 (a)(2)).
#include "trust/judging.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

const TestCa& ca() {
    static const TestCa authority("Fabrikam CA");
    return authority;
}

std::string outcome_at(TimePoint now, const IssueOptions& options = {}) {
    const auto chain = ca().issue({"mail.fabrikam.example"}, options).chain.certificates();
    return outcome(judged(trusting({ca().certificate()}), chain, PeerRole::client, now));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dates)

BOOST_AUTO_TEST_CASE(expired_leaf_fails) {
    BOOST_TEST(outcome_at(test_now(), expired()) == "fail expired");
}

BOOST_AUTO_TEST_CASE(early_leaf_fails) {
    BOOST_TEST(outcome_at(test_now(), not_yet_valid()) == "fail not_yet_valid");
}

BOOST_AUTO_TEST_CASE(both_ends_belong_to_the_validity) {  // RFC 5280 §4.1.2.5
    const IssueOptions options;
    BOOST_TEST(outcome_at(options.not_before) == "pass");
    BOOST_TEST(outcome_at(options.not_before - Seconds{1}) == "fail not_yet_valid");
    BOOST_TEST(outcome_at(options.not_after) == "pass");
    BOOST_TEST(outcome_at(options.not_after + Seconds{1}) == "fail expired");
}

BOOST_AUTO_TEST_CASE(expired_intermediate_fails) {
    const Party root = forge_root(authority("Root"));
    Spec old = authority("Old");
    old.not_after = test_now() - Seconds{1};
    const Party middle = forge(root, old);
    const auto report = judged(trusting({root.certificate}),
                               {forge(middle, edge()).certificate, middle.certificate});
    BOOST_TEST(outcome(report) == "fail expired");
    BOOST_TEST(*report.findings.front().certificate == 1u);
    BOOST_TEST(rule_of(report, TrustReason::expired) == "RFC 5280 §6.1.3(a)(2)");
}

BOOST_AUTO_TEST_CASE(anchor_out_of_its_dates_is_a_warning) {  // RFC 5280 §6.1.1(d)
    Spec old = authority("Old Root");
    old.not_after = test_now() - Seconds{1};
    const Party root = forge_root(old);
    const auto report = judged(trusting({root.certificate}), {forge(root, edge()).certificate});
    BOOST_TEST(outcome(report) == "pass");
    BOOST_REQUIRE(report.findings.size() == 1u);
    BOOST_TEST((report.findings.front().severity == FindingSeverity::warning));
}

BOOST_AUTO_TEST_CASE(dates_before_1970_and_far_ahead_are_understood) {
    const Party root = forge_root(authority("Root"));
    Spec spec = edge();
    spec.not_before = std::chrono::sys_days(std::chrono::year(1951) / 1 / 1);
    spec.not_after = std::chrono::sys_days(std::chrono::year(2199) / 12 / 31);
    BOOST_TEST(outcome(trusting({root.certificate}), {forge(root, spec).certificate}) == "pass");
}

BOOST_AUTO_TEST_CASE(verdict_holds_five_minutes_or_until_the_leaf_ends) {
    IssueOptions options;
    const auto chain = ca().issue({"mail.fabrikam.example"}, options).chain.certificates();
    const auto policy = trusting({ca().certificate()});
    BOOST_TEST((judged(policy, chain).valid_until == test_now() + std::chrono::minutes(5)));
    const TimePoint late = options.not_after - Seconds{10};
    BOOST_TEST((judged(policy, chain, PeerRole::client, late).valid_until == options.not_after));
}

BOOST_AUTO_TEST_CASE(verdict_on_an_early_leaf_holds_until_it_begins) {
    const IssueOptions options = not_yet_valid();
    const auto chain = ca().issue({"mail.fabrikam.example"}, options).chain.certificates();
    const TimePoint early = options.not_before - Seconds{10};
    BOOST_TEST(
        (judged(trusting({ca().certificate()}), chain, PeerRole::client, early).valid_until ==
         options.not_before));
}

BOOST_AUTO_TEST_SUITE_END()
