// Two organizations for tests.
#include "policy/policy_fixture.hpp"

#include "support/run_command.hpp"

namespace domainsec::test {

namespace {

CallerSession caller_session(const Chain& chain) {
    CallerSession session;
    const auto& certificates = chain.certificates();
    if (!certificates.empty()) session.leaf = certificates.front().der();
    for (std::size_t i = 1; i < certificates.size(); ++i) {
        session.intermediates.push_back(certificates[i].der());
    }
    session.proof.handshake_complete = true;
    session.proof.resumed = false;
    session.proof.proved_at = test_now();
    session.proof.version = TlsVersion::tls13;
    session.proof.cipher = "TLS_AES_256_GCM_SHA384";
    session.proof.group = "x25519";
    session.proof.extended_master_secret = true;
    session.peer_address = "192.0.2.7";
    return session;
}

}  // namespace

std::vector<Event> EventList::of(EventKind kind) const {
    std::vector<Event> found;
    for (const auto& event : events) {
        if (event.kind == kind) found.push_back(event);
    }
    return found;
}

IssueOptions short_lived() {
    IssueOptions options;
    options.not_before = test_now() - std::chrono::days(1);
    options.not_after = test_now() + std::chrono::days(6);
    return options;
}

const TestCa& fabrikam_ca() {
    static const TestCa ca("Fabrikam CA");
    return ca;
}

const TestCa& stranger_ca() {
    static const TestCa ca("Stranger CA");
    return ca;
}

const Identity& fabrikam() {
    static const Identity identity =
        fabrikam_ca().issue({"fabrikam.example", "mx1.fabrikam.example"}, short_lived());
    return identity;
}

SessionFacts session_of(const Chain& chain) {
    return SessionFacts::from_peer(caller_session(chain));
}

SessionFacts session_of(const Identity& identity) {
    return session_of(identity.chain);
}

SessionFacts session_without_certificate() {
    return session_of(Chain());
}

SessionFacts weak_session_of(const Identity& identity) {
    auto session = caller_session(identity.chain);
    session.proof.version = TlsVersion::tls12;
    session.proof.cipher = "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384";
    session.proof.extended_master_secret = false;
    return SessionFacts::from_peer(session);
}

PolicyFolder::PolicyFolder() {
    write("fabrikam-ca.pem", fabrikam_ca().certificate().pem());
    write("stranger-ca.pem", stranger_ca().certificate().pem());
    write("stamp.pem", "");
}

void PolicyFolder::write(const std::string& name, std::string_view content) const {
    write_file(folder_ / name, content);
}

Judge::Judge(Whole, const std::string& text) {
    const PolicyFolder folder;
    configuration = Configuration::from_string(text, folder.path());
}

Judge::Judge(const std::string& rest) : Judge(Whole{}, contoso_head + fabrikam_partner + rest) {}

Judge Judge::from(const std::string& whole_configuration) {
    return {Whole{}, whole_configuration};
}

JudgementContext Judge::context() const {
    const auto store = evidence;
    return {configuration, [store] { return store->snapshot(); }, clock.clock(), events};
}

InboundTransaction Judge::begin(SessionFacts facts, TransactionOptions options) const {
    return {context(), std::move(facts), std::move(options)};
}

OutboundRoute Judge::route(const std::string& destination) const {
    return {context(), DomainName::from_string(destination).value()};
}

std::string message_from(const std::string& from) {
    return "From: " + from +
           "\r\nTo: bob@contoso.example\r\nSubject: Contract\r\n"
           "Date: Tue, 24 Nov 2026 12:00:00 +0000\r\nMessage-ID: <1@fabrikam.example>\r\n"
           "\r\nThe contract is attached.\r\n";
}

InboundVerdict run(InboundTransaction& transaction, const std::string& mail_from,
                   const std::string& message) {
    InboundVerdict verdict;
    verdict.answer = transaction.mail_from(mail_from);
    if (verdict.answer.decision != Decision::accepted) return verdict;
    verdict.answer = transaction.rcpt_to("bob@contoso.example");
    if (verdict.answer.decision != Decision::accepted) return verdict;
    return transaction.finish(MessageView::parse(message));
}

}  // namespace domainsec::test
