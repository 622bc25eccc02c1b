// Which sessions speak for a partner: trust methods, modes, missing evidence, intermediaries, MX
// identities, our own edges.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <domainsec/pki/certificate.hpp>

#include "policy/policy_fixture.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

constexpr const char* alice = "alice@fabrikam.example";

InboundVerdict judged(const Judge& judge, SessionFacts facts) {
    auto transaction = judge.begin(std::move(facts));
    return run(transaction, alice, message_from(alice));
}

bool secured(const Judge& judge, SessionFacts facts) {
    return judged(judge, std::move(facts)).status == Status::pass;
}

std::string pin_of(const Identity& identity) {
    return to_pin(identity.chain.leaf().spki_sha256());
}

/// Valid for 90 days, with a revocation list to be fetched.
Identity with_crl() {
    IssueOptions options;
    options.crl_uris = {"http://crl.fabrikam.example/ca.crl"};
    return fabrikam_ca().issue({"fabrikam.example"}, options);
}

DnsAnswer<MxRecord> mx_answer(const std::string& host, DnsSecurity security) {
    DnsAnswer<MxRecord> answer;
    answer.outcome = DnsOutcome::records;
    answer.security = security;
    answer.records = {{10, DomainName::from_string(host).value()}};
    answer.ttl = Seconds{300};
    return answer;
}

/// "3 1 1" of this identity's key.
DnsAnswer<TlsaRecord> tlsa_answer(const Identity& identity,
                                  DnsSecurity security = DnsSecurity::secure) {
    const auto& digest = identity.chain.leaf().spki_sha256();
    DnsAnswer<TlsaRecord> answer;
    answer.outcome = DnsOutcome::records;
    answer.security = security;
    answer.records = {{3, 1, 1, Bytes(digest.begin(), digest.end())}};
    answer.ttl = Seconds{300};
    return answer;
}

