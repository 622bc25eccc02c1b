// Header fields in canonical form (RFC 6376 §3.4.1, §3.4.2, §3.4.5) and the c= tag (§3.5).
#include <boost/test/unit_test.hpp>
#include <domainsec/message/canonicalization.hpp>
#include <string>

#include "message/canonical_header.hpp"

namespace {

using namespace domainsec;

std::string canonical(const std::string& raw, Canonicalization form) {
    const auto view = MessageView::parse(raw);
    BOOST_REQUIRE_EQUAL(view.fields().size(), 1U);
    return canonical_field(view.fields()[0], form);
}

std::string relaxed(const std::string& raw) {
    return canonical(raw, Canonicalization::relaxed);
}
std::string simple(const std::string& raw) {
    return canonical(raw, Canonicalization::simple);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(relaxed_header_rfc6376_3_4_2)

BOOST_AUTO_TEST_CASE(example_of_rfc6376_3_4_5) {
    BOOST_TEST(relaxed("A: X\r\n") == "a:X\r\n");
    BOOST_TEST(relaxed("B : Y\t\r\n\tZ  \r\n") == "b:Y Z\r\n");
}

BOOST_AUTO_TEST_CASE(name_in_lower_case_value_as_it_is) {
    BOOST_TEST(relaxed("SUBJect: AbC\r\n") == "subject:AbC\r\n");
}

BOOST_AUTO_TEST_CASE(runs_of_white_space_become_one_space) {
    BOOST_TEST(relaxed("A: one  two\t\tthree \t four\tfive\r\n") ==
               "a:one two three four five\r\n");
}

BOOST_AUTO_TEST_CASE(folding_becomes_one_space) {
    BOOST_TEST(relaxed("A: one\r\n two\r\n\t\tthree \r\n four\r\n") == "a:one two three four\r\n");
}

BOOST_AUTO_TEST_CASE(folding_right_after_the_colon_leaves_nothing) {
    BOOST_TEST(relaxed("A:\r\n one\r\n") == "a:one\r\n");
}

BOOST_AUTO_TEST_CASE(white_space_only_continuations_leave_one_space) {
    BOOST_TEST(relaxed("A: one\r\n \r\n \t\r\n two\r\n") == "a:one two\r\n");
}

BOOST_AUTO_TEST_CASE(white_space_at_the_end_goes) {
    BOOST_TEST(relaxed("A: one \t \r\n") == "a:one\r\n");
    BOOST_TEST(relaxed("A: one\r\n \r\n") == "a:one\r\n");
}

BOOST_AUTO_TEST_CASE(empty_values) {
    BOOST_TEST(relaxed("A:\r\n") == "a:\r\n");
    BOOST_TEST(relaxed("A:   \r\n") == "a:\r\n");
}

BOOST_AUTO_TEST_CASE(lf_storage_gives_the_same) {
    BOOST_TEST(relaxed("A: one\n  two\n") == relaxed("A: one\r\n  two\r\n"));
}

BOOST_AUTO_TEST_CASE(missing_last_line_end_is_added) {
    BOOST_TEST(relaxed("A: x") == "a:x\r\n");
}

BOOST_AUTO_TEST_CASE(controls_after_a_space_are_content) {
    BOOST_TEST(relaxed("A: x \x01y\x02 \x0b\r\n") == "a:x \x01y\x02 \x0b\r\n");
}

BOOST_AUTO_TEST_CASE(utf8_is_content) {
    BOOST_TEST(relaxed("A: \xc2\xa0Grüße  \xe2\x80\x83\r\n") == "a:\xc2\xa0Grüße \xe2\x80\x83\r\n");
}

BOOST_AUTO_TEST_CASE(long_values_with_many_words) {
    std::string raw = "References:";
    std::string expected = "references:";
    for (int i = 0; i < 200; ++i) {
        const auto id = "<" + std::string(static_cast<std::size_t>(i), 'x') + "@host.example>";
        raw += (i % 3 == 0 ? "\r\n " : i % 3 == 1 ? "  " : " ") + id;
        expected += (i == 0 ? "" : " ") + id;
    }
    BOOST_TEST(relaxed(raw + "\r\n") == expected + "\r\n");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(simple_header_rfc6376_3_4_1)

BOOST_AUTO_TEST_CASE(example_of_rfc6376_3_4_5) {
    BOOST_TEST(simple("A: X\r\n") == "A: X\r\n");
    BOOST_TEST(simple("B : Y\t\r\n\tZ  \r\n") == "B : Y\t\r\n\tZ  \r\n");
}

BOOST_AUTO_TEST_CASE(lf_storage_gives_crlf) {
    BOOST_TEST(simple("B : Y\n\tZ \n") == "B : Y\r\n\tZ \r\n");
}

BOOST_AUTO_TEST_CASE(missing_last_line_end_is_added) {
    BOOST_TEST(simple("A: x ") == "A: x \r\n");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(field_of_the_signature_rfc6376_3_7)

BOOST_AUTO_TEST_CASE(its_last_line_end_is_left_out) {
    const HeaderField field("S: a\r\n b=\r\n", 1, 2);
    std::string out = "kept;";
    detail::append_canonical_field(out, field, Canonicalization::relaxed, detail::FieldEnd::none);
    BOOST_TEST(out == "kept;s:a b=");
    out.clear();
    detail::append_canonical_field(out, field, Canonicalization::simple, detail::FieldEnd::none);
    BOOST_TEST(out == "S: a\r\n b=");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(c_tag_rfc6376_3_5)

BOOST_AUTO_TEST_CASE(both_given) {
    const auto pair = canonicalization_from_string("relaxed/simple");
    BOOST_REQUIRE(pair.has_value());
    BOOST_CHECK(pair->header == Canonicalization::relaxed);
    BOOST_CHECK(pair->body == Canonicalization::simple);
    BOOST_TEST(to_string(*pair) == "relaxed/simple");
}

BOOST_AUTO_TEST_CASE(body_is_simple_when_one_is_given) {
    BOOST_CHECK((canonicalization_from_string("relaxed") ==
                 CanonicalizationPair{Canonicalization::relaxed, Canonicalization::simple}));
    BOOST_CHECK((canonicalization_from_string("simple") ==
                 CanonicalizationPair{Canonicalization::simple, Canonicalization::simple}));
}

BOOST_AUTO_TEST_CASE(anything_else_is_refused) {
    for (const auto* text : {"", "/", "relaxed/", "/relaxed", "Relaxed", "relaxed/simple/simple",
                             "nowsp", "relaxed /simple", " relaxed"}) {
        BOOST_TEST_INFO(text);
        BOOST_CHECK(!canonicalization_from_string(text));
    }
}

BOOST_AUTO_TEST_SUITE_END()
