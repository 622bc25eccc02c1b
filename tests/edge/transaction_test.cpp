// What a transaction does to the message: border, stamp, Authentication-Results; and when signing
// fails.
#include <boost/test/unit_test.hpp>
#include <domainsec/message/authentication_results.hpp>
#include <domainsec/pki/certificate.hpp>

#include "edge/edge_fixture.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

constexpr const char* alice = "alice@fabrikam.example";
constexpr const char* eve = "eve@elsewhere.example";

const std::string forged =
    "Domain-Secured: v=1; a=ed25519-sha256; c=relaxed/relaxed; d=contoso.example; s=edge1;\r\n"
    " p=fabrikam.example; m=pkix; e=edge1.contoso.example; b=Zm9yZ2Vk\r\n";

AuthenticationResults results_of(const std::string& message) {
    const auto view = MessageView::parse(message);
    for (const auto& field : view.fields()) {
        if (field.is("Authentication-Results")) {
            return AuthenticationResults::from_string(field.value()).value();
        }
    }
    BOOST_FAIL("no Authentication-Results");
    return {};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(border)

BOOST_AUTO_TEST_CASE(a_stranger_s_mark_is_removed) {
    const TwoOrganizations both;
    const auto edge = both.contoso_edge();
    const auto message =
        delivered(edge, SessionFacts::clear_text(), eve, forged + message_from(eve));
    BOOST_REQUIRE(message);
    BOOST_TEST(*message == message_from(eve));
    const auto events = both.events->of(EventKind::foreign_mark_removed);
    BOOST_REQUIRE_EQUAL(events.size(), 1U);
    BOOST_TEST(events[0].fields[0].second == "1");
}

BOOST_AUTO_TEST_CASE(a_partner_s_own_mark_is_removed_too) {
    const TwoOrganizations both;
    const auto edge = both.contoso_edge();
    const auto message =
        delivered(edge, session_of(fabrikam()), alice, forged + message_from(alice));
    BOOST_REQUIRE(message);
    BOOST_TEST(occurrences(*message, "Domain-Secured:") == 1U);
    BOOST_TEST(message->find("Zm9yZ2Vk") == std::string::npos);
    BOOST_TEST((edge.verify(*message).status == Status::pass));
}

BOOST_AUTO_TEST_CASE(results_in_our_name_are_removed) {
    const TwoOrganizations both;
    const std::string claim =
        "Authentication-Results: edge1.contoso.example; x-domain-secured=pass\r\n"
        "X-MS-Exchange-Organization-AuthAs: Internal\r\n";
    const auto message =
        delivered(both.contoso_edge(), SessionFacts::clear_text(), eve, claim + message_from(eve));
    BOOST_REQUIRE(message);
    BOOST_TEST(*message == message_from(eve));
}

BOOST_AUTO_TEST_CASE(on_the_way_out_marks_stay_inside) {
    const TwoOrganizations both;
    const auto edge = both.contoso_edge();
    auto message = delivered(edge, session_of(fabrikam()), alice, message_from(alice)).value();
    edge.outgoing(message).apply(message);
    BOOST_TEST(message == message_from(alice));
}

BOOST_AUTO_TEST_CASE(an_untouched_message_stays_as_it_is) {
    const TwoOrganizations both;
    auto transaction = both.contoso_edge().begin(SessionFacts::clear_text());
    transaction.mail_from(eve);
    transaction.rcpt_to("bob@contoso.example");
    const auto finished = transaction.finish(message_from(eve));
    BOOST_TEST(finished.edits.changes_nothing());
    BOOST_TEST((finished.status == Status::none));
    BOOST_TEST(finished.partner.empty());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(internal_peers)

BOOST_AUTO_TEST_CASE(a_stamp_of_ours_is_kept_and_a_broken_one_removed) {
    const TwoOrganizations both;
    const auto edge2 = self_signed({"edge2.contoso.example"});
    both.contoso.configure("[[internal]]\npins = [\"" + to_pin(edge2.chain.leaf().spki_sha256()) +
                           "\"]\n" + fabrikam_partner + fabrikam_receive);
    const auto edge = both.contoso_edge();
    const auto stamped =
        delivered(edge, session_of(fabrikam()), alice, message_from(alice)).value();
    const auto kept = delivered(edge, session_of(edge2), alice, stamped);
    BOOST_TEST(kept.value() == stamped);

    auto changed = stamped;
    changed.replace(changed.find("contract is"), 11, "contract IS");
    const auto removed = delivered(edge, session_of(edge2), alice, changed).value();
    BOOST_TEST(occurrences(removed, "Domain-Secured:") == 0U);
    BOOST_TEST(occurrences(removed, "x-domain-secured") == 0U);
    BOOST_TEST(removed.find("contract IS") != std::string::npos);

    // Two stamps are one too many, even when one of them is good.
    const auto doubled = delivered(edge, session_of(edge2), alice, forged + stamped).value();
    BOOST_TEST(occurrences(doubled, "Domain-Secured:") == 0U);

    const std::string hybrid = "X-MS-Exchange-Organization-AuthAs: Internal\r\n";
    const auto other = delivered(edge, session_of(edge2), eve, hybrid + message_from(eve));
    BOOST_TEST(other.value() == hybrid + message_from(eve));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(results)

BOOST_AUTO_TEST_CASE(of_a_secured_message) {
    const TwoOrganizations both;
    const auto message =
        delivered(both.contoso_edge(), session_of(fabrikam()), alice, message_from(alice));
    const auto results = results_of(message.value());
    BOOST_TEST(results.authserv_id == "edge1.contoso.example");
    BOOST_REQUIRE_EQUAL(results.methods.size(), 1U);
    const auto& method = results.methods[0];
    BOOST_TEST(method.method == "x-domain-secured");
    BOOST_TEST(method.result == "pass");
    BOOST_TEST(method.reason.empty());
    BOOST_TEST((method.properties ==
                std::vector<AuthenticationProperty>{{"policy", "partner", "fabrikam.example"},
                                                    {"smtp", "mailfrom", alice}}));
}

BOOST_AUTO_TEST_CASE(of_a_bounce) {
    const TwoOrganizations both;
    const auto message = delivered(both.contoso_edge(), session_of(fabrikam()), "",
                                   message_from("mailer-daemon@mx1.fabrikam.example"));
    const auto method = results_of(message.value()).methods.at(0);
    BOOST_TEST(method.result == "pass");
    BOOST_TEST(method.properties.size() == 1U);
    BOOST_TEST((both.contoso_edge().verify(*message).status == Status::pass));
}

BOOST_AUTO_TEST_CASE(of_a_partner_s_name_from_elsewhere) {
    const TwoOrganizations both;
    const auto message =
        delivered(both.contoso_edge(), SessionFacts::clear_text(), eve, message_from(alice));
    const auto method = results_of(message.value()).methods.at(0);
    BOOST_TEST(method.result == "fail");
    BOOST_TEST(method.reason == "unsecured_from");
    BOOST_TEST(method.properties.at(0).value == "fabrikam.example");
    BOOST_TEST(method.properties.at(1).value == eve);
    BOOST_TEST(occurrences(*message, "Domain-Secured:") == 0U);
}

BOOST_AUTO_TEST_CASE(of_a_misaligned_message) {
    const TwoOrganizations both;
    const auto message = delivered(both.contoso_edge(), session_of(fabrikam()), alice,
                                   message_from("ceo@bank.example"));
    const auto method = results_of(message.value()).methods.at(0);
    BOOST_TEST(method.result == "policy");
    BOOST_TEST(method.reason == "unaligned_from");
    BOOST_TEST(occurrences(*message, "Domain-Secured:") == 0U);
}

BOOST_AUTO_TEST_CASE(take_the_line_ends_of_the_message) {
    const TwoOrganizations both;
    auto lf = message_from(alice);
    std::erase(lf, '\r');
    const auto message = delivered(both.contoso_edge(), session_of(fabrikam()), alice, lf).value();
    BOOST_TEST(results_of(message).methods.at(0).reason == "malformed_message");
    BOOST_TEST(message.find('\r') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(hold_nothing_that_a_sender_could_break_out_with) {
    const TwoOrganizations both;
    const auto message = delivered(both.contoso_edge(), session_of(fabrikam()),
                                   "\"a; x-domain-secured=pass policy.partner=bank.example\""
                                   "@fabrikam.example",
                                   message_from("ceo@bank.example"));
    const auto results = results_of(message.value());
    BOOST_REQUIRE_EQUAL(results.methods.size(), 1U);
    BOOST_TEST(results.methods[0].result == "policy");
    BOOST_TEST(results.methods[0].properties.size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(stamping)

BOOST_AUTO_TEST_CASE(a_key_that_cannot_sign_puts_the_message_off) {
    const TwoOrganizations both;
    auto options = both.options();
    const auto key = PrivateKey::from_file(both.contoso.path() / "stamp.pem");
    options.stamp_key =
        StampKey(key.public_key(), [](ByteView) -> Bytes { throw std::runtime_error("HSM gone"); });
    const auto edge = Edge::load(both.contoso.file(), options);
    auto transaction = edge.begin(session_of(fabrikam()));
    transaction.mail_from(alice);
    transaction.rcpt_to("bob@contoso.example");
    const auto finished = transaction.finish(message_from(alice));
    BOOST_TEST((finished.answer.decision == Decision::refused));
    BOOST_TEST(finished.answer.reply.line().find("451 4.3.0") == 0U);
    BOOST_TEST((finished.status == Status::temperror));
    BOOST_TEST(!finished.secured());
    BOOST_TEST(both.events->of(EventKind::callback_failed).size() == 1U);
    BOOST_TEST(both.events->of(EventKind::message_secured).empty());
}

BOOST_AUTO_TEST_CASE(a_key_elsewhere_signs_as_well) {
    const TwoOrganizations both;
    auto options = both.options();
    const auto key = PrivateKey::from_file(both.contoso.path() / "stamp.pem");
    const StampKey local(key);
    options.stamp_key = StampKey(key.public_key(), [local](ByteView digest) {
        Sha256Digest exact{};
        std::ranges::copy(digest, exact.begin());
        return local.sign(exact);
    });
    const auto edge = Edge::load(both.contoso.file(), options);
    const auto message = delivered(edge, session_of(fabrikam()), alice, message_from(alice));
    BOOST_TEST((edge.verify(message.value()).status == Status::pass));
}

BOOST_AUTO_TEST_CASE(recipients_are_bound_when_told) {
    const TwoOrganizations both;
    both.contoso.write("recipient.key", "0123456789abcdef0123456789abcdef\n");
    both.contoso.configure("bind_recipients = true\nrecipient_key = \"recipient.key\"\n" +
                           fabrikam_partner + fabrikam_receive);
    const auto edge = both.contoso_edge();
    const auto message =
        delivered(edge, session_of(fabrikam()), alice, message_from(alice)).value();
    const auto bound = edge.verify(message, {*MailAddress::from_string("bob@contoso.example")});
    BOOST_TEST((bound.recipient == RecipientBinding::bound));
    const auto copied = edge.verify(message, {*MailAddress::from_string("eve@contoso.example")});
    BOOST_TEST((copied.recipient == RecipientBinding::unbound));
}

BOOST_AUTO_TEST_CASE(a_changed_body_is_seen) {
    const TwoOrganizations both;
    const auto edge = both.contoso_edge();
    auto message = delivered(edge, session_of(fabrikam()), alice, message_from(alice)).value();
    message[message.find("The contract")] = 't';
    const auto report = edge.verify(message);
    BOOST_TEST((report.status == Status::fail));
    BOOST_TEST((report.reason == StampReason::body_hash_mismatch));
    BOOST_TEST(both.events->of(EventKind::stamp_verified).size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_refused_message_has_no_edits) {
    const TwoOrganizations both;
    both.contoso.configure(fabrikam_partner + fabrikam_receive + "unsecured_from = \"reject\"\n");
    auto transaction = both.contoso_edge().begin(SessionFacts::clear_text());
    transaction.mail_from(eve);
    transaction.rcpt_to("bob@contoso.example");
    const auto finished = transaction.finish(forged + message_from(alice));
    BOOST_TEST((finished.answer.decision == Decision::refused));
    BOOST_TEST(finished.edits.changes_nothing());
}

BOOST_AUTO_TEST_SUITE_END()
