// Stamps that hold, and how they come not to (docs/stamp-format.md §4).
#include <boost/test/unit_test.hpp>

#include "stamp/stamp_world.hpp"
#include "support/expect_error.hpp"

using namespace stamp_test;
using domainsec::test::expect_error;

namespace {

void expect(const StampReport& report, Status status, StampReason reason) {
    BOOST_TEST(to_string(report.status) == to_string(status));
    BOOST_TEST(to_string(report.reason) == to_string(reason));
    BOOST_TEST(!report.detail.empty());
}

VerifyOptions when(Seconds after) {
    VerifyOptions options;
    options.now = stamped_at + after;
    return options;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(verifier_steps)

BOOST_AUTO_TEST_CASE(all_four_canonicalizations_pass_with_crlf_and_lf) {
    for (const auto* pair :
         {"simple/simple", "simple/relaxed", "relaxed/simple", "relaxed/relaxed"}) {
        auto options = stamper_options();
        options.canonicalization = canonicalization_from_string(pair).value();
        for (const auto& text : {message(), with_lf(message())}) {
            const auto whole = stamped(text, options);
            expect(report_on(whole), Status::pass, StampReason::none);
            const auto view = MessageView::parse(whole);
            expect(verifier().verify(view, at_delivery()), Status::pass, StampReason::none);
        }
    }
}

// Maildir and mbox store with LF what came with CRLF.
BOOST_AUTO_TEST_CASE(a_stamp_made_with_crlf_holds_when_stored_with_lf) {
    for (const auto* pair : {"simple/simple", "relaxed/relaxed"}) {
        auto options = stamper_options();
        options.canonicalization = canonicalization_from_string(pair).value();
        expect(report_on(with_lf(stamped(message(), options))), Status::pass, StampReason::none);
    }
}

BOOST_AUTO_TEST_CASE(the_report_carries_what_the_stamp_says) {
    const auto report = report_on(stamped(message()));
    BOOST_TEST(report.domain->str() == "contoso.example");
    BOOST_TEST(report.selector == "edge1");
    BOOST_TEST(report.partner->str() == "fabrikam.example");
    BOOST_TEST(report.identity->str() == "fabrikam.example");
    BOOST_TEST(report.method == "pkix");
    BOOST_TEST(report.edge->str() == "edge1.contoso.example");
    BOOST_TEST(report.tls == "TLS1.3/TLS_AES_256_GCM_SHA384/x25519mlkem768");
    BOOST_TEST(report.mail_from == "alice@fabrikam.example");
    BOOST_CHECK(report.stamped_at == stamped_at);
    BOOST_CHECK(report.expires_at == stamped_at + std::chrono::hours{24 * 365});
    BOOST_TEST(report.author->str() == "alice@fabrikam.example");
    BOOST_TEST(report.from_aligned);
    BOOST_TEST(!report.stale);
    BOOST_TEST(!report.archival);
    const std::vector<std::string> covered{"content-type", "date",    "from", "message-id",
                                           "mime-version", "subject", "to"};
    const std::vector<std::string> not_covered{"received", "x-mailer"};
    BOOST_TEST(report.covered == covered);
    BOOST_TEST(report.not_covered == not_covered);
}

BOOST_AUTO_TEST_CASE(a_message_without_stamp_is_none) {
    expect(report_on(message()), Status::none, StampReason::no_stamp);
    expect(report_on(""), Status::none, StampReason::no_stamp);
    expect(report_on("no header at all"), Status::none, StampReason::no_stamp);
}

BOOST_AUTO_TEST_CASE(a_stamp_of_another_domain_is_not_ours) {
    auto options = stamper_options();
    options.domain = domain("stranger.example");
    expect(report_on(stamped(message(), options)), Status::none, StampReason::not_ours);
}

BOOST_AUTO_TEST_CASE(foreign_and_unreadable_stamps_do_not_touch_ours) {
    auto options = stamper_options();
    options.domain = domain("stranger.example");
    const auto ours = stamped(message());
    const auto both = stamped(ours, options);
    expect(report_on(both), Status::pass, StampReason::none);
    expect(report_on("Domain-Secured: junk\r\n" + ours), Status::pass, StampReason::none);
}

BOOST_AUTO_TEST_CASE(fields_that_hosts_add_and_delete_inside_do_not_matter) {
    auto whole =
        "Received: from edge1 by inner; Tue, 24 Nov 2026 00:32:00 +0000\r\n"
        "Authentication-Results: inner.contoso.example; none\r\n" +
        stamped(message());
    whole = replaced(whole, "X-Mailer: example 1.0\r\n", "");
    expect(report_on(whole), Status::pass, StampReason::none);
}

// RFC 6376 §3.4.2: what relaxed forgives on the way.
BOOST_AUTO_TEST_CASE(refolding_is_forgiven_when_relaxed_and_not_when_simple) {
    const auto refolded = [](std::string whole) {
        return replaced(std::move(whole), "<bob@contoso.example>,\r\n  Carol   <",
                        "<bob@contoso.example>, Carol\r\n\t<");
    };
    expect(report_on(refolded(stamped(message()))), Status::pass, StampReason::none);
    auto options = stamper_options();
    options.canonicalization.header = Canonicalization::simple;
    expect(report_on(refolded(stamped(message(), options))), Status::fail,
           StampReason::signature_mismatch);
}

BOOST_AUTO_TEST_CASE(the_stamp_itself_may_be_refolded_when_relaxed) {
    expect(report_on(replaced(stamped(message()), "; a=", ";\r\n\t a=")), Status::pass,
           StampReason::none);
}

BOOST_AUTO_TEST_CASE(a_changed_body_fails) {
    expect(report_on(replaced(stamped(message()), "attached", "attacked")), Status::fail,
           StampReason::body_hash_mismatch);
    expect(report_on(stamped(message()) + "P.S.\r\n"), Status::fail,
           StampReason::body_hash_mismatch);
}

BOOST_AUTO_TEST_CASE(every_covered_field_that_is_changed_removed_or_added_fails) {
    const auto whole = stamped(message());
    for (const auto* field :
         {"Subject: ", "Date: ", "Message-ID: ", "MIME-Version: ", "Content-Type: ", "To: "}) {
        expect(report_on(
                   replaced(whole, std::string("\r\n") + field, std::string("\r\n") + field + "x")),
               Status::fail, StampReason::signature_mismatch);
        expect(
            report_on(replaced(whole, std::string("\r\n") + field, std::string("\r\nX-") + field)),
            Status::fail, StampReason::signature_mismatch);
    }
    for (const auto* name : {"Subject", "Sender", "Reply-To", "Cc", "To", "References",
                             "In-Reply-To", "Content-Type", "Content-Disposition", "Content-ID",
                             "Resent-From", "Resent-To", "Date", "Message-ID", "MIME-Version"}) {
        expect(report_on(std::string(name) + ": x\r\n" + whole), Status::fail,
               StampReason::signature_mismatch);
        expect(report_on(replaced(whole, "X-Mailer:", std::string(name) + ": x\r\nX-Mailer:")),
               Status::fail, StampReason::signature_mismatch);
    }
}

BOOST_AUTO_TEST_CASE(every_tag_of_the_stamp_is_signed) {
    const auto whole = stamped(message());
    const std::pair<const char*, const char*> edits[] = {
        {"p=fabrikam.example", "p=contoso2.example"},
        {"n=fabrikam.example", "n=fabrikan.example"},
        {"m=pkix", "m=pin"},
        {"tls=TLS1.3", "tls=TLS1.2"},
        {"t=1795480285", "t=1795480284"},
        {"x=1827016285", "x=1927016285"},
        {"mf=alice", "mf=alicf"}};
    for (const auto& [from, to] : edits)
        expect(report_on(replaced(whole, from, to)), Status::fail, StampReason::signature_mismatch);
}

BOOST_AUTO_TEST_CASE(two_stamps_of_one_domain_are_permerror) {
    const auto once = stamped(message());
    const auto twice = once.substr(0, once.size() - message().size()) + once;
    expect(report_on(twice), Status::permerror, StampReason::several_stamps);
}

BOOST_AUTO_TEST_CASE(a_stamp_from_the_future_is_a_passing_matter) {
    const auto whole = stamped(message());
    expect(verifier().verify(whole, when(Seconds{-300})), Status::pass, StampReason::none);
    expect(verifier().verify(whole, when(Seconds{-301})), Status::temperror,
           StampReason::from_future);
    VerifierOptions strict;
    strict.max_clock_skew = Seconds{0};
    expect(verifier(strict).verify(whole, when(Seconds{-1})), Status::temperror,
           StampReason::from_future);
}

BOOST_AUTO_TEST_CASE(an_expired_stamp_is_a_matter_of_policy) {
    auto options = stamper_options();
    options.lifetime = std::chrono::hours{1};
    const auto whole = stamped(message(), options);
    expect(verifier().verify(whole, when(Seconds{3600})), Status::pass, StampReason::none);
    expect(verifier().verify(whole, when(Seconds{3601})), Status::policy, StampReason::expired);
}

BOOST_AUTO_TEST_CASE(the_archival_question_is_answered_and_labelled) {
    auto options = stamper_options();
    options.lifetime = std::chrono::hours{1};
    auto about = when(std::chrono::hours{24 * 3650});
    about.at = stamped_at + Seconds{60};
    const auto report = verifier().verify(stamped(message(), options), about);
    expect(report, Status::pass, StampReason::none);
    BOOST_TEST(report.archival);
    BOOST_TEST(!report.stale);
}

BOOST_AUTO_TEST_CASE(a_broken_signature_is_a_failure_even_when_expired) {
    expect(verifier().verify(replaced(stamped(message()), "Subject: Q", "Subject: q"),
                             when(std::chrono::hours{24 * 3650})),
           Status::fail, StampReason::signature_mismatch);
}

BOOST_AUTO_TEST_CASE(late_delivery_is_stale_and_still_passes) {
    const auto whole = stamped(message());
    BOOST_TEST(!verifier().verify(whole, when(std::chrono::hours{24 * 7})).stale);
    auto about = when(std::chrono::hours{24 * 7} + Seconds{1});
    const auto report = verifier().verify(whole, about);
    expect(report, Status::pass, StampReason::none);
    BOOST_TEST(report.stale);
    about.delivered_at = stamped_at;
    BOOST_TEST(!verifier().verify(whole, about).stale);
}

BOOST_AUTO_TEST_CASE(from_is_aligned_with_the_partner_or_the_identity) {
    const auto aligned = [](std::string_view from) {
        auto parts = path_parts();
        parts.identity = domain("mx1.relay.example");
        const auto text = replaced(message(), "alice@fabrikam.example", from);
        return report_on(stamped(text, stamper_options(), SecuredPathBuilder::build(parts)));
    };
    BOOST_TEST(aligned("a@fabrikam.example").from_aligned);
    BOOST_TEST(aligned("a@mail.fabrikam.example").from_aligned);
    BOOST_TEST(aligned("mailer-daemon@mx1.relay.example").from_aligned);
    BOOST_TEST(!aligned("a@relay.example").from_aligned);
    BOOST_TEST(!aligned("a@notfabrikam.example").from_aligned);
}

BOOST_AUTO_TEST_CASE(options_out_of_range_are_named) {
    expect_error(errc::invalid_argument, "trusted", [] { Verifier verifier(KeyRing(), {}); });
    expect_error(errc::invalid_argument, "now",
                 [] { verifier().verify(message(), VerifyOptions{}); });
    const auto refused = [](std::string_view words, auto change) {
        VerifierOptions options;
        change(options);
        expect_error(errc::invalid_argument, words, [&] { verifier(options); });
    };
    refused("max_clock_skew", [](auto& options) { options.max_clock_skew = Seconds{3601}; });
    refused("recipient_key", [](auto& options) { options.recipient_key = Bytes(8); });
    refused("max_stamps", [](auto& options) { options.limits.max_stamps = 0; });
    refused("max_stamp_octets", [](auto& options) { options.limits.max_stamp_octets = 0; });
    refused("max_tags", [](auto& options) { options.limits.max_tags = 19; });
    refused("max_fields", [](auto& options) { options.message.max_fields = 0; });
}

BOOST_AUTO_TEST_SUITE_END()
