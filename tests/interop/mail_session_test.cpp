// Postfix and Exim over more than one session, with the hybrid group, and ended in the middle of
// one.
#include <boost/test/unit_test.hpp>
#include <domainsec/tls/ticket_keys.hpp>
#include <future>
#include <memory>
#include <vector>

#include "mail_receiver.hpp"
#include "mail_sender.hpp"
#include "matrix.hpp"
#include "smtp_client.hpp"
#include "smtp_server.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

const std::string recipient = "case1";

/// Our server with one sender that comes to it.
struct Coming {
    explicit Coming(std::unique_ptr<MailSender> peer, const TlsOptions& options = {})
        : sender(std::move(peer)), server(partner_rules(), SmtpServer::context(options)) {
        Errand errand;
        errand.recipient = recipient;
        errand.port = listener.port();
        errand.identity = presented::good();
        sender->add(errand);
        sender->start();
    }

    Served come() {
        auto served =
            std::async(std::launch::async, [this] { return server.serve(listener.accept()); });
        sender->submit(recipient);
        return served.get();
    }

    MatrixCase cell(const std::string& name) const {
        return {sender->peer(), PeerRole::client, name};
    }

    std::unique_ptr<MailSender> sender;
    Listener listener;
    SmtpServer server;
};

/// A receiver on one port, and ourselves.
struct Going {
    explicit Going(std::unique_ptr<MailReceiver> peer, const TlsOptions& options = {})
        : receiver(std::move(peer)), context(client_of_contoso(true, options)) {
        Reception reception;
        reception.name = "case1";
        port = receiver->add(reception);
        receiver->start();
    }

    Sent go() const { return send_message(connect_to(port), *context, partner_rules()); }

    MatrixCase cell(const std::string& name) const {
        return {receiver->peer(), PeerRole::server, name};
    }

    std::unique_ptr<MailReceiver> receiver;
    std::uint16_t port = 0;
    std::shared_ptr<const ClientContext> context;
};

std::string outcome(const std::optional<SessionFacts>& facts, const std::string& judged) {
    if (!facts) return "no session, " + judged;
    return (facts->proof().resumed ? "resumed, " : "full handshake, ") + judged;
}

TlsOptions with_tickets() {
    TlsOptions options;
    options.resumption.keys = TicketKeys::create();
    options.resumption.client_sessions = 10;
    return options;
}

void check_group(const MatrixCase& cell, const std::optional<SessionFacts>& facts) {
    const std::string hybrid = "x25519mlkem768";
    const std::string group = facts ? facts->proof().group : "no session";
    if (facts && group != hybrid)
        record_not_offered(cell, group);
    else
        check_outcome(cell, group, hybrid);
}

void comes_back(Coming coming, const std::string& name, const std::string& expected) {
    BOOST_TEST(outcome(coming.come().facts, "once") == "full handshake, once");
    BOOST_TEST(coming.sender->fate(recipient) == "sent");
    const Served second = coming.come();
    check_outcome(coming.cell(name), outcome(second.facts, second.answer), expected);
}

void comes_back_without(std::unique_ptr<MailSender> peer) {
    comes_back(Coming(std::move(peer)), "comes back without a ticket TLS 1.3",
               "full handshake, secured TLS1.3");
}

void comes_back_with(std::unique_ptr<MailSender> peer) {
    comes_back(Coming(std::move(peer), with_tickets()), "comes back with a ticket TLS 1.3",
               "resumed, secured TLS1.3");
}

void comes_hybrid(Coming coming) {
    check_group(coming.cell("hybrid group"), coming.come().facts);
}

void is_killed_while_it_sends(Coming coming) {
    coming.server.on_command([&](const std::string& command) {
        if (command.starts_with("MAIL")) coming.sender->kill();
    });
    const Served served = coming.come();
    check_outcome(coming.cell("truncation TLS 1.3"),
                  served.answer + (coming.sender->keeps(recipient) ? ", kept" : ", lost"),
                  "truncated, kept");
}

