// What a content filter does to a stamp, and what it cannot do (docs/stamp-format.md §8).
#include <domainsec/stamp/restamper.hpp>

#include <boost/test/unit_test.hpp>
#include <string>

#include "stamp/base64.hpp"
#include "stamp/stamp_world.hpp"
#include "support/expect_error.hpp"

using namespace stamp_test;
using domainsec::test::expect_error;

namespace {

PrivateKey filter_key() {
    static const auto key = PrivateKey::generate(KeyAlgorithm::ed25519);
    return key;
}

KeyRingEntry filter_entry() {
    auto entry = entry_for(filter_key());
    entry.selector = "filter1";
    entry.role = KeyRole::filter;
    return entry;
}

const Bytes recipient_key(32, 7);

Verifier inside_verifier(bool with_recipients = true) {
    VerifierOptions options;
    if (with_recipients) options.recipient_key = recipient_key;
    return Verifier(KeyRing({entry_for(ed25519_key()), filter_entry()}),
                    {domain("contoso.example")}, options);
}

StamperOptions filter_options() {
    auto options = stamper_options();
    options.selector = "filter1";
    options.recipient_key = recipient_key;
    return options;
}

Restamper restamper() {
    return {inside_verifier(), Stamper(StampKey(filter_key()), filter_options())};
}

VerifyOptions later(int seconds = 120) {
    auto about = at_delivery();
    about.now = stamped_at + Seconds{seconds};
    return about;
}

const std::string banner = "This message came from outside.\r\n\r\n";

std::string tagged(const std::string& whole) {
    return replaced(whole, "Subject: ", "Subject: [EXTERN] ");
}

std::string with_banner(const std::string& whole) {
    return replaced(whole, "Dear Bob", banner + "Dear Bob");
}

std::string restamped(const std::string& original, const std::string& changed,
                      const VerifyOptions& about = later()) {
    const auto result = restamper().restamp(original, changed, about);
    BOOST_TEST(to_string(result.problem) == "none");
    return result.edits.applied_to(changed);
}

StampReport judged(const std::string& whole, const VerifyOptions& about = later()) {
    return inside_verifier().verify(whole, about);
}

void expect(const StampReport& report, Status status, StampReason reason) {
    BOOST_TEST_CONTEXT(report.detail) {
        BOOST_TEST(to_string(report.status) == to_string(status));
        BOOST_TEST(to_string(report.reason) == to_string(reason));
    }
}

using Names = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(restamping)

BOOST_AUTO_TEST_CASE(a_subject_tag_and_a_banner_keep_the_mark_and_are_told) {
    const auto original = stamped(message());
    const auto changed = with_banner(tagged(original));
    expect(judged(changed), Status::fail, StampReason::body_hash_mismatch);
    const auto whole = restamped(original, changed);
    const auto report = judged(whole);
    expect(report, Status::pass, StampReason::none);
    BOOST_TEST(report.changed_by_filter == (Names{"subject", "body"}),
               boost::test_tools::per_element());
    BOOST_TEST(report.selector == "filter1");
    BOOST_TEST(report.display().sentence.find("changed by our own content filter: subject, body") !=
               std::string::npos);
    BOOST_TEST(whole.find(banner) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_facts_stay_and_the_end_of_validity_too) {
    const auto original = stamped(message());
    const auto before = judged(original);
    const auto after = judged(restamped(original, tagged(original)));
    BOOST_CHECK(after.partner == before.partner);
    BOOST_CHECK(after.identity == before.identity);
    BOOST_CHECK(after.edge == before.edge);
    BOOST_CHECK(after.expires_at == before.expires_at);
    BOOST_CHECK(after.stamped_at == later().now);
    BOOST_TEST(after.method == before.method);
    BOOST_TEST(after.tls == before.tls);
    BOOST_TEST(after.mail_from == before.mail_from);
}

BOOST_AUTO_TEST_CASE(the_new_stamp_names_the_one_it_replaces) {
    const auto original = stamped(message());
    const auto field = original.substr(0, original.find("Received:"));
    const auto whole = restamped(original, tagged(original));
    const auto begin = whole.find(" o=") + 3;
    auto digest = whole.substr(begin, whole.find(';', begin) - begin);
    std::erase_if(digest, [](char c) { return c == '\r' || c == '\n' || c == ' '; });
    BOOST_TEST(digest == detail::to_base64(stamp_digest(field)));
    BOOST_TEST(whole.find("s=edge1") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(where_nothing_covered_was_changed_nothing_is_done) {
    const auto original = stamped(message());
    const auto changed = replaced(original, "X-Mailer: example 1.0", "X-Spam-Status: No");
    const auto result = restamper().restamp(original, changed, later());
    BOOST_TEST(to_string(result.problem) == "none");
    BOOST_TEST(result.edits.changes_nothing());
    expect(judged(changed), Status::pass, StampReason::none);
}

BOOST_AUTO_TEST_CASE(a_second_filter_adds_to_what_was_changed) {
    const auto original = stamped(message());
    const auto first = restamped(original, tagged(original));
    const auto report = judged(restamped(first, with_banner(first), later(180)), later(240));
    expect(report, Status::pass, StampReason::none);
    BOOST_TEST(report.changed_by_filter == (Names{"body", "subject"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_message_in_lf_storage_stays_so) {
    const auto original = with_lf(stamped(message()));
    const auto whole = restamped(original, tagged(original));
    BOOST_TEST(whole.find('\r') == std::string::npos);
    expect(judged(whole), Status::pass, StampReason::none);
}

BOOST_AUTO_TEST_CASE(an_original_that_does_not_pass_gets_no_stamp_and_loses_the_old_one) {
    const auto original = replaced(stamped(message()), "Subject: Q", "Subject: q");
    const auto result = restamper().restamp(original, tagged(original), later());
    BOOST_TEST(to_string(result.problem) == "not_verified");
    BOOST_TEST(to_string(result.report.reason) == "signature_mismatch");
    const auto whole = result.edits.applied_to(tagged(original));
    expect(judged(whole), Status::none, StampReason::no_stamp);
}

BOOST_AUTO_TEST_CASE(a_message_that_never_had_a_stamp_gets_none) {
    const auto result = restamper().restamp(message(), tagged(message()), later());
    BOOST_TEST(to_string(result.problem) == "not_verified");
    BOOST_TEST(result.edits.prefix().empty());
}

BOOST_AUTO_TEST_CASE(a_filter_may_not_change_the_author) {
    const auto original = stamped(message());
    const auto changed =
        replaced(original, "alice@fabrikam.example>\r\nTo", "ceo@fabrikam.example>\r\nTo");
    const auto result = restamper().restamp(original, changed, later());
    BOOST_TEST(to_string(result.problem) == "author_changed");
    BOOST_TEST(result.edits.prefix().empty());
}

BOOST_AUTO_TEST_CASE(a_changed_message_that_is_broken_gets_none) {
    const auto original = stamped(message());
    const auto result = restamper().restamp(original, tagged(original) + "\n.\n", later());
    BOOST_TEST(to_string(result.problem) == "malformed_message");
    BOOST_TEST(result.edits.prefix().empty());
}

BOOST_AUTO_TEST_CASE(recipients_that_were_bound_are_bound_anew_and_no_others) {
    auto options = stamper_options();
    options.recipient_key = recipient_key;
    const auto original = stamped(message(), options);
    auto about = later();
    about.recipients = {address("bob@contoso.example"), address("mallory@contoso.example")};
    const auto whole = restamped(original, tagged(original), about);
    about.recipients = {address("bob@contoso.example")};
    BOOST_TEST(to_string(judged(whole, about).recipient) == "bound");
    about.recipients = {address("mallory@contoso.example")};
    BOOST_TEST(to_string(judged(whole, about).recipient) == "unbound");
}

BOOST_AUTO_TEST_CASE(a_stamp_without_recipients_gets_none_by_restamping) {
    const auto original = stamped(message());
    auto about = later();
    about.recipients = {address("bob@contoso.example")};
    BOOST_TEST(restamped(original, tagged(original), about).find("rt=") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(no_stamp_is_made_for_another_time_than_now) {
    const auto original = stamped(message());
    auto about = later();
    about.at = stamped_at;
    expect_error(errc::invalid_argument, "no time of an archive",
                 [&] { restamper().restamp(original, tagged(original), about); });
    expect_error(errc::invalid_argument, "current time",
                 [&] { restamper().restamp(original, tagged(original), {}); });
}

BOOST_AUTO_TEST_CASE(the_filter_s_domain_must_be_one_of_ours) {
    auto options = filter_options();
    options.domain = domain("fabrikam.example");
    expect_error(errc::invalid_argument, "none that the verifier trusts",
                 [&] { Restamper(inside_verifier(), Stamper(StampKey(filter_key()), options)); });
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(key_roles)

// A stolen filter key must not make stamps out of nothing.
BOOST_AUTO_TEST_CASE(a_filter_s_key_makes_no_edge_s_stamp) {
    auto options = stamper_options();
    options.selector = "filter1";
    const auto field = Stamper(StampKey(filter_key()), options).stamp(message(), path()).field;
    expect(judged(field + message()), Status::permerror, StampReason::role_not_allowed);
}

BOOST_AUTO_TEST_CASE(an_edge_s_key_replaces_no_stamp) {
    auto options = filter_options();
    options.selector = "edge1";
    const auto original = stamped(message());
    const auto changed = tagged(original);
    const auto result = Restamper(inside_verifier(), Stamper(StampKey(ed25519_key()), options))
                            .restamp(original, changed, later());
    expect(judged(result.edits.applied_to(changed)), Status::permerror,
           StampReason::role_not_allowed);
}

BOOST_AUTO_TEST_CASE(o_and_ch_stand_together_or_not_at_all) {
    const std::string digest = detail::to_base64(Sha256Digest{});
    for (const auto& edits : {std::string("o=") + digest, std::string("ch=subject")}) {
        const auto report = report_on(resigned({edits}));
        expect(report, Status::permerror, StampReason::malformed_stamp);
    }
    const auto o = "o=" + digest;
    for (const auto* names : {"ch=", "ch=,", "ch=a,,b", "ch=a b", "ch=a:b"})
        expect(report_on(resigned({o, names})), Status::permerror, StampReason::malformed_stamp);
    expect(report_on(resigned({"o=AAAA", "ch=subject"})), Status::permerror,
           StampReason::malformed_stamp);
}

BOOST_AUTO_TEST_SUITE_END()
