// The steps of an inbound transaction: addresses, order, stages, replies, postmaster, events.
#include <boost/test/unit_test.hpp>
#include <domainsec/error.hpp>

#include "policy/policy_fixture.hpp"
#include "support/expect_error.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

constexpr const char* alice = "alice@fabrikam.example";
constexpr const char* bob = "bob@contoso.example";

/// The refusal that RCPT gives for a session.
Answer refusal(const Judge& judge, SessionFacts facts) {
    auto transaction = judge.begin(std::move(facts));
    BOOST_TEST((transaction.mail_from(alice).decision == Decision::accepted));
    return transaction.rcpt_to(bob);
}

void expect_reply(const Answer& answer, const char* codes, const char* token) {
    const auto line = answer.reply.line();
    BOOST_TEST_MESSAGE(line);
    BOOST_TEST((answer.decision == Decision::refused));
    BOOST_TEST(line.find(codes) == 0U, line << " should begin with " << codes);
    BOOST_TEST(line.find(token) != std::string::npos, line << " should have " << token);
    BOOST_TEST(line.find("contoso") == std::string::npos);
    BOOST_TEST(line.find("Fabrikam") == std::string::npos);
    BOOST_TEST(!answer.event_id.empty());
    BOOST_TEST(line.find(answer.event_id) != std::string::npos);
}

const std::string reject = fabrikam_receive + "on_failure = \"reject\"\n";

}  // namespace

BOOST_AUTO_TEST_SUITE(inbound_replies)

BOOST_AUTO_TEST_CASE(no_tls) {
    const auto facts = SessionFacts::clear_text("192.0.2.7");
    expect_reply(refusal(Judge(), facts), "451 4.7.0 ", "[DSEC-NO-TLS]");
    expect_reply(refusal(Judge(reject), facts), "530 5.7.0 ", "[DSEC-NO-TLS]");
}

BOOST_AUTO_TEST_CASE(weak_tls) {
    const auto facts = weak_session_of(fabrikam());
    expect_reply(refusal(Judge(), facts), "451 4.7.0 ", "[DSEC-NO-TLS]");
    expect_reply(refusal(Judge(reject), facts), "530 5.7.0 ", "extended master secret");
}

BOOST_AUTO_TEST_CASE(no_certificate) {
    const auto facts = session_without_certificate();
    expect_reply(refusal(Judge(), facts), "451 4.7.5 ", "[DSEC-NO-CERT]");
    expect_reply(refusal(Judge(reject), facts), "550 5.7.5 ", "[DSEC-NO-CERT]");
}

BOOST_AUTO_TEST_CASE(wrong_name) {
    const auto facts = session_of(fabrikam_ca().issue({"other.example"}, short_lived()));
    expect_reply(refusal(Judge(), facts), "451 4.7.5 ", "[DSEC-NAME]");
    expect_reply(refusal(Judge(reject), facts), "550 5.7.5 ", "subjectAltName");
}

BOOST_AUTO_TEST_CASE(expired_certificate) {
    const auto facts = session_of(fabrikam_ca().issue({"fabrikam.example"}, expired()));
    expect_reply(refusal(Judge(), facts), "451 4.7.5 ", "[DSEC-EXPIRED]");
    expect_reply(refusal(Judge(reject), facts), "550 5.7.5 ", "[DSEC-EXPIRED]");
    const auto early = session_of(fabrikam_ca().issue({"fabrikam.example"}, not_yet_valid()));
    expect_reply(refusal(Judge(), early), "451 4.7.5 ", "[DSEC-EXPIRED]");
}

BOOST_AUTO_TEST_CASE(unknown_authority) {
    const auto facts = session_of(stranger_ca().issue({"fabrikam.example"}, short_lived()));
    expect_reply(refusal(Judge(), facts), "451 4.7.5 ", "[DSEC-CHAIN]");
    expect_reply(refusal(Judge(reject), facts), "550 5.7.5 ", "[DSEC-CHAIN]");
}

BOOST_AUTO_TEST_CASE(missing_intermediate) {
    const auto below = fabrikam_ca().intermediate("Fabrikam Issuing CA");
    const auto identity = below.issue({"fabrikam.example"}, short_lived());
    const Chain leaf_only({identity.chain.leaf()});
    expect_reply(refusal(Judge(), session_of(leaf_only)), "451 4.7.5 ", "intermediate");
}

