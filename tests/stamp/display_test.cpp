// What people see: the domain in every form it has, and nothing that a message could forge.
#include <boost/test/unit_test.hpp>

#include "stamp/stamp_world.hpp"

using namespace stamp_test;

namespace {

bool holds(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

StampReport passed(const SecuredPathParts& parts, const std::string& text = message()) {
    const auto report =
        report_on(stamped(text, stamper_options(), SecuredPathBuilder::build(parts)));
    BOOST_REQUIRE(report.status == Status::pass);
    return report;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(display)

BOOST_AUTO_TEST_CASE(a_stamp_that_holds_names_the_partners_domain) {
    const auto shown = passed(path_parts()).display();
    BOOST_CHECK(shown.kind == DisplayKind::secured);
    BOOST_TEST(shown.label == "Domain Secured by fabrikam.example");
    BOOST_TEST(holds(shown.sentence, "vouches for the domain, not for the author"));
}

BOOST_AUTO_TEST_CASE(a_broken_stamp_looks_like_none) {
    const auto none = report_on(message()).display();
    const auto broken = report_on(replaced(stamped(message()), "attached", "attacked")).display();
    BOOST_CHECK(broken.kind == DisplayKind::neutral);
    BOOST_TEST(broken.label.empty());
    BOOST_TEST(broken.sentence == none.sentence);
    BOOST_TEST(broken.html().empty());
    BOOST_TEST(broken.svg().empty());
}

BOOST_AUTO_TEST_CASE(an_author_outside_the_partners_domain_gets_no_badge) {
    auto parts = path_parts();
    parts.partner = domain("adatum.example");
    parts.identity = domain("adatum.example");
    BOOST_CHECK(passed(parts).display().kind == DisplayKind::neutral);
}

// UTS #39: a name in U-labels can look like another.
BOOST_AUTO_TEST_CASE(u_labels_never_stand_alone) {
    auto parts = path_parts();
    parts.partner = domain("xn--mnchen-3ya.example");
    const auto text = replaced(message(), "alice@fabrikam.example", "alice@xn--mnchen-3ya.example");
    const auto shown = passed(parts, text).display();
    BOOST_TEST(shown.label == "Domain Secured by m\xc3\xbcnchen.example (xn--mnchen-3ya.example)");
    BOOST_TEST(holds(shown.sentence, "xn--mnchen-3ya.example"));
    BOOST_TEST(holds(shown.html(), "xn--mnchen-3ya.example"));
    BOOST_TEST(holds(shown.svg(), "xn--mnchen-3ya.example"));
}

BOOST_AUTO_TEST_CASE(an_intermediary_is_named) {
    auto parts = path_parts();
    parts.via = "Relay House";
    const auto shown = passed(parts).display();
    BOOST_TEST(shown.label == "Domain Secured by fabrikam.example via Relay House");
    BOOST_TEST(holds(shown.sentence, "by way of Relay House"));
}

BOOST_AUTO_TEST_CASE(markup_is_escaped_in_badges) {
    auto parts = path_parts();
    parts.via = "<script>alert('x')</script>\"&";
    const auto shown = passed(parts).display();
    for (const auto& badge : {shown.html(), shown.svg()}) {
        BOOST_TEST(!holds(badge, "<script"));
        BOOST_TEST(holds(badge, "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp;"));
    }
}

BOOST_AUTO_TEST_CASE(directions_of_writing_cannot_be_turned_around) {
    auto parts = path_parts();
    parts.via =
        "abc\xe2\x80\xae"
        "def";
    BOOST_TEST(!holds(passed(parts).display().html(), "\xe2\x80\xae"));
}

BOOST_AUTO_TEST_CASE(badges_need_nothing_from_elsewhere) {
    const auto shown = passed(path_parts()).display();
    BOOST_TEST(shown.html().starts_with("<span "));
    BOOST_TEST(shown.svg().starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
    for (const auto& badge : {shown.html(), shown.svg()}) {
        BOOST_TEST(holds(badge, "Domain Secured by fabrikam.example"));
        for (const auto* word : {"href", "src=", "url(", "class=", "@import"})
            BOOST_TEST(!holds(badge, word), word);
    }
}

BOOST_AUTO_TEST_CASE(what_dampens_a_pass_is_said) {
    auto report = passed(path_parts());
    report.recipient = RecipientBinding::unbound;
    report.stale = true;
    report.archival = true;
    const auto sentence = report.display().sentence;
    BOOST_TEST(holds(sentence, "copied here"));
    BOOST_TEST(holds(sentence, "over 7 days"));
    BOOST_TEST(holds(sentence, "earlier time"));
}

BOOST_AUTO_TEST_SUITE_END()
