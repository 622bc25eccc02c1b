// Names in certificates: exact, or one whole left-most label as wildcard (RFC 9525 §6.3).
#include <boost/test/unit_test.hpp>
#include <domainsec/names/host_pattern.hpp>

using namespace domainsec;

namespace {

HostPattern pattern(std::string_view text) {
    return HostPattern::from_string(text).value();
}
DomainName name(std::string_view text) {
    return DomainName::from_string(text).value();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(host_pattern)

BOOST_AUTO_TEST_CASE(matches_an_exact_name_in_any_case) {
    BOOST_TEST(!pattern("mx1.fabrikam.example").is_wildcard());
    BOOST_TEST(pattern("MX1.Fabrikam.example").matches(name("mx1.fabrikam.EXAMPLE")));
    BOOST_TEST(!pattern("mx1.fabrikam.example").matches(name("mx2.fabrikam.example")));
    BOOST_TEST(!pattern("fabrikam.example").matches(name("mx1.fabrikam.example")));
}

BOOST_AUTO_TEST_CASE(matches_one_label_for_a_wildcard) {
    const HostPattern wildcard = pattern("*.fabrikam.example");
    BOOST_TEST(wildcard.is_wildcard());
    BOOST_TEST(wildcard.name().str() == "fabrikam.example");
    BOOST_TEST(wildcard.matches(name("mx1.fabrikam.example")));
    BOOST_TEST(wildcard.matches(name("xn--mnchen-3ya.fabrikam.example")));
    BOOST_TEST(!wildcard.matches(name("fabrikam.example")));
    BOOST_TEST(!wildcard.matches(name("a.mx1.fabrikam.example")));
    BOOST_TEST(!wildcard.matches(name("mx1.evilfabrikam.example")));
    BOOST_TEST(!wildcard.matches(name("evilfabrikam.example")));
}

BOOST_AUTO_TEST_CASE(refuses_every_other_wildcard) {
    for (const char* text :
         {"*", "*.", "*.example", "mx*.fabrikam.example", "*mx.fabrikam.example", "mx.*.example",
          "*.*.fabrikam.example", "**.fabrikam.example", "fabrikam.*", "xn--*.example"}) {
        BOOST_TEST_CONTEXT(text) {
            BOOST_TEST(!HostPattern::from_string(text).has_value());
        }
    }
}

BOOST_AUTO_TEST_CASE(refuses_what_is_no_name) {
    using namespace std::string_view_literals;
    for (const auto text :
         {""sv, "192.0.2.1"sv, "*.0.2.1"sv, "a\0.example"sv, "*.a\0.example"sv, "_a.example"sv}) {
        BOOST_TEST(!HostPattern::from_string(text).has_value());
    }
}

BOOST_AUTO_TEST_CASE(writes_what_it_read) {
    BOOST_TEST(pattern("*.Münch.example").str() == "*.xn--mnch-0ra.example");
    BOOST_TEST(pattern("a.example.").str() == "a.example");
    BOOST_TEST((pattern("*.a.example") == pattern("*.A.example")));
    BOOST_TEST((pattern("*.a.example") != pattern("a.example")));
}

BOOST_AUTO_TEST_SUITE_END()
