// The range of every tag: the stamp is edited and signed anew, so that only the edit can fail
// (docs/stamp-format.md §3).
#include <boost/test/unit_test.hpp>

#include "stamp/stamp_world.hpp"

using namespace stamp_test;

namespace {

void expect(std::initializer_list<std::string_view> edits, Status status, StampReason reason,
            std::string_view words = {}) {
    const auto report = report_on(resigned(edits));
    BOOST_TEST_CONTEXT("detail: " << report.detail) {
        BOOST_TEST(to_string(report.status) == to_string(status));
        BOOST_TEST(to_string(report.reason) == to_string(reason));
        BOOST_TEST(report.detail.find(words) != std::string::npos);
    }
}

void malformed(std::string_view edit, std::string_view words = {}) {
    BOOST_TEST_CONTEXT(edit) {
        expect({edit}, Status::permerror, StampReason::malformed_stamp, words);
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(stamp_tags)

BOOST_AUTO_TEST_CASE(an_unedited_stamp_that_is_signed_anew_passes) {
    expect({}, Status::pass, StampReason::none);
}

BOOST_AUTO_TEST_CASE(required_tags_are_missed) {
    for (const auto* name :
         {"a", "c", "d", "s", "p", "n", "m", "e", "tls", "cf", "t", "x", "mf", "h", "bh", "b"})
        malformed("-" + std::string(name), std::string(name) + "=");
}

BOOST_AUTO_TEST_CASE(the_version_stands_first) {
    malformed("-v", "first tag");
    const auto whole = resigned({"-v", "v=1"});
    BOOST_TEST(to_string(report_on(whole).reason) == "malformed_stamp");
}

BOOST_AUTO_TEST_CASE(other_versions_are_not_guessed_at) {
    for (const auto* edit : {"v=2", "v=01", "v=1.0", "v="})
        expect({edit}, Status::permerror, StampReason::unknown_version);
}

// RFC 6376 §8.2: what a length tag lets through.
BOOST_AUTO_TEST_CASE(a_length_tag_is_refused) {
    malformed("l=10", "l=");
}

// RFC 6376 §3.2: "Unrecognized tags MUST be ignored." They are signed all the same.
BOOST_AUTO_TEST_CASE(unknown_tags_are_ignored) {
    expect({"zz=anything", "y2="}, Status::pass, StampReason::none);
}

BOOST_AUTO_TEST_CASE(numbers_that_do_not_parse_are_refused) {
    for (const auto* value : {"", "-1", "+1", "1x", "0x10", "1 2", "1.5", "1234567890123",
                              "99999999999999999999999999999999", "18446744073709551617"}) {
        malformed("t=" + std::string(value), "t=");
        malformed("x=" + std::string(value), "x=");
    }
}

BOOST_AUTO_TEST_CASE(twelve_digits_are_read) {
    expect({"x=999999999999"}, Status::pass, StampReason::none);
    expect({"t=999999999998", "x=999999999999"}, Status::temperror, StampReason::from_future);
}

BOOST_AUTO_TEST_CASE(the_end_must_be_after_the_beginning) {
    malformed("x=1795480285", "after");
    malformed("x=1", "after");
}

BOOST_AUTO_TEST_CASE(canonicalizations_are_two_words) {
    for (const auto* value : {"relaxed", "simple", "", "relaxed/", "/relaxed", "nofws/simple",
                              "relaxed/relaxed/relaxed"})
        malformed("c=" + std::string(value));
}

BOOST_AUTO_TEST_CASE(methods_are_four_words) {
    for (const auto* value : {"", "PKIX", "tls", "dane"}) malformed("m=" + std::string(value));
    for (const auto* edit : {"m=pin", "m=dane-ee", "m=dane-ta"})
        expect({edit}, Status::pass, StampReason::none);
}

BOOST_AUTO_TEST_CASE(the_identity_may_be_absent_only_where_the_method_needs_none) {
    expect({"m=pin", "-n"}, Status::pass, StampReason::none);
    expect({"m=dane-ee", "-n"}, Status::pass, StampReason::none);
    expect({"m=dane-ta", "-n"}, Status::permerror, StampReason::malformed_stamp, "n=");
}

BOOST_AUTO_TEST_CASE(domain_tags_hold_domain_names) {
    for (const auto* name : {"p", "n", "e"}) {
        for (const auto* value : {"", "a b", "a..b", "-a.example", "192.0.2.1", "a_b.example"})
            malformed(std::string(name) + "=" + value);
    }
}

BOOST_AUTO_TEST_CASE(hashes_and_signatures_have_their_length) {
    malformed("cf=AAAA", "cf=");
    malformed("bh=AAAA", "bh=");
    malformed("bh=!!!!", "bh=");
    const auto field = edited_stamp(stamped(message()), {"b=AAAA"});
    BOOST_TEST(to_string(report_on(field + message()).reason) == "malformed_stamp");
}

BOOST_AUTO_TEST_CASE(mail_from_is_a_mailbox_or_empty) {
    expect({"mf="}, Status::pass, StampReason::none);
    for (const auto* value : {"alice", "<alice@fabrikam.example>", "a@b@c.example",
                              "=C3=28@a.example", "a@b.example=0A", "=4"})
        malformed("mf=" + std::string(value), "mf=");
}

BOOST_AUTO_TEST_CASE(tls_parameters_keep_to_their_alphabet) {
    malformed("tls=", "tls=");
    malformed("tls=<script>", "tls=");
    malformed("tls=" + std::string(129, 'x'), "tls=");
}

BOOST_AUTO_TEST_CASE(via_is_a_name_without_controls) {
    expect({"via=Relay=20House"}, Status::pass, StampReason::none);
    for (const auto& value : {std::string(), std::string("=0A"), std::string("=00"),
                              std::string("=7F"), std::string(256, 'x')})
        malformed("via=" + value, "via=");
}

BOOST_AUTO_TEST_CASE(flags_are_one_or_absent) {
    expect({"ca=1", "rs=1"}, Status::pass, StampReason::none);
    malformed("ca=0", "ca=");
    malformed("ca=yes", "ca=");
    malformed("rs=", "rs=");
}

BOOST_AUTO_TEST_CASE(recipient_tokens_have_one_of_the_right_lengths) {
    malformed("rt=", "rt=");
    malformed("rt=AAAA", "rt=");
    malformed("rt=" + std::string(172, 'A'), "rt=");
}

BOOST_AUTO_TEST_CASE(field_names_in_h_follow_their_grammar) {
    for (const auto* value : {"", ":", "from:", ":from", "from::to", "from:to subject"})
        malformed("h=" + std::string(value));
    malformed("h=from:from:Domain-Secured", "itself");
}

// RFC 6376 §5.4: the From header field MUST be signed; listed once, a second could be added.
BOOST_AUTO_TEST_CASE(from_must_be_named_twice) {
    for (const auto* edit : {"h=to:subject", "h=from:to", "h=From"})
        expect({edit}, Status::permerror, StampReason::from_not_covered);
    expect({"h=From: FROM"}, Status::pass, StampReason::none);
}

BOOST_AUTO_TEST_CASE(fields_that_h_leaves_out_are_reported) {
    const auto report = report_on(resigned({"h=from:from:to"}));
    BOOST_TEST(to_string(report.status) == "pass");
    const std::vector<std::string> covered{"from", "to"};
    BOOST_TEST(report.covered == covered);
    BOOST_TEST(report.not_covered.size() == 7U);
}

BOOST_AUTO_TEST_SUITE_END()
