// A man in the middle, or a wicked client, before the example's mail server: whatever was said in
// clear text has no effect inside TLS (RFC 3207 §4.2 and §6, CVE-2011-0411; Poddebniak et al., "Why
// TLS Is Better Without STARTTLS", USENIX Security 2021).
#include <boost/test/unit_test.hpp>
#include <mutex>
#include <optional>

#include "edge/edge_fixture.hpp"
#include "examples/wicked_channel.hpp"
#include "smtp/server.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

/// The server's thread reports, the test reads.
class SafeEvents final : public EventSink {
  public:
    void on_event(const Event& event) noexcept override {
        const std::lock_guard guard(lock_);
        list_.on_event(event);
    }
    std::vector<Event> of(EventKind kind) const {
        const std::lock_guard guard(lock_);
        return list_.of(kind);
    }

  private:
    mutable std::mutex lock_;
    EventList list_;
};

constexpr const char* message =
    "From: Alice <alice@fabrikam.example>\r\nTo: bob@contoso.example\r\n"
    "Date: Tue, 24 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@fabrikam.example>\r\n"
    "Subject: hello\r\n\r\nHello.\r\n";

/// Contoso's server, and one connection to it.
struct Attack {
    explicit Attack(bool openssl = false)
        : server(edge(), options(openssl)),
          connection(smtp::Connection::to_loopback(server.port())) {
        reply();
    }

    Edge edge() {
        EdgeOptions with_events = organizations.options();
        with_events.events = events;
        return Edge::load(organizations.contoso.file(), with_events);
    }

    static smtp::ServerOptions options(bool openssl) {
        smtp::ServerOptions options;
        options.host_name = "edge1.contoso.example";
        if (openssl) options.openssl_identity = fabrikam();
        return options;
    }

    /// The last line of a reply; "" when the connection ended.
    std::string reply() {
        while (auto line = connection->read_line())
            if (line->size() < 4 || (*line)[3] != '-') return *line;
        return {};
    }

    std::string ask(const std::string& command) {
        return connection->write_line(command) ? reply() : std::string();
    }

    /// Fabrikam's side of TLS on the same connection.
    bool secure() {
        const auto partner = organizations.fabrikam_edge();
        auto session = partner.connect(partner.route("contoso.example"),
                                       {.server_name = "edge1.contoso.example"});
        return connection->secure(std::make_unique<smtp::DomainsecChannel>(std::move(session)));
    }

    TwoOrganizations organizations;
    std::shared_ptr<SafeEvents> events = std::make_shared<SafeEvents>();
    smtp::Server server;
    std::optional<smtp::Connection> connection;
};