BOOST_AUTO_TEST_CASE(wrong_usage) {
    auto options = short_lived();
    options.client_auth = false;
    const auto facts = session_of(fabrikam_ca().issue({"fabrikam.example"}, options));
    expect_reply(refusal(Judge(), facts), "451 4.7.5 ", "clientAuth");
}

BOOST_AUTO_TEST_CASE(an_unreadable_certificate) {
    CallerSession session;
    session.leaf = {0x30, 0x03, 0x02, 0x01, 0x01};
    session.proof = {true,     false, test_now(), TlsVersion::tls13, "TLS_AES_128_GCM_SHA256",
                     "x25519", true};
    expect_reply(refusal(Judge(), SessionFacts::from_peer(session)), "451 4.7.5 ", "[DSEC-CHAIN]");
}

BOOST_AUTO_TEST_CASE(at_mail_when_told) {
    const auto judge = Judge::from(
        "[organization]\ndomain = \"contoso.example\"\n"
        "[edge]\nname = \"edge1.contoso.example\"\nstage = \"mail\"\n" +
        fabrikam_partner + fabrikam_receive);
    auto transaction = judge.begin(SessionFacts::clear_text());
    expect_reply(transaction.mail_from(alice), "451 4.7.0 ", "[DSEC-NO-TLS]");
    BOOST_TEST(transaction.rcpt_to(bob).reply.code == 503);
}

