// Reading TOML of any content: a table or toml::parse_error, never an assertion.
#include "toml.hpp"

#include <boost/test/unit_test.hpp>
#include <string>

using domainsec::detail::parsed_toml;

namespace {

/// The line of the error, or 0 when the text was read.
unsigned error_line(std::string_view text) {
    try {
        parsed_toml(text);
        return 0;
    } catch (const toml::parse_error& error) {
        return error.source().begin.line == 0 ? 999 : error.source().begin.line;
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(toml_reading)

BOOST_AUTO_TEST_CASE(other_letters_belong_into_quotes_and_comments) {
    BOOST_TEST(error_line("# \xc3\xa9\na = \"\xc3\xa9\" # \xc3\xa9\nb = '\xc3\xa9'\n") == 0U);
    BOOST_TEST(error_line("\"\xc3\xa9\" = \"\\\"\xc3\xa9\"\n'\xc3\xa8' = 1\n") == 0U);
    BOOST_TEST(error_line("a = \"\"\"\n\xc3\xa9 \" \"\" \\\"\"\" \xc3\xa9\"\"\"\"\"\nb = 1\n") ==
               0U);
    BOOST_TEST(error_line("a = '''\n\xc3\xa9\\'''\nb = 1\n") == 0U);
    BOOST_TEST(error_line("\xef\xbb\xbf"
                          "a = 1\n") == 0U);
    BOOST_TEST(error_line("a = 1\n\xc3\xa9 = 2\n") == 2U);
    BOOST_TEST(error_line("a = '''\n\n''' \xc3\xa9\n") == 3U);
    BOOST_TEST(error_line("[a]\xef\xbb\xbf\n") == 1U);
    BOOST_TEST(error_line("a = \"\\\\\" \xc3\xa9\n") == 1U);
}

BOOST_AUTO_TEST_CASE(a_text_without_end) {
    BOOST_TEST(error_line("a = \"\n\xc3\xa9") != 0U);
    BOOST_TEST(error_line("a = 'x\n\xc3\xa9") != 0U);
    BOOST_TEST(error_line("a = \"\"\"\n\xc3\xa9") != 0U);
    BOOST_TEST(error_line("a = \"\\") != 0U);
}

BOOST_AUTO_TEST_CASE(headers_that_the_parser_does_not_expect) {
    for (const char* text : {"[.a]", "[[.a]]", "[=]", "[\"a\".]", "a.=1", "[a\n]", "[", "[["}) {
        BOOST_TEST(error_line(text) != 0U, text);
    }
}

BOOST_AUTO_TEST_SUITE_END()
