// The six result words of RFC 8601 §2.7.
#include <boost/test/unit_test.hpp>
#include <domainsec/status.hpp>

using namespace domainsec;

BOOST_AUTO_TEST_SUITE(status)

BOOST_AUTO_TEST_CASE(each_word_comes_back_as_its_status) {
    for (const Status value : {Status::none, Status::pass, Status::fail, Status::policy,
                               Status::temperror, Status::permerror}) {
        const auto parsed = status_from_string(to_string(value));
        BOOST_REQUIRE(parsed.has_value());
        BOOST_TEST((*parsed == value));
    }
    BOOST_TEST(to_string(Status::temperror) == "temperror");
}

BOOST_AUTO_TEST_CASE(other_words_are_nothing) {
    for (const char* word : {"", "PASS", "softfail", "pass ", "neutral"}) {
        BOOST_TEST(!status_from_string(word).has_value(), word);
    }
}

BOOST_AUTO_TEST_SUITE_END()
