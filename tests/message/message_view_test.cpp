// Messages split into fields and body, and the defects that deny a mark (RFC 5322 §2, §3.5, §4.5;
// RFC 5321 §2.3.8).
#include <boost/test/unit_test.hpp>
#include <domainsec/error.hpp>
#include <domainsec/message/message_view.hpp>
#include <string>
#include <vector>

#include "message/message_parser.hpp"

namespace {

using namespace domainsec;
using namespace std::string_literals;

std::vector<std::string> names_of(const MessageView& view) {
    std::vector<std::string> names;
    for (const auto& field : view.fields()) names.emplace_back(field.name());
    return names;
}

MessageDefect defect_of(std::string_view message) {
    return MessageView::parse(message).defect();
}

LineEnds line_ends_of(std::string_view message) {
    return MessageView::parse(message).line_ends();
}

std::string unfolded(std::string_view raw) {
    const auto view = MessageView::parse(raw);
    BOOST_REQUIRE_EQUAL(view.fields().size(), 1U);
    return view.fields()[0].unfolded();
}

using Names = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(fields_rfc5322_2_2)

BOOST_AUTO_TEST_CASE(fields_and_body_are_split_at_the_empty_line) {
    const std::string text = "From: a@b.example\r\nSubject: hi\r\n\r\nbody\r\n";
    const auto view = MessageView::parse(text);
    BOOST_TEST(names_of(view) == (Names{"From", "Subject"}), boost::test_tools::per_element());
    BOOST_TEST(view.body() == "body\r\n");
    BOOST_TEST(view.body_offset() == text.size() - 6);
    BOOST_CHECK(view.defect() == MessageDefect::none);
    BOOST_CHECK(view.line_ends() == LineEnds::crlf);
}

BOOST_AUTO_TEST_CASE(views_point_into_the_message) {
    const std::string text = "A: 1\r\nB: 2\r\n\r\n";
    const auto view = MessageView::parse(text);
    BOOST_CHECK(view.octets().data() == text.data());
    BOOST_CHECK(view.fields()[1].raw().data() == text.data() + 6);
    BOOST_TEST(view.fields()[1].raw() == "B: 2\r\n");
}

BOOST_AUTO_TEST_CASE(value_keeps_folding_and_drops_the_last_line_end) {
    const auto view = MessageView::parse("Subject: one\r\n two\r\n\r\n");
    BOOST_TEST(view.fields()[0].value() == " one\r\n two");
    BOOST_TEST(view.fields()[0].unfolded() == "one two");
}

BOOST_AUTO_TEST_CASE(unfolding_removes_only_line_ends_rfc5322_2_2_3) {
    BOOST_TEST(unfolded("A: one\r\n\t two \r\n  three \t\r\n\r\n") == "one\t two   three");
}

BOOST_AUTO_TEST_CASE(unfolding_an_empty_value_gives_nothing) {
    BOOST_TEST(unfolded("A:\r\n\r\n") == "");
    BOOST_TEST(unfolded("A: \r\n \r\n\r\n") == "");
}

BOOST_AUTO_TEST_CASE(white_space_before_the_colon_is_not_in_the_name_rfc5322_4_5) {
    const auto view = MessageView::parse("Subject \t: x\r\n\r\n");
    BOOST_TEST(view.fields()[0].name() == "Subject");
    BOOST_TEST(view.fields()[0].value() == " x");
    BOOST_CHECK(view.defect() == MessageDefect::none);
}

BOOST_AUTO_TEST_CASE(names_compare_without_case) {
    const auto view = MessageView::parse("sUBJECT: x\r\n\r\n");
    BOOST_TEST(view.fields()[0].is("Subject"));
    BOOST_TEST(!view.fields()[0].is("Subjec"));
    BOOST_TEST(!view.fields()[0].is("Subject:"));
    BOOST_TEST(view.count("SUBJECT") == 1U);
}

BOOST_AUTO_TEST_CASE(last_is_the_lowest) {
    const auto view = MessageView::parse("A: 1\r\nB: 2\r\na: 3\r\n\r\n");
    BOOST_REQUIRE(view.last("A") != nullptr);
    BOOST_TEST(view.last("A")->unfolded() == "3");
    BOOST_TEST(view.count("A") == 2U);
    BOOST_TEST(view.last("C") == nullptr);
}

BOOST_AUTO_TEST_CASE(last_field_may_lack_its_line_end) {
    const auto view = MessageView::parse("A: 1\r\nB: 2");
    BOOST_TEST(view.fields()[1].raw() == "B: 2");
    BOOST_TEST(view.fields()[1].value() == " 2");
    BOOST_TEST(view.body() == "");
    BOOST_CHECK(view.defect() == MessageDefect::none);
}

BOOST_AUTO_TEST_CASE(header_without_empty_line_has_no_body) {
    const auto view = MessageView::parse("A: 1\r\nB: 2\r\n");
    BOOST_TEST(view.body() == "");
    BOOST_TEST(view.body_offset() == 12U);
}

BOOST_AUTO_TEST_CASE(white_space_only_line_continues_the_field_rfc5322_4_2) {
    const auto view = MessageView::parse("A: 1\r\n \r\n 2\r\nB: 3\r\n\r\n");
    BOOST_TEST(names_of(view) == (Names{"A", "B"}), boost::test_tools::per_element());
    BOOST_TEST(view.fields()[0].raw() == "A: 1\r\n \r\n 2\r\n");
}

BOOST_AUTO_TEST_CASE(utf8_values_are_kept_rfc6532) {
    BOOST_TEST(unfolded("Subject: Grüße\r\n\r\n") == "Grüße");
}

BOOST_AUTO_TEST_CASE(lf_storage_is_read_like_the_wire) {
    const auto view = MessageView::parse("A: 1\n 2\nB: 3\n\nbody\n");
    BOOST_TEST(names_of(view) == (Names{"A", "B"}), boost::test_tools::per_element());
    BOOST_TEST(view.fields()[0].value() == " 1\n 2");
    BOOST_TEST(view.fields()[0].unfolded() == "1 2");
    BOOST_TEST(view.body() == "body\n");
    BOOST_CHECK(view.line_ends() == LineEnds::lf);
    BOOST_CHECK(view.defect() == MessageDefect::none);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(defects)

BOOST_AUTO_TEST_CASE(empty_message_has_no_header) {
    const auto view = MessageView::parse("");
    BOOST_CHECK(view.defect() == MessageDefect::no_header);
    BOOST_CHECK(view.line_ends() == LineEnds::crlf);
    BOOST_TEST(view.body() == "");
}

BOOST_AUTO_TEST_CASE(leading_empty_line_is_no_header) {
    const auto view = MessageView::parse("\r\nA: 1\r\n\r\nbody");
    BOOST_CHECK(view.defect() == MessageDefect::no_header);
    BOOST_TEST(view.body() == "A: 1\r\n\r\nbody");
}

BOOST_AUTO_TEST_CASE(line_without_colon_is_malformed_and_left_out) {
    const auto view = MessageView::parse("A: 1\r\nnonsense\r\n more\r\nB: 2\r\n\r\n");
    BOOST_CHECK(view.defect() == MessageDefect::malformed_field);
    BOOST_TEST(names_of(view) == (Names{"A", "B"}), boost::test_tools::per_element());
    BOOST_TEST(view.fields()[0].raw() == "A: 1\r\n");
}

BOOST_AUTO_TEST_CASE(continuation_of_nothing_is_malformed) {
    BOOST_CHECK(defect_of(" A: 1\r\nB: 2\r\n\r\n") == MessageDefect::malformed_field);
}

BOOST_AUTO_TEST_CASE(names_with_spaces_controls_or_eight_bit_are_malformed) {
    BOOST_CHECK(defect_of("Domain Secured: 1\r\n\r\n") == MessageDefect::malformed_field);
    BOOST_CHECK(defect_of("Domain\x01: 1\r\n\r\n") == MessageDefect::malformed_field);
    BOOST_CHECK(defect_of("D\xc3\xb6main: 1\r\n\r\n") == MessageDefect::malformed_field);
    BOOST_CHECK(defect_of(": 1\r\n\r\n") == MessageDefect::malformed_field);
}

BOOST_AUTO_TEST_CASE(mbox_from_line_is_malformed) {
    BOOST_CHECK(defect_of("From a@b.example Mon Jan  1 00:00:00 2024\nA: 1\n\n") ==
                MessageDefect::malformed_field);
}

BOOST_AUTO_TEST_CASE(nul_in_header_and_in_body) {
    BOOST_CHECK(defect_of("A: \0\r\n\r\n"s) == MessageDefect::nul);
    BOOST_CHECK(defect_of("A: 1\r\n\r\nbo\0dy\r\n"s) == MessageDefect::nul);
    BOOST_CHECK(defect_of("A: 1\n\nbo\0dy\n"s) == MessageDefect::nul);
    BOOST_CHECK(defect_of("A: 1\r\n\r\nbody\r\n\0"s) == MessageDefect::nul);
}

BOOST_AUTO_TEST_CASE(bare_cr_anywhere) {
    BOOST_CHECK(defect_of("A: 1\rB: 2\r\n\r\n") == MessageDefect::bare_cr);
    BOOST_CHECK(defect_of("A: 1\r\n\r\nbo\rdy\r\n") == MessageDefect::bare_cr);
    BOOST_CHECK(defect_of("A: 1\r\n\r\nbody\r") == MessageDefect::bare_cr);
    BOOST_CHECK(defect_of("A: 1\r\n\r\nbody\r\r\n") == MessageDefect::bare_cr);
    BOOST_CHECK(defect_of("A: 1\n\nbo\rdy\n") == MessageDefect::bare_cr);
    BOOST_CHECK(line_ends_of("A: 1\r\n\r\nbody\r") == LineEnds::mixed);
}

BOOST_AUTO_TEST_CASE(mixed_line_ends_anywhere) {
    BOOST_CHECK(defect_of("A: 1\nB: 2\r\n\r\n") == MessageDefect::mixed_line_ends);
    BOOST_CHECK(defect_of("A: 1\r\nB: 2\n\r\n") == MessageDefect::mixed_line_ends);
    BOOST_CHECK(defect_of("A: 1\r\n\r\none\ntwo\r\n") == MessageDefect::mixed_line_ends);
    BOOST_CHECK(defect_of("A: 1\n\none\r\n") == MessageDefect::mixed_line_ends);
    BOOST_CHECK(line_ends_of("A: 1\n\none\r\n") == LineEnds::mixed);
}

BOOST_AUTO_TEST_CASE(smuggled_end_of_data_is_a_defect_rfc5321_2_3_8) {
    // SMTP smuggling (CVE-2023-51764): "\n.\r\n" or "\r.\r" inside the data.
    BOOST_CHECK(defect_of("A: 1\r\n\r\nx\n.\r\nMAIL FROM:<a>\r\n") ==
                MessageDefect::mixed_line_ends);
    BOOST_CHECK(defect_of("A: 1\r\n\r\nx\r\n.\rMAIL FROM:<a>\r\n") == MessageDefect::bare_cr);
}

BOOST_AUTO_TEST_CASE(the_defect_nearest_to_the_top_is_named) {
    BOOST_CHECK(defect_of("bad\r\nA: \0\r\n\r\n"s) == MessageDefect::malformed_field);
    BOOST_CHECK(defect_of("A: \0\r\nbad\r\n\r\n"s) == MessageDefect::nul);
    BOOST_CHECK(defect_of("A: \0 x\ry\r\n\r\n"s) == MessageDefect::nul);
    BOOST_CHECK(line_ends_of("A: \0 x\ry\r\n\r\n"s) == LineEnds::mixed);
}

BOOST_AUTO_TEST_CASE(a_defect_at_every_place_of_a_long_message_is_found) {
    std::string text = "Subject: a long enough message\r\n\r\n";
    while (text.size() < 400) text += "some text that stands in lines\r\n";
    for (std::size_t at = 0; at < text.size(); ++at) {
        for (const char octet : {'\0', '\r', '\n'}) {
            auto broken = text;
            broken.insert(at, 1, octet);
            BOOST_TEST_INFO("octet " << int(octet) << " at " << at);
            BOOST_CHECK(defect_of(broken) != MessageDefect::none);
        }
    }
}

BOOST_AUTO_TEST_CASE(only_the_header_is_looked_at_when_the_body_comes_later) {
    const auto text = "A: 1\r\n\r\nbo\0dy\n"s;
    const auto view = MessageParser::parse(text, {}, BodyScan::later);
    BOOST_CHECK(view.defect() == MessageDefect::none);
    BOOST_CHECK(view.line_ends() == LineEnds::crlf);
    BOOST_TEST(view.body() == "bo\0dy\n"s);
}

BOOST_AUTO_TEST_CASE(every_defect_has_a_name) {
    BOOST_TEST(to_string(MessageDefect::none) == "none");
    BOOST_TEST(to_string(MessageDefect::bare_cr) == "bare_cr");
    BOOST_TEST(to_string(MessageDefect::too_many_fields) == "too_many_fields");
    BOOST_TEST(to_string(MessageDefect::header_too_large) == "header_too_large");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(limits)

BOOST_AUTO_TEST_CASE(a_hundred_thousand_fields_stop_at_the_limit) {
    std::string text;
    for (int i = 0; i < 100'000; ++i) text += "X: y\r\n";
    text += "\r\nbody";
    const auto view = MessageView::parse(text);
    BOOST_CHECK(view.defect() == MessageDefect::too_many_fields);
    BOOST_TEST(view.fields().size() == 2000U);
    BOOST_TEST(view.body() == "body");
}

BOOST_AUTO_TEST_CASE(as_many_fields_as_allowed_are_no_defect) {
    std::string text;
    for (int i = 0; i < 2000; ++i) text += "X: y\r\n";
    BOOST_CHECK(defect_of(text + "\r\n") == MessageDefect::none);
}

BOOST_AUTO_TEST_CASE(header_over_the_limit_is_too_large) {
    const MessageLimits limits{.max_header_octets = 1024};
    const auto text = "A: 1\r\nB: " + std::string(1100, 'b') + "\r\nC: 3\r\n\r\nbody";
    const auto view = MessageView::parse(text, limits);
    BOOST_CHECK(view.defect() == MessageDefect::header_too_large);
    BOOST_TEST(names_of(view) == Names{"A"}, boost::test_tools::per_element());
    BOOST_TEST(view.body() == "body");
}

BOOST_AUTO_TEST_CASE(one_folded_field_over_the_limit_is_too_large) {
    std::string text = "A: 1\r\n";
    while (text.size() < 2'000'000) text += " " + std::string(70, 'x') + "\r\n";
    text += "\r\nbody";
    const auto view = MessageView::parse(text);
    BOOST_CHECK(view.defect() == MessageDefect::header_too_large);
    BOOST_TEST(view.fields().empty());
    BOOST_TEST(view.body() == "body");
}

BOOST_AUTO_TEST_CASE(a_header_of_exactly_the_limit_is_accepted) {
    const MessageLimits limits{.max_header_octets = 1024};
    const auto text = "A: " + std::string(1019, 'a') + "\r\n";
    BOOST_REQUIRE_EQUAL(text.size(), 1024U);
    BOOST_CHECK(MessageView::parse(text, limits).defect() == MessageDefect::none);
}

BOOST_AUTO_TEST_CASE(limits_out_of_range_are_misuse) {
    const auto names = [](const char* field) {
        return [field](const Error& error) {
            return error.code() == errc::invalid_argument &&
                   std::string(error.what()).find(field) != std::string::npos;
        };
    };
    BOOST_CHECK_EXCEPTION(MessageView::parse("", {.max_header_octets = 0}), Error,
                          names("max_header_octets"));
    BOOST_CHECK_EXCEPTION(MessageView::parse("", {.max_header_octets = 65U << 20}), Error,
                          names("max_header_octets"));
    BOOST_CHECK_EXCEPTION(MessageView::parse("", {.max_fields = 9}), Error, names("max_fields"));
    BOOST_CHECK_EXCEPTION(MessageView::parse("", {.max_fields = 1'000'001}), Error,
                          names("max_fields"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(duplicated_singletons_rfc5322_3_6)

BOOST_AUTO_TEST_CASE(two_from_fields_and_two_subjects) {
    const auto view = MessageView::parse(
        "From: a\r\nSubject: 1\r\nfrom: b\r\nReceived: x\r\nReceived: y\r\nSUBJECT: 2\r\n\r\n");
    BOOST_TEST(duplicated_singletons(view) == (Names{"from", "subject"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(two_content_types_rfc2045_3) {
    const auto view = MessageView::parse("Content-Type: a/b\r\nContent-Type: c/d\r\n\r\n");
    BOOST_TEST(duplicated_singletons(view) == Names{"content-type"},
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(trace_and_comments_may_repeat) {
    const auto view = MessageView::parse(
        "Received: x\r\nReceived: y\r\nComments: a\r\nComments: b\r\nKeywords: a\r\nKeywords: b\r\n"
        "Resent-From: a\r\nResent-From: b\r\n\r\n");
    BOOST_TEST(duplicated_singletons(view).empty());
}

BOOST_AUTO_TEST_SUITE_END()
