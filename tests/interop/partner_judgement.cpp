// What our rules say of a peer once the handshake with it is over.
#include "partner_judgement.hpp"

#include <domainsec/clock.hpp>

#include "support/crafted_certificate.hpp"

namespace domainsec::test {
namespace {

const std::vector<std::string> names{"fabrikam.example", "mx1.fabrikam.example"};

// With a key that is always the same; `change` has the last word.
Identity crafted_identity(const Change& change) {
    const Certificate leaf = crafted(fabrikam_ca(), [&](detail::CertificateContent& content) {
        content.not_before = current().not_before;
        content.not_after = current().not_after;
        set_extension(content, detail::subject_alternative_name(names, false));
        change(content);
    });
    return {"crafted", Chain({leaf}), pooled_key(KeyAlgorithm::ecdsa_p256)};
}

}  // namespace

TimePoint machine_now() {
    return system_clock()();
}

IssueOptions current() {
    IssueOptions options;
    options.not_before = machine_now() - std::chrono::days(1);
    options.not_after = machine_now() + std::chrono::days(6);
    return options;
}

IssueOptions ended() {
    IssueOptions options;
    options.not_before = machine_now() - std::chrono::days(15);
    options.not_after = machine_now() - std::chrono::days(10);
    return options;
}

IssueOptions for_servers_alone() {
    IssueOptions options = current();
    options.client_auth = false;
    return options;
}

IssueOptions for_clients_alone() {
    IssueOptions options = current();
    options.server_auth = false;
    return options;
}

namespace presented {

Identity good() {
    return fabrikam_ca().issue(names, current());
}

Identity untrusted() {
    return stranger_ca().issue(names, current());
}

Identity expired() {
    return fabrikam_ca().issue(names, ended());
}

Identity wrong_name() {
    return fabrikam_ca().issue({"mx1.other.example"}, current());
}

Identity servers_alone() {
    return fabrikam_ca().issue(names, for_servers_alone());
}

Identity clients_alone() {
    return fabrikam_ca().issue(names, for_clients_alone());
}

Identity mail_alone() {
    return crafted_identity([](detail::CertificateContent& content) {
        set_extension(content, detail::extended_key_usage({"1.3.6.1.5.5.7.3.4"}));
    });
}

Identity large() {
    return crafted_identity([](detail::CertificateContent& content) {
        set_extension(content, {"1.3.6.1.4.1.99999.1", false, Bytes(50'000)});
    });
}

Identity below() {
    return fabrikam_ca().intermediate("Fabrikam Below").issue(names, current());
}

}  // namespace presented

const TestCa& contoso_ca() {
    static const TestCa ca("Contoso CA");
    return ca;
}

const Identity& contoso() {
    static const Identity identity =
        contoso_ca().issue({"contoso.example", "edge1.contoso.example"}, current());
    return identity;
}

Judge partner_rules(const std::string& receive_rules, const std::string& send_rules) {
    Judge judge(fabrikam_receive + receive_rules +
                "[partner.send]\nanchors = [\"fabrikam-ca.pem\"]\n" + send_rules);
    judge.clock.set(machine_now());
    return judge;
}

std::string answer_inbound(const Judge& judge, const SessionFacts& facts) {
    InboundTransaction transaction = judge.begin(facts);
    const std::string alice = "alice@fabrikam.example";
    const InboundVerdict verdict = run(transaction, alice, message_from(alice));
    const SmtpReply& reply = verdict.answer.reply;
    if (verdict.answer.decision != Decision::accepted)
        return std::to_string(reply.code) + " " + reply.enhanced + " " +
               std::string(to_string(verdict.answer.reason));
    if (verdict.status != Status::pass) return "unmarked";
    return "secured " + std::string(to_string(facts.proof().version));
}

std::string verdict_outbound(const Judge& judge, const SessionFacts& facts) {
    const RouteVerdict verdict = judge.route("fabrikam.example").judge(facts);
    const std::string decision(to_string(verdict.decision));
    if (verdict.secured)
        return decision + ", secured, " + std::string(to_string(facts.proof().version));
    return decision + " " + std::string(to_string(verdict.reason));
}

std::string state_of(const Session& session) {
    if (!session.failure()) return std::string(to_string(session.state()));
    const SessionFailure& failure = *session.failure();
    const std::string reason(to_string(failure.reason));
    return failure.alert.empty() ? reason : reason + " " + failure.alert;
}

std::string answer_inbound(const Judge& judge, const Session& session) {
    if (session.failure() || session.facts() == nullptr) return state_of(session);
    return answer_inbound(judge, *session.facts());
}

std::string verdict_outbound(const Judge& judge, const Session& session) {
    if (session.failure() || session.facts() == nullptr) return state_of(session);
    return verdict_outbound(judge, *session.facts());
}

}  // namespace domainsec::test
