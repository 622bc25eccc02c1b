// Each story is a real SMTP dialogue on loopback, then a look at the delivered message with the
// reader's verifier.
#include "two_organizations/stories.hpp"

#include <array>

namespace demo {
namespace {

constexpr const char* alice = "alice@fabrikam.example";
constexpr const char* bob = "bob@contoso.example";

std::string text_message(const std::string& from, const std::string& subject,
                         const std::string& extra_fields = {}) {
    return extra_fields + "From: " + from + "\r\nTo: Bob <" + bob + ">\r\nSubject: " + subject +
           "\r\nDate: Tue, 24 Nov 2026 12:00:00 +0000\r\nMessage-ID: <" +
           std::to_string(std::hash<std::string>{}(subject)) +
           "@mx1.fabrikam.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; "
           "charset=utf-8\r\n"
           "\r\nThe contract is attached to the wall.\r\n\r\nAlice\r\n";
}

/// What a reader sees: the badge's label, or the verdict behind its absence.
std::string shown(const domainsec::StampReport& report) {
    if (report.status == domainsec::Status::pass) return report.display().label;
    return std::string(to_string(report.status)) + ", " + std::string(to_string(report.reason));
}

/// The part of a reply that both sides' administrators look at: codes and token.
std::string codes_and_token(const std::string& reply) {
    const auto open = reply.find('[');
    const auto close = reply.find(']', open);
    if (open == std::string::npos || close == std::string::npos) return reply;
    return reply.substr(0, 9) + " " + reply.substr(open, close - open + 1);
}

std::string objection_to(const domainsec::RouteVerdict& verdict) {
    return verdict.decision == domainsec::RouteDecision::deliver ? "" : verdict.text;
}

}  // namespace

Stage::Stage(Cast& cast)
    : cast_(cast),
      contoso_(domainsec::Edge::load(cast.contoso_config)),
      contoso_strict_(domainsec::Edge::load(cast.contoso_strict_config)),
      server_(contoso_, {"edge1.contoso.example", std::nullopt}),
      openssl_server_(contoso_, {"edge1.contoso.example", cast.contoso}),
      strict_server_(contoso_strict_, {"edge1.contoso.example", std::nullopt}),
      fabrikam_((write_sender_configurations(cast, server_.port()),
                 domainsec::Edge::load(cast.fabrikam_config))),
      northwind_(domainsec::Edge::load(cast.northwind_config)) {}

smtp::SendResult Stage::send(const domainsec::Edge& sender, smtp::Server& server,
                             const smtp::Mail& mail) {
    const auto route = sender.route("contoso.example");
    return smtp::send_secured(
        server.port(), mail,
        [&](const std::string& leftover) {
            return sender.connect(route, {.leftover = domainsec::bytes_of(leftover),
                                          .server_name = route.server_name("edge1.contoso.example"),
                                          .server_ip = "127.0.0.1"});
        },
        [&](const domainsec::SessionFacts& facts) { return objection_to(route.judge(facts)); });
}

Outcome Stage::delivered(const std::string& title, const std::string& expected,
                         const smtp::SendResult& sent, smtp::Server& server) {
    Outcome outcome{title, expected, sent.reply, {}, {}};
    auto deliveries = server.take_deliveries();
    if (deliveries.size() != 1) return outcome;
    outcome.message = std::move(deliveries[0].message);
    outcome.report = contoso_.verify(outcome.message);
    outcome.seen = shown(outcome.report);
    return outcome;
}

Outcome Stage::secured() {
    const auto sent =
        send(fabrikam_, server_,
             {alice, bob, text_message("Alice <" + std::string(alice) + ">", "Contract")});
    return delivered("a message over mutual TLS", "Domain Secured by fabrikam.example", sent,
                     server_);
}

Outcome Stage::self_signed() {
    const std::string nora = "nora@northwind.example";
    const auto sent = send(northwind_, server_, {nora, bob, text_message(nora, "Harvest")});
    return delivered("from a self-signed partner, explicitly trusted",
                     "Domain Secured by northwind.example", sent, server_);
}

Outcome Stage::over_openssl() {
    const auto sent =
        send(fabrikam_, openssl_server_, {alice, bob, text_message(alice, "Other TLS")});
    return delivered("judged from an OpenSSL server's own TLS",
                     "Domain Secured by fabrikam.example", sent, openssl_server_);
}

Outcome Stage::forged_field() {
    const auto forged =
        "Domain-Secured: v=1; a=ed25519-sha256; c=relaxed/relaxed; d=contoso.example; s=edge1;\r\n"
        " p=fabrikam.example; n=fabrikam.example; m=pkix; e=edge1.contoso.example; b=Zm9yZ2Vk\r\n";
    const std::string mallory = "mallory@stranger.example";
    const auto sent = smtp::send_in_clear(server_.port(),
                                          {mallory, bob, text_message(mallory, "Forged", forged)});
    auto outcome = delivered("a stranger forges a Domain-Secured field", "removed at the border",
                             sent, server_);
    const bool removed = !outcome.message.empty() &&
                         outcome.message.find("Domain-Secured") == std::string::npos &&
                         outcome.report.reason == domainsec::StampReason::no_stamp;
    if (removed) outcome.seen = outcome.expected;
    return outcome;
}

Outcome Stage::foreign_stamp() {
    // The stranger's own edge stamps a message from its own "Fabrikam"; somebody puts it into our
    // mail store.
    auto stranger = domainsec::Edge::load(cast_.stranger_config);
    const auto now = domainsec::system_clock()();
    const auto impostor =
        issued("mx1", {"fabrikam.example"}, cast_.stranger_ca.certificate, cast_.stranger_ca.key,
               now - std::chrono::hours{1}, now + std::chrono::hours{24});
    domainsec::CallerSession session;
    session.leaf = impostor.chain.leaf().der();
    session.proof = {true,     false, now, domainsec::TlsVersion::tls13, "TLS_AES_256_GCM_SHA384",
                     "x25519", true};
    auto transaction = stranger.begin(domainsec::SessionFacts::from_peer(session));
    transaction.mail_from(alice);
    transaction.rcpt_to("victim@stranger.example");
    Outcome outcome{
        "a stamp with a stranger's own key and domain, inside", "none, not_ours", "", {}, {}};
    outcome.message = text_message(alice, "Not ours");
    const auto finished = transaction.finish(outcome.message);
    finished.edits.apply(outcome.message);
    outcome.report = contoso_.verify(outcome.message);
    outcome.seen = finished.secured() ? shown(outcome.report) : "the stranger's edge made no stamp";
    return outcome;
}

Outcome Stage::changed_body() {
    const auto sent =
        send(fabrikam_, server_, {alice, bob, text_message(alice, "Changed on the way")});
    auto outcome = delivered("one body byte changed after the stamp", "fail, body_hash_mismatch",
                             sent, server_);
    if (const auto place = outcome.message.find("The contract"); place != std::string::npos) {
        outcome.message[place] = 't';
        outcome.report = contoso_.verify(outcome.message);
        outcome.seen = shown(outcome.report);
    }
    return outcome;
}

Outcome Stage::copied() {
    const auto sent =
        send(fabrikam_, strict_server_, {alice, bob, text_message(alice, "For Bob only")});
    auto outcome = delivered("recipient binding on, copied to somebody else", "pass, unbound", sent,
                             strict_server_);
    const auto binding_for = [&](const char* mailbox) {
        outcome.report = contoso_strict_.verify(outcome.message,
                                                {*domainsec::MailAddress::from_string(mailbox)});
        return std::string(to_string(outcome.report.status)) + ", " +
               std::string(to_string(outcome.report.recipient));
    };
    if (outcome.message.empty()) return outcome;
    if (const auto bobs = binding_for(bob); bobs != "pass, bound") {
        outcome.seen = "Bob's own copy: " + bobs;
        return outcome;
    }
    outcome.seen = binding_for("carol@contoso.example");
    return outcome;
}

Outcome Stage::unaligned() {
    const auto sent =
        send(fabrikam_, server_, {alice, bob, text_message("ceo@bank.example", "Another From")});
    auto outcome = delivered("a partner's MAIL FROM, another domain in From:", "delivered unmarked",
                             sent, server_);
    if (!outcome.message.empty() && outcome.report.reason == domainsec::StampReason::no_stamp)
        outcome.seen = outcome.expected;
    return outcome;
}

Outcome Stage::refused(const std::string& title, smtp::Server& server,
                       const std::optional<domainsec::Identity>& identity,
                       const std::string& expected) {
    const auto context = domainsec::ClientContext::create(identity);
    const auto sent = smtp::send_secured(
        server.port(), {alice, bob, text_message(alice, title)}, [&](const std::string& leftover) {
            return context->connect({.leftover = domainsec::bytes_of(leftover),
                                     .server_name = "edge1.contoso.example",
                                     .server_ip = "127.0.0.1"});
        });
    const bool stored = !server.take_deliveries().empty();
    return {
        title, expected, stored ? "delivered: " + sent.reply : codes_and_token(sent.reply), {}, {}};
}

Outcome Stage::clear_text() {
    const auto sent =
        smtp::send_in_clear(server_.port(), {alice, bob, text_message(alice, "In clear text")});
    const bool stored = !server_.take_deliveries().empty();
    return {"no TLS",
            "451 4.7.0 [DSEC-NO-TLS]",
            stored ? "delivered: " + sent.reply : codes_and_token(sent.reply),
            {},
            {}};
}

Outcome Stage::bounce() {
    const auto sent = send(
        fabrikam_, server_,
        {"", bob,
         text_message("Mail Delivery <mailer-daemon@mx1.fabrikam.example>", "Undelivered mail")});
    return delivered("a bounce with the null reverse-path", "Domain Secured by fabrikam.example",
                     sent, server_);
}

std::vector<Outcome> Stage::run(const std::function<void(const Outcome&)>& told) {
    std::vector<Outcome> outcomes;
    const auto tell = [&](Outcome outcome) {
        told(outcome);
        outcomes.push_back(std::move(outcome));
    };
    tell(secured());
    tell(self_signed());
    tell(over_openssl());
    tell(forged_field());
    tell(foreign_stamp());
    tell(changed_body());
    tell(copied());
    tell(unaligned());
    struct Refusal {
        const char* title;
        std::optional<domainsec::Identity> identity;
        const char* token;
    };
    for (const auto& [title, identity, token] :
         {Refusal{"no client certificate", std::nullopt, "[DSEC-NO-CERT]"},
          Refusal{"a certificate of another domain", cast_.fabrikam_other, "[DSEC-NAME]"},
          Refusal{"an expired certificate", cast_.fabrikam_expired, "[DSEC-EXPIRED]"}}) {
        tell(refused(std::string(title) + ", on_failure = defer", server_, identity,
                     "451 4.7.5 " + std::string(token)));
        tell(refused(std::string(title) + ", on_failure = reject", strict_server_, identity,
                     "550 5.7.5 " + std::string(token)));
    }
    tell(clear_text());
    tell(bounce());
    return outcomes;
}

}  // namespace demo
