// Which messages may be marked: alignment of author and partner, form, bounces, partners' names
// from elsewhere; and what the secured path then says.
#include <boost/test/unit_test.hpp>
#include <domainsec/pki/certificate.hpp>

#include "policy/policy_fixture.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

constexpr const char* alice = "alice@fabrikam.example";
constexpr const char* eve = "eve@elsewhere.example";

InboundVerdict finished(const Judge& judge, const std::string& mail_from,
                        const std::string& message, SessionFacts facts = session_of(fabrikam())) {
    auto transaction = judge.begin(std::move(facts));
    return run(transaction, mail_from, message);
}

void expect_unmarked(const InboundVerdict& verdict, Status status, PolicyReason reason) {
    BOOST_TEST((verdict.answer.decision == Decision::accepted), verdict.answer.reply.line());
    BOOST_TEST(to_string(verdict.status) == to_string(status));
    BOOST_TEST(to_string(verdict.reason) == to_string(reason));
    BOOST_TEST(!verdict.path.has_value());
}

std::string northwind_partner(const std::string& keys) {
    return "[[partner]]\nname = \"Northwind\"\ndomains = [\"northwind.example\"]\n"
           "[partner.receive]\nanchors = [\"stranger-ca.pem\"]\n" +
           keys;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(secured_messages)

BOOST_AUTO_TEST_CASE(the_path_says_everything) {
    const Judge judge;
    const auto verdict = finished(judge, alice, message_from("Alice <alice@fabrikam.example>"));
    BOOST_TEST((verdict.status == Status::pass));
    BOOST_TEST((verdict.reason == PolicyReason::none));
    BOOST_TEST(verdict.partner == "Fabrikam");
    BOOST_TEST(verdict.partner_domain->str() == "fabrikam.example");
    BOOST_REQUIRE(verdict.path);
    const auto& path = *verdict.path;
    BOOST_TEST(path.partner_name() == "Fabrikam");
    BOOST_TEST(path.partner().str() == "fabrikam.example");
    BOOST_TEST(path.identity()->str() == "fabrikam.example");
    BOOST_TEST(path.method() == "pkix");
    BOOST_TEST(path.edge().str() == "edge1.contoso.example");
    BOOST_TEST(path.tls_parameters() == "TLS1.3/TLS_AES_256_GCM_SHA384/x25519");
    BOOST_TEST((path.key_digest() == fabrikam().chain.leaf().spki_sha256()));
    BOOST_TEST((path.judged_at() == test_now()));
    BOOST_TEST(path.mail_from()->str() == alice);
    BOOST_REQUIRE_EQUAL(path.recipients().size(), 1U);
    BOOST_TEST(path.recipients()[0].str() == "bob@contoso.example");
    BOOST_TEST(path.via().empty());
    BOOST_TEST(path.asserted_by_caller());
    BOOST_TEST(!path.resumed());
    BOOST_TEST(verdict.report->passed());
    BOOST_TEST(verdict.report->asserted_by_caller);
}

BOOST_AUTO_TEST_CASE(the_author_may_be_in_another_domain_of_the_partner) {
    const auto verdict = finished(Judge(), alice, message_from("news@fabrikam-news.example"));
    BOOST_REQUIRE(verdict.path);
    BOOST_TEST(verdict.path->partner().str() == "fabrikam-news.example");
}

BOOST_AUTO_TEST_CASE(the_partner_s_domain_stands_for_its_subdomains) {
    const Judge judge("subdomains = true\n" + fabrikam_receive);
    const auto verdict =
        finished(judge, "alice@a.fabrikam.example", message_from("alice@b.fabrikam.example"));
    BOOST_REQUIRE(verdict.path);
    BOOST_TEST(verdict.path->partner().str() == "fabrikam.example");
}

BOOST_AUTO_TEST_CASE(without_a_stamp_key_nothing_is_marked) {
    const auto judge = Judge::from(
        "[organization]\ndomain = \"contoso.example\"\n"
        "[edge]\nname = \"edge1.contoso.example\"\n" +
        fabrikam_partner + fabrikam_receive);
    expect_unmarked(finished(judge, alice, message_from(alice)), Status::policy,
                    PolicyReason::no_stamp_key);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(unmarked_messages)

BOOST_AUTO_TEST_CASE(another_domain_in_from) {
    const Judge judge;
    expect_unmarked(finished(judge, alice, message_from("ceo@bank.example")), Status::policy,
                    PolicyReason::unaligned_from);
    expect_unmarked(finished(judge, alice, message_from("a@sub.fabrikam.example")), Status::policy,
                    PolicyReason::unaligned_from);
    expect_unmarked(finished(judge, alice, message_from("a@notfabrikam.example")), Status::policy,
                    PolicyReason::unaligned_from);
    BOOST_TEST(judge.events->of(EventKind::message_unsecured).size() == 3U);
}

BOOST_AUTO_TEST_CASE(several_authors_or_none) {
    const Judge judge;
    for (const char* from : {"a@fabrikam.example, b@fabrikam.example", "undisclosed:;", "Alice",
                             "team: a@fabrikam.example;", "a@fabrikam.example <b@x.example>"}) {
        BOOST_TEST_CONTEXT(from) {
            expect_unmarked(finished(judge, alice, message_from(from)), Status::policy,
                            PolicyReason::ambiguous_author);
        }
    }
}

BOOST_AUTO_TEST_CASE(no_from_field) {
    expect_unmarked(finished(Judge(), alice, "Subject: x\r\n\r\nx\r\n"), Status::policy,
                    PolicyReason::ambiguous_author);
}

BOOST_AUTO_TEST_CASE(a_second_from_field) {
    expect_unmarked(
        finished(Judge(), alice, "From: mallory@fabrikam.example\r\n" + message_from(alice)),
        Status::policy, PolicyReason::malformed_message);
}

BOOST_AUTO_TEST_CASE(doubled_singletons) {
    for (const char* field :
         {"Subject: two\r\n", "To: carol@contoso.example\r\n",
          "Message-ID: <2@fabrikam.example>\r\n", "Date: Tue, 24 Nov 2026 12:00:00 +0000\r\n"}) {
        BOOST_TEST_CONTEXT(field) {
            expect_unmarked(finished(Judge(), alice, field + message_from(alice)), Status::policy,
                            PolicyReason::malformed_message);
        }
    }
}

BOOST_AUTO_TEST_CASE(framing_that_is_not_strict) {
    const auto good = message_from(alice);
    std::string lf = good;
    std::erase(lf, '\r');
    const std::vector<std::string> messages{lf,
                                            good + "bare\rcr\r\n",
                                            good + "bare\nlf\r\n",
                                            good + std::string("nul\0\r\n", 6),
                                            "no header at all",
                                            ""};
    for (const auto& message : messages) {
        expect_unmarked(finished(Judge(), alice, message), Status::policy,
                        PolicyReason::malformed_message);
    }
}

BOOST_AUTO_TEST_CASE(a_hundred_thousand_fields) {
    std::string message;
    for (int i = 0; i < 100000; ++i) message += "X-A: b\r\n";
    expect_unmarked(finished(Judge(), alice, message + message_from(alice)), Status::policy,
                    PolicyReason::malformed_message);
}

BOOST_AUTO_TEST_CASE(a_stranger_s_own_mail_is_no_business_of_ours) {
    const Judge judge;
    expect_unmarked(finished(judge, eve, message_from(eve), SessionFacts::clear_text()),
                    Status::none, PolicyReason::not_a_partner);
    // Not even when the stranger holds the partner's session.
    expect_unmarked(finished(judge, eve, message_from(eve)), Status::none,
                    PolicyReason::not_a_partner);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(partners_named_elsewhere)

BOOST_AUTO_TEST_CASE(mark_delivers_with_a_failure) {
    const Judge judge;
    const auto verdict = finished(judge, eve, message_from(alice), SessionFacts::clear_text());
    expect_unmarked(verdict, Status::fail, PolicyReason::unsecured_from);
    BOOST_TEST(verdict.partner == "Fabrikam");
    BOOST_TEST(verdict.partner_domain->str() == "fabrikam.example");
    BOOST_TEST(judge.events->of(EventKind::message_unsecured).size() == 1U);
}

BOOST_AUTO_TEST_CASE(even_over_the_partner_s_own_session) {
    expect_unmarked(finished(Judge(), eve, message_from(alice)), Status::fail,
                    PolicyReason::unsecured_from);
}

BOOST_AUTO_TEST_CASE(reject_refuses_after_the_data) {
    const std::string rules = fabrikam_receive + "unsecured_from = \"reject\"\n";
    const Judge deferring(rules);
    const auto deferred = finished(deferring, eve, message_from(alice), SessionFacts::clear_text());
    BOOST_TEST((deferred.answer.decision == Decision::refused));
    BOOST_TEST(deferred.answer.reply.line().find("451 4.7.5 [DSEC-FROM]") == 0U);
    BOOST_TEST(deferred.answer.reply.text.find(deferred.answer.event_id) != std::string::npos);
    BOOST_TEST(deferring.events->of(EventKind::message_refused).size() == 1U);

    const Judge rejecting(rules + "on_failure = \"reject\"\n");
    const auto rejected = finished(rejecting, eve, message_from(alice), SessionFacts::clear_text());
    BOOST_TEST(rejected.answer.reply.line().find("550 5.7.5 [DSEC-FROM]") == 0U);
}

BOOST_AUTO_TEST_CASE(no_spelling_of_from_gets_around_it) {
    const Judge judge(fabrikam_receive + "unsecured_from = \"reject\"\n");
    const std::vector<std::string> values{
        "Alice <alice@FABRIKAM.example>",
        "a@elsewhere.example, alice@fabrikam.example",
        "team: alice@fabrikam.example;",
        "alice@fabrikam.example <eve@elsewhere.example>",
        "Alice\r\n <alice@fabrikam.example>",
        "alice @ fabrikam . example",
        "alice@fabrikam.example.",
        "alice@(a (nested) comment)fabrikam.(\\))example",
    };
    for (const auto& value : values) {
        BOOST_TEST_CONTEXT(value) {
            const auto verdict =
                finished(judge, eve, message_from(value), SessionFacts::clear_text());
            BOOST_TEST((verdict.answer.decision == Decision::refused));
        }
    }
    const auto doubled = finished(judge, eve, "From: x@y.example\r\n" + message_from(alice),
                                  SessionFacts::clear_text());
    BOOST_TEST((doubled.answer.decision == Decision::refused));
    const auto nul = finished(judge, eve, message_from(alice) + std::string("\0", 1),
                              SessionFacts::clear_text());
    BOOST_TEST((nul.answer.decision == Decision::refused));
}

BOOST_AUTO_TEST_CASE(one_partner_does_not_speak_for_another) {
    const Judge judge(fabrikam_receive + northwind_partner(""));
    const auto verdict = finished(judge, alice, message_from("nora@northwind.example"));
    expect_unmarked(verdict, Status::fail, PolicyReason::unsecured_from);
    BOOST_TEST(verdict.partner == "Northwind");

    const Judge strict(fabrikam_receive + northwind_partner("unsecured_from = \"reject\"\n"));
    const auto refused = finished(strict, alice, message_from("nora@northwind.example"));
    BOOST_TEST((refused.answer.decision == Decision::refused));
}

BOOST_AUTO_TEST_CASE(a_session_of_one_partner_is_none_of_another) {
    const Judge judge(fabrikam_receive + northwind_partner(""));
    const auto verdict =
        finished(judge, "nora@northwind.example", message_from("nora@northwind.example"));
    BOOST_TEST((verdict.answer.decision == Decision::refused));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(bounces)

BOOST_AUTO_TEST_CASE(from_the_partner_s_domain) {
    const auto verdict = finished(Judge(), "", message_from("mailer-daemon@fabrikam.example"));
    BOOST_REQUIRE(verdict.path);
    BOOST_TEST(!verdict.path->mail_from());
    BOOST_TEST(verdict.path->partner().str() == "fabrikam.example");
}

BOOST_AUTO_TEST_CASE(from_a_host_in_the_certificate) {
    const auto verdict = finished(Judge(), "", message_from("mailer-daemon@mx1.fabrikam.example"));
    BOOST_REQUIRE(verdict.path);
    BOOST_TEST(verdict.path->partner().str() == "fabrikam.example");
    expect_unmarked(finished(Judge(), "", message_from("mailer-daemon@mx2.fabrikam.example")),
                    Status::none, PolicyReason::not_a_partner);
}

BOOST_AUTO_TEST_CASE(only_bounces_come_from_hosts) {
    expect_unmarked(finished(Judge(), alice, message_from("root@mx1.fabrikam.example")),
                    Status::policy, PolicyReason::unaligned_from);
}

BOOST_AUTO_TEST_CASE(a_foreign_name_in_the_certificate_is_no_host_of_the_partner) {
    const auto facts =
        session_of(fabrikam_ca().issue({"fabrikam.example", "bank.example"}, short_lived()));
    expect_unmarked(finished(Judge(), "", message_from("mailer-daemon@bank.example"), facts),
                    Status::none, PolicyReason::not_a_partner);
}

BOOST_AUTO_TEST_CASE(an_intermediary_s_hosts_author_no_bounce) {
    const Judge judge(fabrikam_receive +
                      "[[partner.receive.via]]\nname = \"filter.example\"\n"
                      "anchors = [\"stranger-ca.pem\"]\nidentity = [\"out.filter.example\"]\n");
    const auto facts = session_of(
        stranger_ca().issue({"out.filter.example", "mx1.fabrikam.example"}, short_lived()));
    expect_unmarked(finished(judge, "", message_from("mailer-daemon@out.filter.example"), facts),
                    Status::none, PolicyReason::not_a_partner);
    expect_unmarked(finished(judge, "", message_from("mailer-daemon@mx1.fabrikam.example"), facts),
                    Status::none, PolicyReason::not_a_partner);
    BOOST_TEST(
        finished(judge, "", message_from("mailer-daemon@fabrikam.example"), facts).path->via() ==
        "filter.example");
}

BOOST_AUTO_TEST_CASE(in_clear_text_it_is_somebody_else_s) {
    expect_unmarked(finished(Judge(), "", message_from("mailer-daemon@fabrikam.example"),
                             SessionFacts::clear_text()),
                    Status::fail, PolicyReason::unsecured_from);
    const Judge strict(fabrikam_receive + "unsecured_from = \"reject\"\n");
    const auto refused = finished(strict, "", message_from("mailer-daemon@fabrikam.example"),
                                  SessionFacts::clear_text());
    BOOST_TEST((refused.answer.decision == Decision::refused));
}

BOOST_AUTO_TEST_CASE(of_another_partner_it_is_not_marked) {
    const Judge judge(fabrikam_receive + northwind_partner(""));
    expect_unmarked(finished(judge, "", message_from("mailer-daemon@northwind.example")),
                    Status::fail, PolicyReason::unsecured_from);
}

BOOST_AUTO_TEST_CASE(without_evidence_it_waits) {
    IssueOptions options;
    options.crl_uris = {"http://crl.fabrikam.example/ca.crl"};
    const auto facts = session_of(fabrikam_ca().issue({"fabrikam.example"}, options));
    const Judge judge;
    auto transaction = judge.begin(facts);
    BOOST_TEST((transaction.mail_from("").decision == Decision::pending));
    BOOST_TEST(transaction.rcpt_to("bob@contoso.example").reply.code == 451);
    judge.evidence->put_crl("http://crl.fabrikam.example/ca.crl", fabrikam_ca().crl({}));
    const auto verdict = run(transaction, "", message_from("mailer-daemon@fabrikam.example"));
    BOOST_TEST((verdict.status == Status::pass));
}

BOOST_AUTO_TEST_CASE(a_stranger_s_certificate_costs_nothing) {
    const Judge judge;
    auto transaction =
        judge.begin(session_of(stranger_ca().issue({"elsewhere.example"}, short_lived())));
    const auto answer = transaction.mail_from("");
    BOOST_TEST((answer.decision == Decision::accepted));
    BOOST_TEST((answer.reason == PolicyReason::not_a_partner));
    BOOST_TEST(judge.events->events.empty());
}

BOOST_AUTO_TEST_SUITE_END()
