// The tag-list grammar (RFC 6376 §3.2), whole and with limits.
#include "stamp/tag_list.hpp"

#include <boost/test/unit_test.hpp>
#include <string>

using namespace domainsec;
using detail::TagList;
using detail::TagListProblem;

namespace {

TagListProblem problem_of(std::string_view text, const StampLimits& limits = {}) {
    const auto parsed = TagList::parse(text, limits);
    BOOST_REQUIRE(std::holds_alternative<TagListProblem>(parsed));
    return std::get<TagListProblem>(parsed);
}

TagList list_of(std::string_view text) {
    auto parsed = TagList::parse(text, {});
    BOOST_REQUIRE(std::holds_alternative<TagList>(parsed));
    return std::get<TagList>(std::move(parsed));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tag_list)

BOOST_AUTO_TEST_CASE(white_space_and_folding_around_names_and_values_is_dropped) {
    const auto list = list_of("  v = 1 ;\r\n\td\t=\r\n contoso.example\r\n ; ");
    BOOST_TEST(list.tags().size() == 2U);
    BOOST_TEST(list.find("v")->value == "1");
    BOOST_TEST(list.find("d")->value == "contoso.example");
}

BOOST_AUTO_TEST_CASE(folding_with_lf_alone_is_the_same) {
    BOOST_TEST(list_of(" v=1;\n d=x").find("d")->value == "x");
}

BOOST_AUTO_TEST_CASE(the_last_semicolon_may_be_there_or_not) {
    BOOST_TEST(list_of("v=1").tags().size() == 1U);
    BOOST_TEST(list_of("v=1;").tags().size() == 1U);
}

BOOST_AUTO_TEST_CASE(values_may_be_empty_hold_equals_signs_and_inner_folding) {
    const auto list = list_of("mf=; b=ab\r\n cd==");
    BOOST_TEST(list.find("mf")->value.empty());
    BOOST_TEST(list.find("b")->value == "ab\r\n cd==");
}

BOOST_AUTO_TEST_CASE(names_are_case_sensitive) {
    const auto list = list_of("a=1; A=2");
    BOOST_TEST(list.find("a")->value == "1");
    BOOST_TEST(list.find("A")->value == "2");
}

BOOST_AUTO_TEST_CASE(what_encloses_a_value_is_all_up_to_the_semicolon) {
    BOOST_TEST(list_of("b= x \r\n ; c=1").find("b")->enclosed == " x \r\n ");
}

BOOST_AUTO_TEST_CASE(duplicate_tags_make_the_list_incorrect) {
    BOOST_CHECK(problem_of("v=1; d=a; d=a") == TagListProblem::duplicate);
}

BOOST_AUTO_TEST_CASE(empty_specs_and_missing_names_are_syntax_errors) {
    for (const auto* text :
         {"", " ", ";", "v=1;;d=x", "=1", "v", "v=1; d", "1v=1", "_v=1", "v w=1"})
        BOOST_CHECK_MESSAGE(problem_of(text) == TagListProblem::syntax, text);
}

BOOST_AUTO_TEST_CASE(controls_and_eight_bit_octets_are_syntax_errors) {
    for (const auto* text : {"v=\x01", "v=\x7f", "v=\xc3\xbc", "v\xc3=1", "v=1\v"})
        BOOST_CHECK_MESSAGE(problem_of(text) == TagListProblem::syntax, text);
    BOOST_CHECK(problem_of({"v=\0001", 4}) == TagListProblem::syntax);
}

BOOST_AUTO_TEST_CASE(too_many_tags_stop_the_reading) {
    std::string text = "t0=1";
    for (int at = 1; at < 64; ++at) text += ";t" + std::to_string(at) + "=1";
    BOOST_TEST(list_of(text).tags().size() == 64U);
    BOOST_CHECK(problem_of(text + ";z=1") == TagListProblem::too_many_tags);
}

BOOST_AUTO_TEST_CASE(a_value_over_the_limit_is_not_read) {
    const auto text = "v=" + std::string(std::size_t{64} * 1024 - 2, 'x');
    BOOST_TEST(list_of(text).tags().size() == 1U);
    BOOST_CHECK(problem_of(text + "x") == TagListProblem::too_long);
}

BOOST_AUTO_TEST_SUITE_END()
