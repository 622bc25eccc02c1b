// Runs the same callers over both TLS stacks and compares what the edge says of them.
#include "own_tls/comparison.hpp"

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace own_tls {
namespace {

using domainsec::Identity;
using domainsec::SessionFacts;
using domainsec::TlsVersion;

constexpr std::string_view peer_address = "192.0.2.25";

constexpr std::string_view message =
    "From: Alice <alice@fabrikam.example>\r\nTo: Bob <bob@contoso.example>\r\n"
    "Subject: The contract\r\nDate: Tue, 24 Nov 2026 12:00:00 +0000\r\n"
    "Message-ID: <1@mx1.fabrikam.example>\r\n\r\nIt is attached to the wall.\r\n";

template <typename One, typename Other>
void exchange(One& one, Other& other) {
    for (int round = 0; round < 10; ++round) {
        other.receive(one.take_output());
        one.receive(other.take_output());
    }
}

domainsec::TlsOptions tls_options(const Contoso& contoso) {
    domainsec::TlsOptions options;
    options.clock = contoso.clock();
    return options;
}

/// domainsec's own session, with domainsec at the other end too.
Judgement judge_own_session(const Contoso& contoso, const std::optional<Identity>& peer) {
    auto server = contoso.edge().accept({.client_ip = std::string(peer_address)});
    auto client = domainsec::ClientContext::create(peer, tls_options(contoso))->connect();
    exchange(client, server);
    return judge(contoso.edge(), *server.facts());
}

domainsec::RouteVerdict judge_own_route(const Contoso& contoso, const Identity& peer) {
    const auto route = contoso.edge().route("fabrikam.example");
    auto server = domainsec::ServerContext::create(peer, tls_options(contoso))->accept();
    auto client = contoso.edge().connect(route, {.server_name = "mx1.fabrikam.example"});
    exchange(client, server);
    return route.judge(*client.facts());
}

std::string stamp_in(std::string_view text) {
    const auto begin = text.find("Domain-Secured:");
    if (begin == std::string_view::npos) return {};
    auto end = text.find("\r\n", begin);
    while (end != std::string_view::npos && (text[end + 2] == ' ' || text[end + 2] == '\t'))
        end = text.find("\r\n", end + 2);
    return std::string(text.substr(begin, end - begin));
}

bool is_alike(const domainsec::ValidationReport& one, const domainsec::ValidationReport& other) {
    return one.status == other.status && one.reason == other.reason && one.path == other.path &&
           one.presented == other.presented && one.matched_identity == other.matched_identity;
}

bool is_alike(const std::optional<domainsec::ValidationReport>& one,
              const std::optional<domainsec::ValidationReport>& other) {
    return one.has_value() == other.has_value() && (!one || is_alike(*one, *other));
}

bool is_alike(const Judgement& one, const Judgement& other) {
    return one.status == other.status && one.reason == other.reason && one.reply == other.reply &&
           is_alike(one.report, other.report);
}

std::string in_words(const Judgement& judgement) {
    return std::string(to_string(judgement.status)) + ", " +
           std::string(to_string(judgement.reason));
}

void compare_messages(const Contoso& contoso, const Peer& peer, TlsVersion version,
                      const OtherStack& other, Checklist& checklist) {
    const auto own = judge_own_session(contoso, peer.identity);
    const auto facts = other.as_server(peer.identity, version);
    const auto theirs = judge(contoso.edge(), facts);
    const bool is_expected = theirs.status == peer.status && theirs.reason == peer.reason;
    const bool is_described = facts.proof().version == version && facts.server_name() == edge_host;
    checklist.check(is_expected && is_described && is_alike(own, theirs),
                    "a message over " + facts.parameters() + " from " + peer.title + ": " +
                        in_words(theirs) + "; over domainsec's session: " + in_words(own));
}

void compare_routes(const Contoso& contoso, const Peer& peer, TlsVersion version,
                    const OtherStack& other, Checklist& checklist) {
    const auto own = judge_own_route(contoso, *peer.identity);
    const auto facts = other.as_client(peer.identity, version);
    const auto theirs = contoso.edge().route("fabrikam.example").judge(facts);
    checklist.check(theirs.decision == own.decision && theirs.reason == own.reason &&
                        theirs.reason == peer.reason && is_alike(own.report, theirs.report),
                    "a route over " + facts.parameters() + " to " + peer.title + ": " +
                        std::string(to_string(theirs.decision)) +
                        "; over domainsec's session: " + std::string(to_string(own.decision)));
}

}  // namespace

Judgement judge(const domainsec::Edge& edge, const SessionFacts& facts) {
    auto transaction = edge.begin(facts, {.log_id = "example"});
    transaction.mail_from("alice@fabrikam.example");
    transaction.rcpt_to("bob@contoso.example");
    const auto finished = transaction.finish(message);
    std::string delivered(message);
    finished.edits.apply(delivered);
    return {finished.status, finished.reason,     finished.answer.reply.line(),
            finished.report, stamp_in(delivered), edge.verify(delivered)};
}

void Checklist::check(bool is_well, const std::string& what) {
    ++checked_;
    if (!is_well) ++wrong_;
    std::printf("%-8s %s\n", is_well ? "ok" : "DIFFERS", what.c_str());
}

int Checklist::exit_code() const {
    std::printf("\n%d of %d as expected.\n", checked_ - wrong_, checked_);
    return wrong_ == 0 && checked_ > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

void compare(const Contoso& contoso, const OtherStack& other, Checklist& checklist) {
    for (const auto version : {TlsVersion::tls13, TlsVersion::tls12}) {
        for (const auto& peer : contoso.peers())
            compare_messages(contoso, peer, version, other, checklist);
        for (const auto& peer : contoso.peers())
            if (peer.identity) compare_routes(contoso, peer, version, other, checklist);
    }
}

void show_stamp(const Contoso& contoso, const OtherStack& other, Checklist& checklist) {
    const auto own = judge_own_session(contoso, contoso.fabrikam());
    const auto theirs =
        judge(contoso.edge(), other.as_server(contoso.fabrikam(), TlsVersion::tls13));
    std::printf("\n%s\n\n", theirs.stamp.c_str());
    checklist.check(theirs.stamp.find("ca=1") != std::string::npos &&
                        own.stamp.find("ca=1") == std::string::npos,
                    "ca=1 in the stamp says that the session is the caller's word");
    checklist.check(theirs.read_inside.status == domainsec::Status::pass &&
                        theirs.read_inside.asserted_by_caller &&
                        !own.read_inside.asserted_by_caller,
                    "whoever verifies the stamp is told so");
    checklist.check(theirs.report && theirs.report->asserted_by_caller && own.report &&
                        !own.report->asserted_by_caller,
                    "so does the report on the certificates");
}

void check_refused(Checklist& checklist, const std::string& what, const std::string& field,
                   const std::function<void()>& call) {
    std::string seen = "nothing was refused";
    bool is_well = false;
    try {
        call();
    } catch (const domainsec::Error& error) {
        seen = error.what();
        is_well = error.code() == domainsec::errc::invalid_argument && error.field() == field;
    }
    checklist.check(is_well, what + ": " + seen);
}

}  // namespace own_tls