DomainName owner(const std::string& name) {
    return DomainName::from_owner_name(name).value();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(trust_methods)

BOOST_AUTO_TEST_CASE(a_private_authority) {
    BOOST_TEST(secured(Judge(), session_of(fabrikam())));
}

BOOST_AUTO_TEST_CASE(an_intermediate_authority) {
    const auto below = fabrikam_ca().intermediate("Fabrikam Issuing CA");
    // Short-lived is the leaf alone: for the authority in between a revocation list is needed.
    const auto facts = session_of(below.issue({"fabrikam.example"}, short_lived()));
    BOOST_TEST((judged(Judge(), facts).answer.reason == PolicyReason::evidence_missing));
    BOOST_TEST(secured(Judge(fabrikam_receive + "revocation = \"soft\"\n"), facts));
}

BOOST_AUTO_TEST_CASE(an_explicitly_trusted_self_signed_certificate) {
    const auto own = self_signed({"fabrikam.example"});
    const PolicyFolder folder;
    folder.write("fabrikam-ca.pem", own.chain.leaf().pem());
    Judge judge;
    judge.configuration = Configuration::from_string(
        contoso_head + fabrikam_partner + fabrikam_receive, folder.path());
    BOOST_TEST(secured(judge, session_of(own)));
    BOOST_TEST(!secured(judge, session_of(self_signed({"fabrikam.example"}))));
}

BOOST_AUTO_TEST_CASE(a_pinned_key_whatever_its_certificate_says) {
    const auto old = fabrikam_ca().issue({"other.example"}, expired());
    const Judge judge("[partner.receive]\ntrust = \"pin\"\npins = [\"" + pin_of(old) + "\"]\n");
    const auto verdict = judged(judge, session_of(old));
    BOOST_TEST((verdict.status == Status::pass));
    BOOST_REQUIRE(verdict.path);
    BOOST_TEST(verdict.path->method() == "pin");
    BOOST_TEST(!verdict.path->identity());
    BOOST_TEST(!secured(judge, session_of(fabrikam())));
}

BOOST_AUTO_TEST_CASE(pins_beside_anchors_narrow_them) {
    const Judge judge(fabrikam_receive + "pins = [\"" + pin_of(fabrikam()) + "\"]\n");
    BOOST_TEST(secured(judge, session_of(fabrikam())));
    const auto other = fabrikam_ca().issue({"fabrikam.example"}, short_lived());
    const auto verdict = judged(judge, session_of(other));
    BOOST_TEST((verdict.answer.reason == PolicyReason::invalid_chain));
}

BOOST_AUTO_TEST_CASE(pins_beside_anchors_are_missed_when_none_is_spare) {  // RFC 7469 §4.3
    const std::string next = "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    const std::string used = pin_of(fabrikam());
    const auto warned = [](const std::string& pins) {
        const Judge judge(fabrikam_receive + "pins = [" + pins + "]\n");
        const auto verdict = judged(judge, session_of(fabrikam()));
        BOOST_TEST((verdict.status == Status::pass));
        BOOST_REQUIRE(verdict.report);
        return std::ranges::any_of(verdict.report->findings, [](const Finding& finding) {
            return finding.reason == TrustReason::pin_only_current &&
                   finding.severity == FindingSeverity::warning;
        });
    };
    BOOST_TEST(warned('"' + used + '"'));
    BOOST_TEST(!warned('"' + used + "\", \"" + next + '"'));
    BOOST_TEST(warned('"' + next + "\", \"" + used + '"'));
}

BOOST_AUTO_TEST_CASE(usage_modes) {
    auto options = short_lived();
    options.client_auth = false;
    const auto facts = session_of(fabrikam_ca().issue({"fabrikam.example"}, options));
    BOOST_TEST(!secured(Judge(), facts));
    BOOST_TEST(secured(Judge(fabrikam_receive + "eku = \"mta\"\n"), facts));
    BOOST_TEST(secured(Judge(fabrikam_receive + "eku = \"any\"\n"), facts));
}

BOOST_AUTO_TEST_CASE(a_configured_identity_replaces_the_mail_domains) {
    const Judge judge(fabrikam_receive + "identity = [\"mx1.fabrikam.example\"]\n");
    const auto verdict = judged(judge, session_of(fabrikam()));
    BOOST_REQUIRE(verdict.path);
    BOOST_TEST(verdict.path->identity()->str() == "mx1.fabrikam.example");
    BOOST_TEST(
        !secured(judge, session_of(fabrikam_ca().issue({"fabrikam.example"}, short_lived()))));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(modes)

BOOST_AUTO_TEST_CASE(prefer_delivers_unmarked) {
    const Judge judge(fabrikam_receive + "mode = \"prefer\"\n");
    BOOST_TEST(secured(judge, session_of(fabrikam())));
    const auto verdict = judged(judge, SessionFacts::clear_text());
    BOOST_TEST((verdict.answer.decision == Decision::accepted));
    BOOST_TEST((verdict.status == Status::fail));
    BOOST_TEST((verdict.reason == PolicyReason::no_tls));
    BOOST_TEST(judge.events->of(EventKind::message_unsecured).size() == 1U);
}

BOOST_AUTO_TEST_CASE(report_refuses_nothing_and_marks_a_full_pass) {
    const Judge judge(fabrikam_receive +
                      "report = true\non_failure = \"reject\"\nunsecured_from = \"reject\"\n");
    BOOST_TEST(secured(judge, session_of(fabrikam())));
    const auto verdict = judged(judge, SessionFacts::clear_text());
    BOOST_TEST((verdict.answer.decision == Decision::accepted));
    BOOST_TEST((verdict.status == Status::fail));
    BOOST_TEST(judge.events->of(EventKind::message_refused).empty());
    auto transaction = judge.begin(SessionFacts::clear_text());
    const auto other = run(transaction, "eve@elsewhere.example", message_from(alice));
    BOOST_TEST((other.answer.decision == Decision::accepted));
    BOOST_TEST((other.reason == PolicyReason::unsecured_from));
}

BOOST_AUTO_TEST_CASE(off_neither_judges_nor_marks) {
    const Judge judge("[partner.receive]\nmode = \"off\"\n");
    const auto verdict = judged(judge, session_of(fabrikam()));
    BOOST_TEST((verdict.answer.decision == Decision::accepted));
    BOOST_TEST((verdict.status == Status::none));
    BOOST_TEST(!verdict.path);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(missing_evidence)

BOOST_AUTO_TEST_CASE(it_is_pending_then_passes) {
    const Judge judge;
    auto transaction = judge.begin(session_of(with_crl()));
    const auto first = transaction.mail_from(alice);
    BOOST_TEST((first.decision == Decision::pending));
    BOOST_TEST((first.reason == PolicyReason::evidence_missing));
    BOOST_REQUIRE_EQUAL(first.requests.size(), 1U);
    BOOST_TEST(first.requests[0].locator == "http://crl.fabrikam.example/ca.crl");
    BOOST_TEST(first.reply.line().find("451 4.7.5 [DSEC-EVIDENCE]") == 0U);
    BOOST_TEST(judge.events->of(EventKind::evidence_missing).size() == 1U);

    BOOST_TEST(judge.evidence->put_crl(first.requests[0].locator, fabrikam_ca().crl({})));
    BOOST_TEST((transaction.mail_from(alice).decision == Decision::accepted));
    transaction.rcpt_to("bob@contoso.example");
    const auto message = message_from(alice);
    BOOST_TEST((transaction.finish(MessageView::parse(message)).status == Status::pass));
}

BOOST_AUTO_TEST_CASE(it_is_temporary_even_under_reject) {
    const Judge judge(fabrikam_receive + "on_failure = \"reject\"\n");
    auto transaction = judge.begin(session_of(with_crl()));
    BOOST_TEST(transaction.mail_from(alice).reply.code == 451);
    const auto recipient = transaction.rcpt_to("bob@contoso.example");
    BOOST_TEST((recipient.decision == Decision::pending));
    BOOST_TEST(recipient.reply.line().find("451 4.7.5 [DSEC-EVIDENCE]") == 0U);
    BOOST_TEST(transaction.rcpt_to("postmaster").reply.code == 250);
}

BOOST_AUTO_TEST_CASE(without_a_source_it_is_refused_for_now) {
    const Judge judge(fabrikam_receive + "on_failure = \"reject\"\n");
    auto transaction = judge.begin(session_of(fabrikam_ca().issue({"fabrikam.example"})));
    transaction.mail_from(alice);
    const auto answer = transaction.rcpt_to("bob@contoso.example");
    BOOST_TEST((answer.decision == Decision::refused));
    BOOST_TEST(answer.reply.line().find("451 4.7.5 [DSEC-EVIDENCE]") == 0U);
}

BOOST_AUTO_TEST_CASE(a_revoked_certificate_is_refused) {
    const Judge judge(fabrikam_receive + "on_failure = \"reject\"\n");
    const auto identity = with_crl();
    judge.evidence->put_crl("http://crl.fabrikam.example/ca.crl",
                            fabrikam_ca().crl({identity.chain.leaf()}));
    const auto verdict = judged(judge, session_of(identity));
    BOOST_TEST(verdict.answer.reply.line().find("550 5.7.5 [DSEC-CHAIN]") == 0U);
    BOOST_TEST(verdict.answer.reply.text.find("revoked") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(soft_passes_without) {
    BOOST_TEST(
        secured(Judge(fabrikam_receive + "revocation = \"soft\"\n"), session_of(with_crl())));
}

BOOST_AUTO_TEST_CASE(prefer_goes_on_unmarked_and_says_what_to_fetch) {
    const Judge judge(fabrikam_receive + "mode = \"prefer\"\n");
    auto transaction = judge.begin(session_of(with_crl()));
    const auto answer = transaction.mail_from(alice);
    BOOST_TEST((answer.decision == Decision::accepted));
    BOOST_TEST(answer.requests.size() == 1U);
    transaction.rcpt_to("bob@contoso.example");
    const auto message = message_from(alice);
    const auto verdict = transaction.finish(MessageView::parse(message));
    BOOST_TEST((verdict.status == Status::temperror));
    BOOST_TEST((verdict.reason == PolicyReason::evidence_missing));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(intermediaries_and_mx)

BOOST_AUTO_TEST_CASE(an_intermediary_speaks_for_the_partner_and_is_recorded) {
    const Judge judge(fabrikam_receive +
                      "[[partner.receive.via]]\nname = \"filter.example\"\n"
                      "anchors = [\"stranger-ca.pem\"]\nidentity = [\"out.filter.example\"]\n");
    const auto filter = stranger_ca().issue({"out.filter.example"}, short_lived());
    const auto verdict = judged(judge, session_of(filter));
    BOOST_REQUIRE(verdict.path);
    BOOST_TEST(verdict.path->via() == "filter.example");
    BOOST_TEST(verdict.path->identity()->str() == "out.filter.example");
    BOOST_TEST(judged(judge, session_of(fabrikam())).path->via().empty());
    // The intermediary's authority vouches for the intermediary's name only.
    BOOST_TEST(
        !secured(judge, session_of(stranger_ca().issue({"fabrikam.example"}, short_lived()))));
}

BOOST_AUTO_TEST_CASE(mx_hosts_count_when_dnssec_vouches_for_them) {
    const Judge judge = Judge::from(contoso_head +
                                    "[[partner]]\nname = \"Fabrikam\"\n"
                                    "domains = [\"fabrikam.example\"]\n" +
                                    fabrikam_receive + "identity = \"mx\"\n");
    const auto domain = DomainName::from_string("fabrikam.example").value();
    const auto facts = session_of(fabrikam_ca().issue({"mx1.fabrikam.example"}, short_lived()));

    auto transaction = judge.begin(facts);
    const auto answer = transaction.mail_from(alice);
    BOOST_TEST((answer.decision == Decision::pending));
    BOOST_REQUIRE_EQUAL(answer.requests.size(), 1U);
    BOOST_TEST((answer.requests[0] == EvidenceRequest{EvidenceKind::mx, "fabrikam.example"}));

    judge.evidence->put_mx(domain, mx_answer("mx1.fabrikam.example", DnsSecurity::insecure),
                           test_now());
    BOOST_TEST((judged(judge, facts).answer.reason == PolicyReason::name_mismatch));

    judge.evidence->put_mx(domain, mx_answer("mx1.fabrikam.example", DnsSecurity::secure),
                           test_now());
    const auto verdict = judged(judge, facts);
    BOOST_REQUIRE(verdict.path);
    BOOST_TEST(verdict.path->via() == "mx1.fabrikam.example");
}

BOOST_AUTO_TEST_SUITE_END()

// draft-ietf-dance-client-auth: a client's records stand under its service and its name.
BOOST_AUTO_TEST_SUITE(dane_for_clients)

const std::string client_dane =
    "[partner.receive]\ntrust = \"dane\"\nclient_tlsa = true\n"
    "identity = [\"out.fabrikam.example\"]\n";

BOOST_AUTO_TEST_CASE(records_of_the_client_are_asked_for) {
    const Judge judge(client_dane);
    auto transaction = judge.begin(session_of(self_signed({"out.fabrikam.example"})));
    const auto answer = transaction.mail_from(alice);
    BOOST_TEST((answer.decision == Decision::pending));
    BOOST_REQUIRE_EQUAL(answer.requests.size(), 1U);
    BOOST_TEST((answer.requests[0] ==
                EvidenceRequest{EvidenceKind::tlsa, "_smtp-client.out.fabrikam.example"}));
}

BOOST_AUTO_TEST_CASE(records_of_the_client_count) {
    const Judge judge(client_dane);
    const auto identity = self_signed({"out.fabrikam.example"});
    judge.evidence->put_tlsa(owner("_smtp-client.out.fabrikam.example"), tlsa_answer(identity),
                             test_now());
    BOOST_TEST(secured(judge, session_of(identity)));
    BOOST_TEST(!secured(judge, session_of(self_signed({"out.fabrikam.example"}))));
}

BOOST_AUTO_TEST_CASE(records_of_the_server_do_not_count_for_the_client) {
    const Judge judge(client_dane);
    const auto identity = self_signed({"out.fabrikam.example"});
    judge.evidence->put_tlsa(owner("_25._tcp.out.fabrikam.example"), tlsa_answer(identity),
                             test_now());
    BOOST_TEST(!secured(judge, session_of(identity)));
}

BOOST_AUTO_TEST_CASE(records_of_the_client_must_be_secure) {  // RFC 7672 §2.2
    const Judge judge(client_dane);
    const auto identity = self_signed({"out.fabrikam.example"});
    judge.evidence->put_tlsa(owner("_smtp-client.out.fabrikam.example"),
                             tlsa_answer(identity, DnsSecurity::insecure), test_now());
    BOOST_TEST(!secured(judge, session_of(identity)));
}

BOOST_AUTO_TEST_CASE(mx_hosts_as_clients) {
    const Judge judge = Judge::from(contoso_head +
                                    "[[partner]]\nname = \"Fabrikam\"\n"
                                    "domains = [\"fabrikam.example\"]\n"
                                    "[partner.receive]\ntrust = \"dane\"\nclient_tlsa = true\n"
                                    "identity = \"mx\"\n");
    const auto identity = self_signed({"mx1.fabrikam.example"});
    judge.evidence->put_mx(owner("fabrikam.example"),
                           mx_answer("mx1.fabrikam.example", DnsSecurity::secure), test_now());
    judge.evidence->put_tlsa(owner("_25._tcp.mx1.fabrikam.example"), tlsa_answer(identity),
                             test_now());
    BOOST_TEST(!secured(judge, session_of(identity)));
    judge.evidence->put_tlsa(owner("_smtp-client.mx1.fabrikam.example"), tlsa_answer(identity),
                             test_now());
    BOOST_TEST(secured(judge, session_of(identity)));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(internal_peers)

BOOST_AUTO_TEST_CASE(recognized_by_key_only) {
    const auto edge2 = self_signed({"edge2.contoso.example"});
    const Judge judge = Judge::from(contoso_head + "[[internal]]\npins = [\"" + pin_of(edge2) +
                                    "\"]\n" + fabrikam_partner + fabrikam_receive);
    auto transaction = judge.begin(session_of(edge2));
    BOOST_TEST(transaction.is_internal());
    // In a partner's name: what the other edge has judged is not judged again.
    const auto verdict = run(transaction, alice, message_from(alice));
    BOOST_TEST((verdict.answer.decision == Decision::accepted));
    BOOST_TEST((verdict.status == Status::none));
    BOOST_TEST((verdict.reason == PolicyReason::internal_peer));
    BOOST_TEST(!judge.begin(session_of(self_signed({"edge2.contoso.example"}))).is_internal());
    BOOST_TEST(!judge.begin(weak_session_of(edge2)).is_internal());
    BOOST_TEST(!judge.begin(SessionFacts::clear_text()).is_internal());
}

BOOST_AUTO_TEST_SUITE_END()