void check_nothing_came_of_it(Attack& attack) {
    BOOST_TEST(!attack.secure());
    BOOST_TEST(attack.connection->read_line().value_or("221").substr(0, 3) == "221");
    BOOST_TEST(attack.server.take_deliveries().empty());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(starttls_server)

BOOST_AUTO_TEST_CASE(without_an_attack_the_message_arrives_marked) {
    Attack attack;
    BOOST_TEST(attack.ask("EHLO mx1.fabrikam.example") == "250 STARTTLS");
    BOOST_TEST(attack.ask("STARTTLS").substr(0, 3) == "220");
    BOOST_REQUIRE(attack.secure());
    BOOST_TEST(attack.ask("EHLO mx1.fabrikam.example") == "250 SIZE");
    BOOST_TEST(attack.ask("MAIL FROM:<alice@fabrikam.example>").substr(0, 3) == "250");
    BOOST_TEST(attack.ask("RCPT TO:<bob@contoso.example>").substr(0, 3) == "250");
    BOOST_TEST(attack.ask("DATA").substr(0, 3) == "354");
    attack.connection->write_data(message);
    BOOST_TEST(attack.reply().substr(0, 3) == "250");
    const auto deliveries = attack.server.take_deliveries();
    BOOST_REQUIRE_EQUAL(deliveries.size(), 1U);
    BOOST_TEST(deliveries[0].message.find("Domain-Secured:") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(commands_in_the_segment_of_starttls) {
    for (const bool openssl : {false, true}) {
        Attack attack(openssl);
        attack.ask("EHLO mx1.fabrikam.example");
        attack.connection->write("STARTTLS\r\nEHLO mallory.example\r\nMAIL FROM:<m@x.example>\r\n");
        BOOST_TEST(attack.reply().substr(0, 3) == "220");
        check_nothing_came_of_it(attack);
        if (openssl) continue;
        const auto events = attack.events->of(EventKind::plaintext_injected);
        BOOST_REQUIRE_EQUAL(events.size(), 1U);
        BOOST_TEST(events[0].peer == "127.0.0.1");
    }
}

BOOST_AUTO_TEST_CASE(part_of_a_command_in_the_segment_of_starttls) {
    Attack attack;
    attack.ask("EHLO mx1.fabrikam.example");
    attack.connection->write("STARTTLS\r\nM");
    BOOST_TEST(attack.reply().substr(0, 3) == "220");
    check_nothing_came_of_it(attack);
    BOOST_TEST(attack.events->of(EventKind::plaintext_injected).size() == 1U);
}

BOOST_AUTO_TEST_CASE(commands_in_a_later_segment) {
    for (const bool openssl : {false, true}) {
        Attack attack(openssl);
        attack.ask("EHLO mx1.fabrikam.example");
        BOOST_TEST(attack.ask("STARTTLS").substr(0, 3) == "220");
        attack.connection->write("MAIL FROM:<mallory@fabrikam.example>\r\n");
        check_nothing_came_of_it(attack);
    }
}

BOOST_AUTO_TEST_CASE(the_whole_transaction_pipelined_around_starttls) {
    Attack attack;
    attack.connection->write(
        "EHLO mallory.example\r\nMAIL FROM:<alice@fabrikam.example>\r\nSTARTTLS\r\n"
        "RCPT TO:<bob@contoso.example>\r\nDATA\r\n");
    while (attack.connection->read_line()) continue;
    BOOST_TEST(attack.server.take_deliveries().empty());
    BOOST_TEST(attack.events->of(EventKind::plaintext_injected).size() == 1U);
}

BOOST_AUTO_TEST_CASE(transaction_of_the_clear_text_does_not_go_on_inside_tls) {
    Attack attack;
    attack.ask("EHLO mallory.example");
    attack.ask("MAIL FROM:<alice@fabrikam.example>");
    attack.ask("RCPT TO:<bob@contoso.example>");
    BOOST_TEST(attack.ask("STARTTLS").substr(0, 3) == "220");
    BOOST_REQUIRE(attack.secure());
    BOOST_TEST(attack.ask("DATA").substr(0, 3) == "503");
    BOOST_TEST(attack.ask("RCPT TO:<bob@contoso.example>").substr(0, 3) == "503");
    BOOST_TEST(attack.server.take_deliveries().empty());
}

BOOST_AUTO_TEST_CASE(greeting_of_the_clear_text_is_forgotten) {
    Attack attack;
    attack.ask("EHLO mallory.example");
    attack.ask("STARTTLS");
    BOOST_REQUIRE(attack.secure());
    BOOST_TEST(attack.ask("MAIL FROM:<alice@fabrikam.example>") == "503 5.5.1 EHLO first");
}

BOOST_AUTO_TEST_CASE(starttls_takes_no_parameters_and_comes_once) {
    Attack attack;
    attack.ask("EHLO mx1.fabrikam.example");
    BOOST_TEST(attack.ask("STARTTLS now").substr(0, 3) == "501");
    BOOST_TEST(attack.ask("STARTTLS").substr(0, 3) == "220");
    BOOST_REQUIRE(attack.secure());
    BOOST_TEST(attack.ask("EHLO mx1.fabrikam.example") == "250 SIZE");
    BOOST_TEST(attack.ask("STARTTLS").substr(0, 3) == "503");
    BOOST_TEST(attack.ask("EHLO mx1.fabrikam.example") == "250 SIZE");
}

BOOST_AUTO_TEST_CASE(clear_text_behind_close_notify_is_not_read) {
    Attack attack;
    attack.ask("EHLO mx1.fabrikam.example");
    attack.ask("STARTTLS");
    const auto partner = attack.organizations.fabrikam_edge();
    auto channel =
        std::make_unique<WickedChannel>(partner.connect(partner.route("contoso.example"), {}));
    WickedChannel& tls = *channel;
    BOOST_REQUIRE(attack.connection->secure(std::move(channel)));
    attack.ask("EHLO mx1.fabrikam.example");
    attack.ask("MAIL FROM:<alice@fabrikam.example>");
    tls.say_in_clear_text("RCPT TO:<bob@contoso.example>\r\nDATA\r\n");
    attack.connection->write("");
    while (attack.connection->read_line()) continue;
    BOOST_TEST(attack.server.take_deliveries().empty());
}

BOOST_AUTO_TEST_SUITE_END()
