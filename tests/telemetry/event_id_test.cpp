// The ids that both sides' administrators read to each other.
#include "telemetry/event_id.hpp"

#include <boost/test/unit_test.hpp>
#include <set>
#include <string>

using namespace domainsec;

BOOST_AUTO_TEST_SUITE(event_ids)

BOOST_AUTO_TEST_CASE(are_unique_at_one_moment) {
    const TimePoint now(Seconds(1795514400));
    std::set<std::string> ids;
    for (int i = 0; i < 10000; ++i) ids.insert(detail::next_event_id(now));
    BOOST_TEST(ids.size() == 10000U);
}

BOOST_AUTO_TEST_CASE(are_ten_characters_that_can_be_read_aloud) {
    const std::string id = detail::next_event_id(TimePoint{});
    BOOST_TEST(id.size() == 10U);
    BOOST_TEST(id.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
