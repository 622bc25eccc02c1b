// A man in the middle between the example's mail client and its server: stripping, injected
// responses and made-up capabilities never send a protected message (RFC 3207 §4.2 and §6;
// Poddebniak et al., "Why TLS Is Better Without STARTTLS", USENIX Security 2021).
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <functional>
#include <thread>

#include "edge/edge_fixture.hpp"
#include "examples/wicked_channel.hpp"
#include "smtp/client.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

/// Plays one connection's server's side from a script, and keeps every line that came.
class ScriptedServer {
  public:
    using Script = std::function<void(ScriptedServer&, smtp::Connection&)>;

    explicit ScriptedServer(Script script)
        : thread_([this, script = std::move(script)] {
              while (!stopping_) {
                  auto connection = listener_.accept();
                  if (!connection) continue;
                  script(*this, *connection);
                  while (auto line = connection->read_line()) heard_ += *line + '\n';
                  return;
              }
          }) {}
    ~ScriptedServer() { finish(); }
    ScriptedServer(const ScriptedServer&) = delete;
    ScriptedServer& operator=(const ScriptedServer&) = delete;

    std::uint16_t port() const { return listener_.port(); }

    /// Waits for the line that begins so.
    void expect(smtp::Connection& connection, std::string_view beginning) {
        while (auto line = connection.read_line()) {
            heard_ += *line + '\n';
            if (line->starts_with(beginning)) return;
        }
    }

    /// All lines of the client, whether in TLS or not.
    const std::string& finish() {
        stopping_ = true;
        if (thread_.joinable()) thread_.join();
        return heard_;
    }

  private:
    smtp::Listener listener_;
    std::atomic<bool> stopping_ = false;
    std::string heard_;
    std::thread thread_;
};

const smtp::Mail mail{"alice@fabrikam.example", "bob@contoso.example",
                      "Subject: secret\r\n\r\nFor Contoso only.\r\n"};

/// Fabrikam, for which Contoso is a partner with `require`.
struct Sender {
    smtp::SendResult send(std::uint16_t port) const {
        return smtp::send_secured(
            port, mail,
            [this](const std::string& leftover) {
                return edge.connect(route, {.leftover = bytes_of(leftover),
                                            .server_name = "edge1.contoso.example",
                                            .server_ip = "127.0.0.1"});
            },
            [this](const SessionFacts& facts) {
                const auto verdict = route.judge(facts);
                return verdict.decision == RouteDecision::deliver ? std::string() : verdict.text;
            });
    }

    TwoOrganizations organizations;
    Edge edge = organizations.fabrikam_edge();
    OutboundRoute route = edge.route("contoso.example");
};

void check_nothing_was_said(ScriptedServer& server) {
    const std::string& heard = server.finish();
    BOOST_TEST(heard.find("MAIL") == std::string::npos);
    BOOST_TEST(heard.find("Contoso only") == std::string::npos);
}

void greet(ScriptedServer& server, smtp::Connection& connection) {
    connection.write_line("220 edge1.contoso.example ESMTP");
    server.expect(connection, "EHLO");
}

void offer(ScriptedServer& server, smtp::Connection& connection) {
    greet(server, connection);
    connection.write_line("250-edge1.contoso.example\r\n250-SIZE\r\n250 STARTTLS");
    server.expect(connection, "STARTTLS");
}

