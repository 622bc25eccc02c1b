// The machine's clock in whole seconds, and octets and text seen as each other.
#include <boost/test/unit_test.hpp>
#include <ctime>
#include <domainsec/bytes.hpp>
#include <domainsec/clock.hpp>

using namespace domainsec;

BOOST_AUTO_TEST_SUITE(clock_and_octets)

BOOST_AUTO_TEST_CASE(system_clock_tells_the_machines_time) {
    const Clock clock = system_clock();
    const auto before = std::time(nullptr);
    const auto told = clock().time_since_epoch().count();
    const auto after = std::time(nullptr);
    // time() may lag the finer clock by one tick at the turn of a second.
    BOOST_TEST(told >= before);
    BOOST_TEST(told <= after + 1);
}

BOOST_AUTO_TEST_CASE(octets_of_a_text_are_the_text) {
    const std::string_view text("\0\xff domain", 9);
    BOOST_TEST(bytes_of(text).size() == 9U);
    BOOST_TEST(bytes_of(text)[1] == 0xff);
    BOOST_TEST(text_of(bytes_of(text)) == text);
}

BOOST_AUTO_TEST_SUITE_END()
