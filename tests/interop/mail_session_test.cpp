// Postfix and Exim over more than one session, with the hybrid group, and ended in the middle of
// one.
#include <boost/test/unit_test.hpp>
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
    explicit Coming(std::unique_ptr<MailSender> peer) : sender(std::move(peer)) {
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
    SmtpServer server{partner_rules(), SmtpServer::context()};
};

/// A receiver on one port, and ourselves.
struct Going {
    explicit Going(std::unique_ptr<MailReceiver> peer) : receiver(std::move(peer)) {
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
    std::shared_ptr<const ClientContext> context = client_of_contoso();
};

std::string handshake_of(const std::optional<SessionFacts>& facts) {
    if (!facts) return "no session";
    return facts->proof().resumed ? "resumed" : "full";
}

void check_group(const MatrixCase& cell, const std::optional<SessionFacts>& facts) {
    const std::string hybrid = "x25519mlkem768";
    const std::string group = facts ? facts->proof().group : "no session";
    if (facts && group != hybrid)
        record_not_offered(cell, group);
    else
        check_outcome(cell, group, hybrid);
}

// We issue no tickets, so that the second session is proved anew.
void comes_twice(Coming coming) {
    const std::string first = handshake_of(coming.come().facts);
    const std::string second = handshake_of(coming.come().facts);
    check_outcome(coming.cell("second session, no ticket of ours"), first + ", " + second,
                  "full, full");
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

void is_visited_twice(const Going& going) {
    const std::string first = handshake_of(going.go().facts);
    const std::string second = handshake_of(going.go().facts);
    check_outcome(going.cell("second session, no ticket taken"), first + ", " + second,
                  "full, full");
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

BOOST_AUTO_TEST_CASE(postfix_comes_twice) {
    comes_twice(Coming(postfix_sender()));
}
BOOST_AUTO_TEST_CASE(exim_comes_twice) {
    comes_twice(Coming(exim_sender()));
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
BOOST_AUTO_TEST_CASE(postfix_is_visited_twice) {
    is_visited_twice(Going(postfix_receiver()));
}
BOOST_AUTO_TEST_CASE(exim_is_visited_twice) {
    is_visited_twice(Going(exim_receiver()));
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