/// The true server's TLS on this connection.
bool begin_tls(const Edge& contoso, smtp::Connection& connection) {
    return connection.secure(std::make_unique<smtp::DomainsecChannel>(contoso.accept({})));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(starttls_client)

BOOST_AUTO_TEST_CASE(stripped_from_the_offers) {
    const Sender sender;
    ScriptedServer server([](ScriptedServer& self, smtp::Connection& connection) {
        greet(self, connection);
        connection.write_line("250-edge1.contoso.example\r\n250-XXXXXXXX\r\n250 SIZE");
    });
    const auto result = sender.send(server.port());
    BOOST_TEST(result.reply == "no STARTTLS");
    check_nothing_was_said(server);
    // And where a server does not ask its session: the route says the same of clear text.
    BOOST_TEST(sender.route.requires_tls());
    BOOST_TEST((sender.route.judge(SessionFacts::clear_text()).decision != RouteDecision::deliver));
}

BOOST_AUTO_TEST_CASE(refused_with_a_temporary_or_a_final_code) {
    for (const char* reply : {"454 4.7.0 TLS not available", "502 5.5.1 No", "250 2.0.0 Ok"}) {
        const Sender sender;
        ScriptedServer server([reply](ScriptedServer& self, smtp::Connection& connection) {
            offer(self, connection);
            connection.write_line(reply);
        });
        const auto result = sender.send(server.port());
        BOOST_TEST(result.reply == "no STARTTLS");
        BOOST_TEST(result.tls == reply);
        check_nothing_was_said(server);
    }
}

BOOST_AUTO_TEST_CASE(response_injected_in_the_segment_of_the_220) {
    const Sender sender;
    ScriptedServer server([](ScriptedServer& self, smtp::Connection& connection) {
        offer(self, connection);
        connection.write("220 Go\r\n250-edge1.contoso.example\r\n250 AUTH PLAIN\r\n");
    });
    const auto result = sender.send(server.port());
    BOOST_TEST(result.reply == "no TLS");
    BOOST_TEST(result.tls.find("before TLS began") != std::string::npos);
    check_nothing_was_said(server);
    const auto events = sender.organizations.events->of(EventKind::plaintext_injected);
    BOOST_REQUIRE_EQUAL(events.size(), 1U);
    BOOST_TEST(events[0].peer == "127.0.0.1");
}

BOOST_AUTO_TEST_CASE(response_injected_in_a_later_segment) {
    const Sender sender;
    ScriptedServer server([](ScriptedServer& self, smtp::Connection& connection) {
        offer(self, connection);
        connection.write_line("220 Go");
        connection.secure(std::make_unique<ClearTextAnswer>("250 AUTH PLAIN\r\n"));
    });
    const auto result = sender.send(server.port());
    BOOST_TEST(result.reply == "no TLS");
    check_nothing_was_said(server);
}

BOOST_AUTO_TEST_CASE(answer_to_starttls_injected_before_the_command) {
    // The true 220 comes where TLS should be.
    const Sender sender;
    ScriptedServer server([](ScriptedServer& self, smtp::Connection& connection) {
        greet(self, connection);
        connection.write("250-edge1.contoso.example\r\n250 STARTTLS\r\n220 Go\r\n");
        self.expect(connection, "STARTTLS");
        connection.write_line("220 Ready to start TLS");
    });
    const auto result = sender.send(server.port());
    BOOST_TEST(result.reply == "no TLS");
    check_nothing_was_said(server);
}

BOOST_AUTO_TEST_CASE(offers_of_the_clear_text_are_forgotten) {
    const Sender sender;
    const Edge contoso = sender.organizations.contoso_edge();
    ScriptedServer server([&contoso](ScriptedServer& self, smtp::Connection& connection) {
        offer(self, connection);
        connection.write_line("220 Go");
        if (!begin_tls(contoso, connection)) return;
        self.expect(connection, "EHLO");
        connection.write_line("250 edge1.contoso.example");  // no SIZE any more
        self.expect(connection, "MAIL");
        connection.write_line("550 5.7.1 No");
    });
    const auto result = sender.send(server.port());
    BOOST_TEST(result.reply == "550 5.7.1 No");
    const std::string& heard = server.finish();
    BOOST_TEST(heard.find("MAIL FROM:<alice@fabrikam.example>\n") != std::string::npos);
    BOOST_TEST(heard.find("EHLO", heard.find("STARTTLS")) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(somebody_elses_certificate) {
    const Sender sender;
    const Edge stranger = sender.organizations.fabrikam_edge();
    ScriptedServer server([&stranger](ScriptedServer& self, smtp::Connection& connection) {
        offer(self, connection);
        connection.write_line("220 Go");
        if (!begin_tls(stranger, connection)) return;
        self.expect(connection, "EHLO");
        connection.write_line("250 edge1.contoso.example");
    });
    const auto result = sender.send(server.port());
    BOOST_TEST(result.reply.substr(0, 3) != "250");
    check_nothing_was_said(server);
}

BOOST_AUTO_TEST_CASE(clear_text_behind_close_notify_is_no_answer) {
    const Sender sender;
    const Edge contoso = sender.organizations.contoso_edge();
    ScriptedServer server([&contoso](ScriptedServer& self, smtp::Connection& connection) {
        offer(self, connection);
        connection.write_line("220 Go");
        auto channel = std::make_unique<WickedChannel>(contoso.accept({}));
        WickedChannel& tls = *channel;
        if (!connection.secure(std::move(channel))) return;
        self.expect(connection, "EHLO");
        tls.say_in_clear_text("250 edge1.contoso.example\r\n");
        connection.write("");
    });
    const auto result = sender.send(server.port());
    BOOST_TEST(result.reply == "no EHLO");
    check_nothing_was_said(server);
}

BOOST_AUTO_TEST_SUITE_END()