BOOST_AUTO_TEST_CASE(the_text_fits_a_reply_line) {
    const auto answer = refusal(Judge(), session_of(stranger_ca().issue({"x.example"})));
    BOOST_TEST(answer.reply.line().size() < 400U);
    for (const char c : answer.reply.line()) BOOST_TEST((c >= 0x20 && c < 0x7f));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(inbound_steps)

BOOST_AUTO_TEST_CASE(a_good_session_is_accepted) {
    const Judge judge;
    auto transaction = judge.begin(session_of(fabrikam()));
    BOOST_TEST(transaction.mail_from(alice).reply.line() == "250 2.1.0 OK");
    BOOST_TEST(transaction.rcpt_to(bob).reply.line() == "250 2.1.5 OK");
    BOOST_TEST(judge.events->events.empty());
}

BOOST_AUTO_TEST_CASE(strangers_pass_unjudged) {
    const Judge judge;
    auto transaction = judge.begin(SessionFacts::clear_text());
    const auto answer = transaction.mail_from("eve@elsewhere.example");
    BOOST_TEST((answer.decision == Decision::accepted));
    BOOST_TEST((answer.reason == PolicyReason::not_a_partner));
    BOOST_TEST((transaction.rcpt_to(bob).decision == Decision::accepted));
}

BOOST_AUTO_TEST_CASE(the_partner_s_domain_is_found_in_any_spelling) {
    const Judge judge;
    for (const char* sender :
         {"alice@FABRIKAM.example", "alice@fabrikam-news.EXAMPLE", "\"a b\"@fabrikam.example"}) {
        auto transaction = judge.begin(SessionFacts::clear_text());
        transaction.mail_from(sender);
        BOOST_TEST(transaction.rcpt_to(bob).reply.code == 451, sender);
    }
}

BOOST_AUTO_TEST_CASE(subdomains_only_where_configured) {
    const auto code = [](const Judge& judge) {
        auto transaction = judge.begin(SessionFacts::clear_text());
        transaction.mail_from("alice@sub.fabrikam.example");
        return transaction.rcpt_to(bob).reply.code;
    };
    BOOST_TEST(code(Judge()) == 250);
    BOOST_TEST(code(Judge("subdomains = true\n" + fabrikam_receive)) == 451);
}

BOOST_AUTO_TEST_CASE(unreadable_senders) {
    const Judge judge;
    auto transaction = judge.begin(session_of(fabrikam()));
    const auto line = [&transaction](std::string_view path) {
        const auto answer = transaction.mail_from(path);
        BOOST_TEST((answer.reason == PolicyReason::bad_address));
        return answer.reply.line().substr(0, 9);
    };
    BOOST_TEST(line("alice") == "501 5.1.7");
    BOOST_TEST(line("a b@fabrikam.example") == "501 5.1.7");
    BOOST_TEST(line(std::string_view("a\0b@fabrikam.example", 20)) == "501 5.1.7");
    BOOST_TEST(line("alice@fabrikam_.example") == "553 5.1.7");
    BOOST_TEST(line("alice@") == "553 5.1.7");
    BOOST_TEST(transaction.rcpt_to(bob).reply.code == 503);
}

BOOST_AUTO_TEST_CASE(an_address_literal_is_nobodys_domain) {
    const Judge judge;
    auto transaction = judge.begin(SessionFacts::clear_text());
    BOOST_TEST((transaction.mail_from("alice@[192.0.2.7]").reason == PolicyReason::not_a_partner));
    BOOST_TEST(transaction.rcpt_to(bob).reply.code == 250);
}

BOOST_AUTO_TEST_CASE(order_is_kept) {
    const Judge judge;
    auto transaction = judge.begin(session_of(fabrikam()));
    BOOST_TEST(transaction.rcpt_to(bob).reply.line().find("503 5.5.1") == 0U);
    const auto message = message_from(alice);
    BOOST_TEST(transaction.finish(MessageView::parse(message)).answer.reply.code == 503);
    transaction.mail_from(alice);
    BOOST_TEST(transaction.finish(MessageView::parse(message)).answer.reply.code == 503);
}

BOOST_AUTO_TEST_CASE(recipients_are_read_and_counted) {
    const Judge judge;
    auto transaction = judge.begin(session_of(fabrikam()), {.log_id = "4F2A", .max_recipients = 2});
    transaction.mail_from(alice);
    BOOST_TEST(transaction.rcpt_to("no at sign").reply.line().find("501 5.1.3") == 0U);
    BOOST_TEST(transaction.rcpt_to("bob@con_toso.example").reply.line().find("553 5.1.3") == 0U);
    BOOST_TEST(transaction.rcpt_to("").reply.line().find("501 5.1.3") == 0U);
    BOOST_TEST(transaction.rcpt_to("bob@[192.0.2.1]").reply.code == 250);
    BOOST_TEST(transaction.rcpt_to(bob).reply.code == 250);
    const auto last = transaction.rcpt_to("carol@contoso.example");
    BOOST_TEST(last.reply.line().find("452 4.5.3") == 0U);
    BOOST_TEST((last.reason == PolicyReason::limit_exceeded));
}

BOOST_AUTO_TEST_CASE(options_out_of_range) {
    const Judge judge;
    expect_error(errc::invalid_argument, "max_recipients", [&judge] {
        judge.begin(SessionFacts::clear_text(), {.log_id = {}, .max_recipients = 0});
    });
    expect_error(errc::invalid_argument, "configuration",
                 [] { InboundTransaction({}, SessionFacts::clear_text()); });
}

BOOST_AUTO_TEST_CASE(each_mail_from_starts_over) {
    const Judge judge;
    auto transaction = judge.begin(SessionFacts::clear_text());
    transaction.mail_from(alice);
    BOOST_TEST(transaction.rcpt_to(bob).reply.code == 451);
    transaction.mail_from("eve@elsewhere.example");
    BOOST_TEST(transaction.rcpt_to(bob).reply.code == 250);
}

BOOST_AUTO_TEST_CASE(every_transaction_is_judged_at_its_own_time) {
    Judge judge;
    const auto facts = session_of(fabrikam());
    BOOST_TEST(refusal(judge, facts).reply.code == 250);
    judge.clock.advance(std::chrono::days(7));
    BOOST_TEST(refusal(judge, facts).reply.line().find("[DSEC-EXPIRED]") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(always_reachable)

BOOST_AUTO_TEST_CASE(postmaster_and_abuse_of_our_domains) {
    const Judge judge;
    auto transaction = judge.begin(SessionFacts::clear_text());
    transaction.mail_from(alice);
    for (const char* recipient : {"postmaster", "PostMaster", "postmaster@contoso.example",
                                  "Abuse@CONTOSO.example", "abuse@contoso-mail.example"}) {
        BOOST_TEST(transaction.rcpt_to(recipient).reply.code == 250, recipient);
    }
    for (const char* recipient : {"postmaster@elsewhere.example", "abuse@sub.contoso.example",
                                  "postmasters@contoso.example"}) {
        BOOST_TEST(transaction.rcpt_to(recipient).reply.code == 451, recipient);
    }
}

BOOST_AUTO_TEST_CASE(their_mail_is_delivered_unmarked) {
    const Judge judge(reject + "unsecured_from = \"reject\"\n");
    auto transaction = judge.begin(SessionFacts::clear_text());
    transaction.mail_from(alice);
    BOOST_TEST(transaction.rcpt_to(bob).reply.code == 530);
    BOOST_TEST(transaction.rcpt_to("postmaster").reply.code == 250);
    const auto message = message_from(alice);
    const auto verdict = transaction.finish(MessageView::parse(message));
    BOOST_TEST((verdict.answer.decision == Decision::accepted));
    BOOST_TEST((verdict.status == Status::fail));
    BOOST_TEST((verdict.reason == PolicyReason::no_tls));
    BOOST_TEST(!verdict.path.has_value());
}

BOOST_AUTO_TEST_CASE(even_from_a_stranger_in_the_partner_s_name) {
    const Judge judge(fabrikam_receive + "unsecured_from = \"reject\"\n");
    auto transaction = judge.begin(SessionFacts::clear_text());
    transaction.mail_from("eve@elsewhere.example");
    transaction.rcpt_to("abuse@contoso.example");
    const auto message = message_from(alice);
    BOOST_TEST(
        (transaction.finish(MessageView::parse(message)).answer.decision == Decision::accepted));
}

BOOST_AUTO_TEST_CASE(a_secured_message_to_postmaster_is_marked) {
    const Judge judge;
    auto transaction = judge.begin(session_of(fabrikam()));
    transaction.mail_from(alice);
    transaction.rcpt_to("postmaster@contoso.example");
    const auto message = message_from(alice);
    BOOST_TEST((transaction.finish(MessageView::parse(message)).status == Status::pass));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(inbound_events)

BOOST_AUTO_TEST_CASE(a_refusal_is_one_event_however_many_recipients) {
    const Judge judge;
    auto transaction = judge.begin(SessionFacts::clear_text("192.0.2.7"), {.log_id = "4F2A"});
    transaction.mail_from(alice);
    const auto first = transaction.rcpt_to(bob);
    const auto second = transaction.rcpt_to("carol@contoso.example");
    BOOST_TEST(first.event_id == second.event_id);
    const auto refused = judge.events->of(EventKind::message_refused);
    BOOST_REQUIRE_EQUAL(refused.size(), 1U);
    BOOST_TEST(refused[0].id == first.event_id);
    BOOST_TEST(refused[0].partner == "Fabrikam");
    BOOST_TEST(refused[0].peer == "192.0.2.7");
    BOOST_TEST(refused[0].reason == "no_tls");
    BOOST_TEST((refused[0].time == test_now()));
    const std::pair<std::string, std::string> log_id{"log_id", "4F2A"};
    BOOST_TEST((std::ranges::find(refused[0].fields, log_id) != refused[0].fields.end()));
    const std::pair<std::string, std::string> exchange{"exchange_event", "11012"};
    BOOST_TEST((std::ranges::find(refused[0].fields, exchange) != refused[0].fields.end()));
}

BOOST_AUTO_TEST_CASE(mail_to_postmaster_alone_is_no_refusal) {
    const Judge judge;
    auto transaction = judge.begin(SessionFacts::clear_text());
    transaction.mail_from(alice);
    transaction.rcpt_to("postmaster");
    const auto message = message_from(alice);
    transaction.finish(MessageView::parse(message));
    BOOST_TEST(judge.events->of(EventKind::message_refused).empty());
    BOOST_TEST(judge.events->of(EventKind::message_unsecured).size() == 1U);
}

BOOST_AUTO_TEST_CASE(names_of_fields_are_unique) {
    const Judge judge;
    refusal(judge, session_of(stranger_ca().issue({"other.example"}, short_lived())));
    for (const auto& event : judge.events->events) {
        for (std::size_t i = 0; i < event.fields.size(); ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                BOOST_TEST(event.fields[i].first != event.fields[j].first);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_secured_message_is_an_event) {
    const Judge judge;
    auto transaction = judge.begin(session_of(fabrikam()));
    const auto verdict = run(transaction, alice, message_from(alice));
    const auto secured = judge.events->of(EventKind::message_secured);
    BOOST_REQUIRE_EQUAL(secured.size(), 1U);
    BOOST_TEST(secured[0].id == verdict.answer.event_id);
    BOOST_TEST(secured[0].partner == "Fabrikam");
}

BOOST_AUTO_TEST_CASE(strangers_cause_no_events) {
    const Judge judge;
    auto transaction = judge.begin(SessionFacts::clear_text());
    run(transaction, "eve@elsewhere.example", message_from("eve@elsewhere.example"));
    BOOST_TEST(judge.events->events.empty());
}

BOOST_AUTO_TEST_CASE(nobody_has_to_listen) {
    const Judge judge;
    auto context = judge.context();
    context.events = nullptr;
    InboundTransaction transaction(context, SessionFacts::clear_text());
    transaction.mail_from(alice);
    BOOST_TEST(transaction.rcpt_to(bob).event_id.size() == 10U);
}

BOOST_AUTO_TEST_SUITE_END()
