// What the border takes off a well-formed message, and the edit list (RFC 8601 §5; the header
// firewall of Exchange).
#include <boost/test/unit_test.hpp>
#include <domainsec/error.hpp>
#include <domainsec/message/border.hpp>
#include <string>
#include <vector>

namespace {

using namespace domainsec;

DomainName name(std::string_view text) {
    return DomainName::from_string(text).value();
}

BorderRules our_rules() {
    return {.own_names = {name("contoso.example")}};
}

std::string passed(const std::string& message, const BorderRules& rules = our_rules()) {
    return border_edits(MessageView::parse(message), rules).applied_to(message);
}

bool removes(const std::string& field) {
    return passed(field + "\r\nTo: b\r\n\r\nbody") == "To: b\r\n\r\nbody";
}

bool keeps(const std::string& field) {
    const auto message = field + "\r\nTo: b\r\n\r\nbody";
    return passed(message) == message;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(edit_list)

BOOST_AUTO_TEST_CASE(nothing_changed_is_one_stretch) {
    const EditList edits(10);
    BOOST_TEST(edits.changes_nothing());
    BOOST_REQUIRE_EQUAL(edits.kept().size(), 1U);
    BOOST_CHECK((edits.kept()[0] == OctetRange{0, 10}));
    BOOST_TEST(EditList().kept().empty());
}

BOOST_AUTO_TEST_CASE(neighbours_taken_off_leave_no_empty_stretch) {
    const std::string message = "A: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\n\r\n";
    const auto view = MessageView::parse(message);
    EditList edits(message.size());
    edits.remove(1, view.fields()[1], view);
    edits.remove(2, view.fields()[2], view);
    BOOST_REQUIRE_EQUAL(edits.kept().size(), 2U);
    BOOST_CHECK((edits.kept()[0] == OctetRange{0, 6}));
    BOOST_CHECK((edits.kept()[1] == OctetRange{18, 8}));
    BOOST_TEST(edits.applied_to(message) == "A: 1\r\nD: 4\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(first_and_last_may_go) {
    const std::string message = "A: 1\r\nB: 2";
    const auto view = MessageView::parse(message);
    EditList edits(message.size());
    edits.remove(0, view.fields()[0], view);
    edits.remove(1, view.fields()[1], view);
    BOOST_TEST(edits.kept().empty());
    BOOST_TEST(edits.applied_to(message) == "");
    BOOST_TEST(edits.removed()[1].name == "B");
    BOOST_CHECK((edits.removed()[1].range == OctetRange{6, 4}));
}

BOOST_AUTO_TEST_CASE(what_is_put_on_last_stands_on_top) {
    EditList edits(3);
    edits.prepend("A: 1\r\n");
    edits.prepend("B: 2\r\n");
    BOOST_TEST(!edits.changes_nothing());
    std::string message = "abc";
    edits.apply(message);
    BOOST_TEST(message == "B: 2\r\nA: 1\r\nabc");
}

BOOST_AUTO_TEST_CASE(misuse_is_an_error) {
    const std::string message = "A: 1\r\nB: 2\r\n\r\n";
    const auto view = MessageView::parse(message);
    EditList edits(message.size());
    edits.remove(1, view.fields()[1], view);
    BOOST_CHECK_THROW(edits.remove(0, view.fields()[0], view), Error);
    BOOST_CHECK_THROW(edits.remove(1, view.fields()[1], view), Error);
    BOOST_CHECK_THROW(edits.remove({0, "x", {13, 2}}), Error);
    BOOST_CHECK_THROW(edits.remove({0, "x", {99, 0}}), Error);
    BOOST_CHECK_THROW(static_cast<void>(edits.applied_to("another")), Error);
}

BOOST_AUTO_TEST_CASE(names_of_removed_fields_are_escaped) {
    const std::string message = "Domain-Secured\x1b[2J: 1\r\n\r\n";
    const auto edits = border_edits(MessageView::parse(message), our_rules());
    BOOST_TEST(edits.removed().empty());  // "Domain-Secured[2J" is another name
    const std::string hidden = "Domain-Secured\x1b: 1\r\n\r\n";
    const auto found = border_edits(MessageView::parse(hidden), our_rules());
    BOOST_REQUIRE_EQUAL(found.removed().size(), 1U);
    BOOST_TEST(found.removed()[0].name.find('\x1b') == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(marks_of_strangers)

BOOST_AUTO_TEST_CASE(every_stamp_goes) {
    BOOST_TEST(passed("Domain-Secured: v=1\r\nFrom: a\r\nDomain-Secured: v=1; d=x\r\n\r\nb") ==
               "From: a\r\n\r\nb");
}

BOOST_AUTO_TEST_CASE(in_every_case_of_letters) {
    BOOST_TEST(removes("DOMAIN-SECURED: v=1"));
    BOOST_TEST(removes("dOmAiN-sEcUrEd: v=1"));
}

BOOST_AUTO_TEST_CASE(with_white_space_before_the_colon_rfc5322_4_5) {
    BOOST_TEST(removes("Domain-Secured : v=1"));
    BOOST_TEST(removes("Domain-Secured \t \t: v=1"));
}

BOOST_AUTO_TEST_CASE(in_every_folding) {
    BOOST_TEST(removes("Domain-Secured:\r\n v=1;\r\n\td=x;\r\n \r\n b=y"));
    BOOST_TEST(removes("Domain-Secured:"));
}

BOOST_AUTO_TEST_CASE(names_that_only_look_alike_stay) {
    BOOST_TEST(keeps("X-Domain-Secured: v=1"));
    BOOST_TEST(keeps("Domain-Secured-By: v=1"));
    BOOST_TEST(keeps("Domain_Secured: v=1"));
    BOOST_TEST(keeps("Subject: a\r\n Domain-Secured: v=1"));
}

BOOST_AUTO_TEST_CASE(exchange_header_firewall) {
    BOOST_TEST(removes("X-MS-Exchange-Organization-AuthAs: Internal"));
    BOOST_TEST(removes("x-ms-exchange-organization-scl : -1"));
    BOOST_TEST(removes("X-MS-Exchange-Forest-RulesExecuted: x"));
    BOOST_TEST(removes("X-MS-Exchange-Organization-: x"));
    BOOST_TEST(keeps("X-MS-Exchange-Organization: x"));
    BOOST_TEST(keeps("X-MS-Exchange-CrossTenant-Id: x"));
}

BOOST_AUTO_TEST_CASE(authentication_results_of_ours_go_others_stay_rfc8601_5) {
    BOOST_TEST(
        removes("Authentication-Results: contoso.example; spf=pass smtp.mailfrom=a@b.example"));
    BOOST_TEST(removes("AUTHENTICATION-RESULTS:\r\n (x)\r\n edge1.Contoso.Example; none"));
    BOOST_TEST(keeps(
        "Authentication-Results: fabrikam.example; spf=pass smtp.mailfrom=a@contoso.example"));
    BOOST_TEST(removes("Authentication-Results: fabrikam.example (; none"));
}

BOOST_AUTO_TEST_CASE(a_body_is_never_touched) {
    const std::string message =
        "From: a\r\n\r\nDomain-Secured: v=1\r\nX-MS-Exchange-Forest-A: b\r\n\r\n";
    BOOST_TEST(passed(message) == message);
}

BOOST_AUTO_TEST_CASE(a_mark_inside_an_attached_message_is_body) {
    const std::string message =
        "From: a\r\nContent-Type: message/rfc822\r\n\r\nDomain-Secured: v=1\r\n\r\nx";
    BOOST_TEST(passed(message) == message);
}

BOOST_AUTO_TEST_CASE(lf_storage_is_treated_the_same) {
    BOOST_TEST(passed("A: 1\nDomain-Secured: v=1;\n d=x\nB: 2\n\nbody\n") ==
               "A: 1\nB: 2\n\nbody\n");
}

BOOST_AUTO_TEST_CASE(removed_fields_carry_their_index) {
    const std::string message =
        "A: 1\r\nDomain-Secured: x\r\nB: 2\r\nX-MS-Exchange-Forest-C: 3\r\n\r\n";
    const auto edits = border_edits(MessageView::parse(message), our_rules());
    BOOST_REQUIRE_EQUAL(edits.removed().size(), 2U);
    BOOST_TEST(edits.removed()[0].index == 1U);
    BOOST_TEST(edits.removed()[0].name == "Domain-Secured");
    BOOST_TEST(edits.removed()[1].index == 3U);
}

BOOST_AUTO_TEST_CASE(ten_thousand_stamps) {
    std::string stamps;
    for (int i = 0; i < 10'000; ++i) stamps += "Domain-Secured: v=1\r\n";
    BOOST_TEST(passed(stamps + "To: b\r\n\r\nbody") == "To: b\r\n\r\nbody");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(stamp_of_an_internal_peer)

BOOST_AUTO_TEST_CASE(the_only_one_is_kept) {
    auto rules = our_rules();
    rules.keep_stamp = true;
    const std::string message = "Domain-Secured: v=1\r\nX-MS-Exchange-Forest-A: b\r\n\r\n";
    BOOST_TEST(passed(message, rules) == "Domain-Secured: v=1\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(two_are_both_removed) {
    auto rules = our_rules();
    rules.keep_stamp = true;
    BOOST_TEST(passed("Domain-Secured: 1\r\nA: b\r\ndomain-secured : 2\r\n\r\n", rules) ==
               "A: b\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(none_is_kept_on_a_message_with_a_defect) {
    auto rules = our_rules();
    rules.keep_stamp = true;
    BOOST_TEST(passed("Domain-Secured: 1\r\nbad\r\nA: b\r\n\r\n", rules) == "bad\r\nA: b\r\n\r\n");
}

BOOST_AUTO_TEST_SUITE_END()
