// When a certificate is near its end, with lifetimes from six days to years.
#include <domainsec/trust/expiry.hpp>

#include "trust/judging.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

using std::chrono::days;
using std::chrono::hours;

/// A certificate that lives that long from test_now() on.
Certificate living(Seconds life) {
    IssueOptions options;
    options.not_before = test_now();
    options.not_after = test_now() + life;
    return self_signed({"mail.fabrikam.example"}, options).chain.leaf();
}

std::string stage_after(Seconds life, Seconds age) {
    return std::string(to_string(expiry_of(living(life), test_now() + age).stage));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(expiry)

BOOST_AUTO_TEST_CASE(certificate_of_47_days) {
    BOOST_TEST(stage_after(days(47), Seconds{-1}) == "not_begun");
    BOOST_TEST(stage_after(days(47), Seconds{0}) == "fresh");
    BOOST_TEST(stage_after(days(47), days(31)) == "fresh");
    BOOST_TEST(stage_after(days(47), days(32)) == "renew");
    BOOST_TEST(stage_after(days(47), days(40)) == "soon");
    BOOST_TEST(stage_after(days(47), days(45)) == "urgent");
    BOOST_TEST(stage_after(days(47), days(47)) == "urgent");
    BOOST_TEST(stage_after(days(47), days(47) + Seconds{1}) == "ended");
}

BOOST_AUTO_TEST_CASE(young_certificate_of_six_days_is_not_soon_at_its_end) {
    BOOST_TEST(stage_after(days(6), Seconds{0}) == "fresh");
    BOOST_TEST(stage_after(days(6), hours(24 * 4 - 1)) == "fresh");
    BOOST_TEST(stage_after(days(6), days(4)) == "urgent");
}

BOOST_AUTO_TEST_CASE(notice_is_never_longer_than_thirty_days) {
    BOOST_TEST(stage_after(days(3650), days(3619)) == "fresh");
    BOOST_TEST(stage_after(days(3650), days(3620)) == "renew");
}

BOOST_AUTO_TEST_CASE(share_of_life_is_rounded_down_and_bounded) {
    const Certificate certificate = living(days(47));
    BOOST_TEST(expiry_of(certificate, test_now() - days(5)).percent_left == 100u);
    BOOST_TEST(expiry_of(certificate, test_now() + days(12)).percent_left == 74u);
    BOOST_TEST(expiry_of(certificate, test_now() + days(90)).percent_left == 0u);
    BOOST_TEST(expiry_of(certificate, test_now() + days(48)).left.count() == -86400);
}

BOOST_AUTO_TEST_CASE(dates_the_wrong_way_round_are_harmless) {
    Spec spec = edge();
    spec.not_before = test_now();
    spec.not_after = test_now() - days(2);
    const Certificate odd = forge_root(spec).certificate;
    BOOST_TEST(std::string(to_string(expiry_of(odd, test_now()).stage)) == "ended");
    BOOST_TEST(expiry_of(odd, test_now()).percent_left == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
