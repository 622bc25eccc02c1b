// What a verifier says of messages whose parts were encoded anew on the way (docs/stamp-format.md
// §7; RFC 6152, RFC 2045).
#include <boost/test/unit_test.hpp>

#include "stamp/stamp_world.hpp"

using namespace stamp_test;

namespace {

std::string text(const std::string& encoding, const std::string& body) {
    return "From: Alice <alice@fabrikam.example>\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
           "Content-Type: text/plain; charset=UTF-8\r\n" +
           (encoding.empty() ? "" : "Content-Transfer-Encoding: " + encoding + "\r\n") + "\r\n" +
           body;
}

const std::string eight_bit_body =
    "Gr\xc3\xbc\xc3\x9f"
    "e\r\n";

std::string stamp_for(const std::string& original, bool decoded_digest = true) {
    auto options = stamper_options();
    options.decoded_digest = decoded_digest;
    const auto result = Stamper(StampKey(ed25519_key()), options).stamp(original, path());
    BOOST_REQUIRE(result.problem == StampingProblem::none);
    return result.field;
}

void expect(const std::string& whole, Status status, StampReason reason) {
    const auto report = report_on(whole);
    BOOST_TEST_CONTEXT(report.detail) {
        BOOST_TEST(to_string(report.status) == to_string(status));
        BOOST_TEST(to_string(report.reason) == to_string(reason));
        if (status != Status::pass) BOOST_TEST(report.display().label.empty());
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(reencoding)

BOOST_AUTO_TEST_CASE(quoted_printable_for_8bit_is_policy_reencoded) {
    const auto field = stamp_for(text("8bit", eight_bit_body));
    expect(field + text("8bit", eight_bit_body), Status::pass, StampReason::none);
    expect(field + text("quoted-printable", "Gr=C3=BC=C3=9Fe\r\n"), Status::policy,
           StampReason::reencoded);
    expect(field + text("base64", "R3LDvMOfZQ0K\r\n"), Status::policy, StampReason::reencoded);
    const auto report = report_on(field + text("base64", "R3LDvMOfZQ0K\r\n"));
    BOOST_TEST(report.detail == "The content is unchanged; it was re-encoded on the way.");
}

BOOST_AUTO_TEST_CASE(the_other_way_round_too) {
    const auto field = stamp_for(text("base64", "R3LDvMOfZQ0K\r\n"));
    BOOST_TEST(field.find(" ce=base64;") != std::string::npos);
    expect(field + text("8bit", eight_bit_body), Status::policy, StampReason::reencoded);
    expect(field + text("base64", "R3LDvMOfZQ0K\r\n"), Status::pass, StampReason::none);
}

BOOST_AUTO_TEST_CASE(changed_content_fails_in_every_encoding) {
    const auto field = stamp_for(text("8bit", eight_bit_body));
    expect(field + text("8bit", "Grosse\r\n"), Status::fail, StampReason::body_hash_mismatch);
    expect(field + text("quoted-printable", "Gr=C3=BC=C3=9FE\r\n"), Status::fail,
           StampReason::body_hash_mismatch);
    expect(field + text("base64", "R3LDvMOfRQ0K\r\n"), Status::fail,
           StampReason::body_hash_mismatch);
}

BOOST_AUTO_TEST_CASE(without_dh_a_reencoded_body_fails) {
    const auto field = stamp_for(text("8bit", eight_bit_body), false);
    BOOST_TEST(field.find("dh=") == std::string::npos);
    expect(field + text("base64", "R3LDvMOfZQ0K\r\n"), Status::fail,
           StampReason::body_hash_mismatch);
}

// The body is the same, and a reader would decode it to something else.
BOOST_AUTO_TEST_CASE(another_encoding_for_the_same_octets_fails) {
    const auto original = text("7bit", "QUJD\r\n");
    const auto relabelled = text("base64", "QUJD\r\n");
    expect(stamp_for(original) + relabelled, Status::fail, StampReason::encoding_mismatch);
    expect(stamp_for(original, false) + relabelled, Status::fail, StampReason::encoding_mismatch);
    expect(stamp_for(original) + text("", "QUJD\r\n"), Status::pass, StampReason::none);
    expect(stamp_for(original) + text("8BIT", "QUJD\r\n"), Status::pass, StampReason::none);
    expect(stamp_for(original) + text("x-other", "QUJD\r\n"), Status::fail,
           StampReason::encoding_mismatch);
    expect("Content-Transfer-Encoding: base64\r\n" + stamp_for(original) + original, Status::fail,
           StampReason::encoding_mismatch);
}

// "QUJD" says the same in 7bit and in quoted-printable.
BOOST_AUTO_TEST_CASE(another_name_for_the_same_content_is_reencoded) {
    expect(stamp_for(text("7bit", "QUJD\r\n")) + text("quoted-printable", "QUJD\r\n"),
           Status::policy, StampReason::reencoded);
}

BOOST_AUTO_TEST_CASE(a_changed_header_beside_a_reencoded_body_fails) {
    const auto field = stamp_for(text("8bit", eight_bit_body));
    const auto other = replaced(text("base64", "R3LDvMOfZQ0K\r\n"), "Subject: x", "Subject: y");
    expect(field + other, Status::fail, StampReason::signature_mismatch);
}

BOOST_AUTO_TEST_CASE(a_forged_dh_does_not_help) {
    const auto field = stamp_for(text("8bit", eight_bit_body));
    const auto theirs = stamp_for(text("8bit", "Pay eve\r\n"));
    const auto dh = [](const std::string& stamp) {
        const auto begin = stamp.find("dh=");
        return stamp.substr(begin, stamp.find(';', begin) - begin);
    };
    expect(replaced(field, dh(field), dh(theirs)) + text("8bit", "Pay eve\r\n"), Status::fail,
           StampReason::signature_mismatch);
}

BOOST_AUTO_TEST_CASE(a_message_outside_the_subset_is_stamped_without_dh) {
    const auto ambiguous =
        replaced(text("8bit", eight_bit_body), "charset=UTF-8", "charset=a; charset=b");
    const auto field = stamp_for(ambiguous);
    BOOST_TEST(field.find("dh=") == std::string::npos);
    expect(field + ambiguous, Status::pass, StampReason::none);
}

BOOST_AUTO_TEST_CASE(an_expired_stamp_of_a_reencoded_message_is_expired) {
    const auto whole = stamp_for(text("8bit", eight_bit_body)) + text("base64", "R3LDvMOfZQ0K\r\n");
    auto about = at_delivery();
    about.now = stamped_at + std::chrono::hours{24 * 400};
    BOOST_TEST(to_string(verifier().verify(whole, about).reason) == "expired");
}

BOOST_AUTO_TEST_CASE(the_report_counts_the_encoding_as_covered) {
    const auto original = text("8bit", eight_bit_body);
    const auto report = report_on(stamp_for(original) + original);
    const auto& covered = report.covered;
    BOOST_TEST(
        (std::find(covered.begin(), covered.end(), "content-transfer-encoding") != covered.end()));
    BOOST_TEST(report.not_covered.empty());
}

BOOST_AUTO_TEST_SUITE_END()