void is_visited_again(const Going& going, const std::string& name, const std::string& expected) {
    BOOST_TEST(outcome(going.go().facts, "once") == "full handshake, once");
    const Sent second = going.go();
    check_outcome(going.cell(name), outcome(second.facts, second.verdict), expected);
}

void is_visited_without(std::unique_ptr<MailReceiver> peer) {
    is_visited_again(Going(std::move(peer)), "we come back without its ticket TLS 1.3",
                     "full handshake, deliver, secured, TLS1.3");
}

void is_visited_with(std::unique_ptr<MailReceiver> peer) {
    is_visited_again(Going(std::move(peer), with_tickets()), "we come back with its ticket TLS 1.3",
                     "resumed, deliver, secured, TLS1.3");
}

void is_visited_hybrid(const Going& going) {
    check_group(going.cell("hybrid group"), going.go().facts);
}

void is_killed_while_it_receives(const Going& going) {
    SmtpWire wire(connect_to(going.port));
    for (const char* command : {"", "EHLO edge1.contoso.example\r\n", "STARTTLS\r\n"}) {
        wire.write(command);
        BOOST_REQUIRE(wire.read_reply().has_value());
    }
    BOOST_REQUIRE(wire.secure(going.context->connect({.server_name = "mx1.fabrikam.example"})));
    wire.write("EHLO edge1.contoso.example\r\n");
    BOOST_REQUIRE(wire.read_reply().has_value());
    going.receiver->kill();
    BOOST_TEST(!wire.read_line().has_value());
    check_outcome(going.cell("truncation TLS 1.3"), state_of(*wire.session()), "truncated");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mail_session)

BOOST_AUTO_TEST_CASE(postfix_comes_back_without_a_ticket) {
    comes_back_without(postfix_sender());
}
BOOST_AUTO_TEST_CASE(exim_comes_back_without_a_ticket) {
    comes_back_without(exim_sender());
}
BOOST_AUTO_TEST_CASE(postfix_comes_back_with_a_ticket) {
    comes_back_with(postfix_sender());
}
BOOST_AUTO_TEST_CASE(exim_comes_back_with_a_ticket) {
    comes_back_with(exim_sender());
}
BOOST_AUTO_TEST_CASE(postfix_comes_with_the_hybrid_group) {
    comes_hybrid(Coming(postfix_sender()));
}
BOOST_AUTO_TEST_CASE(exim_comes_with_the_hybrid_group) {
    comes_hybrid(Coming(exim_sender()));
}
BOOST_AUTO_TEST_CASE(postfix_is_killed_while_it_sends) {
    is_killed_while_it_sends(Coming(postfix_sender()));
}
BOOST_AUTO_TEST_CASE(exim_is_killed_while_it_sends) {
    is_killed_while_it_sends(Coming(exim_sender()));
}
BOOST_AUTO_TEST_CASE(postfix_is_visited_without_its_ticket) {
    is_visited_without(postfix_receiver());
}
BOOST_AUTO_TEST_CASE(exim_is_visited_without_its_ticket) {
    is_visited_without(exim_receiver());
}
BOOST_AUTO_TEST_CASE(postfix_is_visited_with_its_ticket) {
    is_visited_with(postfix_receiver());
}
BOOST_AUTO_TEST_CASE(exim_is_visited_with_its_ticket) {
    is_visited_with(exim_receiver());
}
BOOST_AUTO_TEST_CASE(postfix_is_visited_with_the_hybrid_group) {
    is_visited_hybrid(Going(postfix_receiver()));
}
BOOST_AUTO_TEST_CASE(exim_is_visited_with_the_hybrid_group) {
    is_visited_hybrid(Going(exim_receiver()));
}
BOOST_AUTO_TEST_CASE(postfix_is_killed_while_it_receives) {
    is_killed_while_it_receives(Going(postfix_receiver()));
}
BOOST_AUTO_TEST_CASE(exim_is_killed_while_it_receives) {
    is_killed_while_it_receives(Going(exim_receiver()));
}

BOOST_AUTO_TEST_SUITE_END()
