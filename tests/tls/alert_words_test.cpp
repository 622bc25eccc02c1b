// Names and words of alerts (RFC 8446 §6, IANA's registry "TLS Alerts").
#include "tls/alert_words.hpp"

#include <boost/test/unit_test.hpp>
#include <set>
#include <string>

using namespace domainsec;

BOOST_AUTO_TEST_SUITE(alert_words)

BOOST_AUTO_TEST_CASE(alerts_have_their_registered_names) {
    BOOST_TEST(detail::alert_name(0) == "close_notify");
    BOOST_TEST(detail::alert_name(40) == "handshake_failure");
    BOOST_TEST(detail::alert_name(48) == "unknown_ca");
    BOOST_TEST(detail::alert_name(116) == "certificate_required");
    BOOST_TEST(detail::alert_name(120) == "no_application_protocol");
}

BOOST_AUTO_TEST_CASE(every_alert_of_rfc_8446_6_is_known) {
    for (const int code : {0,  10, 20, 22, 40, 42, 43,  44,  45,  46,  47,  48,  49, 50,
                           51, 70, 71, 80, 86, 90, 109, 110, 112, 113, 115, 116, 120})
        BOOST_TEST(detail::alert_name(code) != "unknown_alert");
}

BOOST_AUTO_TEST_CASE(names_are_lower_snake_and_unique) {
    std::set<std::string_view> names;
    int known = 0;
    for (int code = 0; code < 256; ++code) {
        const auto name = detail::alert_name(code);
        if (name == "unknown_alert") continue;
        ++known;
        names.insert(name);
        BOOST_TEST(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string_view::npos);
    }
    BOOST_TEST(names.size() == static_cast<std::size_t>(known));
}

BOOST_AUTO_TEST_CASE(each_has_words_that_end_in_a_sentence) {
    for (int code = -1; code <= 256; ++code) {
        const auto words = detail::alert_words(code);
        BOOST_TEST(words.size() > 20U);
        BOOST_TEST(words.ends_with('.'));
        BOOST_TEST(words.find("  ") == std::string_view::npos);
    }
}

BOOST_AUTO_TEST_CASE(the_words_say_what_to_mend) {
    const auto says = [](int code, std::string_view part) {
        return detail::alert_words(code).find(part) != std::string_view::npos;
    };
    BOOST_TEST(says(48, "intermediate"));
    BOOST_TEST(says(45, "Renew"));
    BOOST_TEST(says(116, "partner"));
    BOOST_TEST(says(112, "servername"));
}

BOOST_AUTO_TEST_CASE(words_are_found_by_name_too) {
    BOOST_TEST(detail::alert_words("unknown_ca") == detail::alert_words(48));
    BOOST_TEST(detail::alert_words("no_such_alert") == detail::alert_words(255));
    BOOST_TEST(detail::alert_words("") == detail::alert_words(-1));
}

BOOST_AUTO_TEST_SUITE_END()
