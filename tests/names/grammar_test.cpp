// UTF-8 and the atoms and quoted strings of a mailbox (RFC 3629, RFC 5321 §4.1.2).
#include "names/grammar.hpp"

#include <boost/test/unit_test.hpp>
#include <string>

#include "names/utf8.hpp"

using namespace domainsec::detail;

BOOST_AUTO_TEST_SUITE(utf8)

BOOST_AUTO_TEST_CASE(reads_one_to_four_octets) {
    BOOST_TEST((first_utf8_character("a")->code_point == U'a'));
    BOOST_TEST((first_utf8_character("ü!")->code_point == U'ü'));
    BOOST_TEST((first_utf8_character("€")->code_point == U'€'));
    BOOST_TEST((first_utf8_character("\U0001F4A9")->code_point == U'\U0001F4A9'));
    BOOST_TEST(first_utf8_character("\U0001F4A9x")->length == 4U);
    BOOST_TEST((first_utf8_character("\xf4\x8f\xbf\xbf")->code_point == char32_t{0x10FFFF}));
    BOOST_TEST(!first_utf8_character("").has_value());
}

BOOST_AUTO_TEST_CASE(refuses_long_forms_surrogates_and_what_is_too_high) {
    for (const char* text : {"\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xe0\x9f\xbf",
                             "\xf0\x80\x80\x80", "\xf0\x8f\xbf\xbf", "\xed\xa0\x80", "\xed\xbf\xbf",
                             "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "\xfe"}) {
        BOOST_TEST(!is_utf8(text));
    }
}

BOOST_AUTO_TEST_CASE(refuses_cut_and_stray_octets) {
    for (const char* text :
         {"\x80", "\xbf", "\xc3", "\xe2\x82", "\xf0\x9f\x92", "\xc3(", "a\xc3", "\xe2(\xac"}) {
        BOOST_TEST(!is_utf8(text));
    }
    BOOST_TEST(is_utf8(""));
    BOOST_TEST(is_utf8(std::string("a\0ü", 4)));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(grammar)

BOOST_AUTO_TEST_CASE(atoms_hold_no_dots_and_are_not_empty) {
    BOOST_TEST(is_atom("a!b"));
    BOOST_TEST(!is_atom(""));
    BOOST_TEST(!is_atom("a.b"));
    BOOST_TEST(is_dot_string("a.b.c"));
    BOOST_TEST(!is_dot_string(""));
    BOOST_TEST(!is_dot_string("a."));
}

BOOST_AUTO_TEST_CASE(a_quoted_string_says_how_long_it_was) {
    const auto quoted = read_quoted_string(R"("a\"b" rest)");
    BOOST_REQUIRE(quoted.has_value());
    BOOST_TEST(quoted->value == "a\"b");
    BOOST_TEST(quoted->length == 6U);
    BOOST_TEST(read_quoted_string("\"\"")->value.empty());
    BOOST_TEST(!read_quoted_string("a\"\"").has_value());
}

BOOST_AUTO_TEST_CASE(quoting_goes_there_and_back) {
    for (const char* text : {"", "a", "\\", "\"", "\\\"", "a b@c", "ü\\"}) {
        BOOST_TEST(read_quoted_string(to_quoted_string(text))->value == text);
    }
}

BOOST_AUTO_TEST_SUITE_END()
