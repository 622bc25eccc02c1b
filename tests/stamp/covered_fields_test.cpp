// Which instance a name in h= stands for (RFC 6376 §3.5 "h=", §5.4.2).
#include "stamp/covered_fields.hpp"

#include <boost/test/unit_test.hpp>
#include <string>

using namespace domainsec;
using detail::FieldPicker;

namespace {

const std::string text =
    "X-Note: 1\r\nSubject: a\r\nFrom: x@y.example\r\nsubject: b\r\nX-Note-2: z\r\nSUBJECT : "
    "c\r\n\r\n";

}  // namespace

BOOST_AUTO_TEST_SUITE(covered_fields)

BOOST_AUTO_TEST_CASE(fields_are_taken_from_the_bottom_up) {
    const auto message = MessageView::parse(text);
    FieldPicker picker(message);
    BOOST_TEST(picker.next("subject")->unfolded() == "c");
    BOOST_TEST(picker.next("Subject")->unfolded() == "b");
    BOOST_TEST(picker.next("SUBJECT")->unfolded() == "a");
    BOOST_TEST(picker.next("subject") == nullptr);
    BOOST_TEST(picker.next("subject") == nullptr);
}

BOOST_AUTO_TEST_CASE(absent_names_give_nothing_and_prefixes_do_not_count) {
    const auto message = MessageView::parse(text);
    FieldPicker picker(message);
    for (const auto* name : {"sender", "subj", "subjects", "x-not", "zzz", "a", ""})
        BOOST_TEST(picker.next(name) == nullptr);
    BOOST_TEST(picker.next("x-note")->unfolded() == "1");
    BOOST_TEST(picker.next("x-note-2")->unfolded() == "z");
}

BOOST_AUTO_TEST_CASE(names_that_agree_in_their_first_octets_are_kept_apart) {
    const auto message =
        MessageView::parse("content-type: t\r\ncontent-id: i\r\nContent-Type: u\r\n\r\n");
    FieldPicker picker(message);
    BOOST_TEST(picker.next("content-type")->unfolded() == "u");
    BOOST_TEST(picker.next("content-id")->unfolded() == "i");
    BOOST_TEST(picker.next("content-type")->unfolded() == "t");
    BOOST_TEST(picker.next("content-id") == nullptr);
}

BOOST_AUTO_TEST_CASE(names_tell_what_was_handed_out) {
    const auto message = MessageView::parse(text);
    FieldPicker picker(message);
    picker.next("from");
    picker.next("subject");
    const auto names = picker.names(message.fields()[0]);
    BOOST_REQUIRE(names.size() == 3U);
    BOOST_TEST(names[0].name == "from");
    BOOST_TEST(names[0].exhausted);
    BOOST_TEST(names[1].name == "subject");
    BOOST_TEST(!names[1].exhausted);
    BOOST_TEST(names[2].name == "x-note-2");
    BOOST_TEST(!names[2].exhausted);
}

BOOST_AUTO_TEST_SUITE_END()
