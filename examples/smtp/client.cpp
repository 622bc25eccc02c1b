// The sending side of RFC 5321 and RFC 3207 for one message.
#include "smtp/client.hpp"

#include "smtp/channels.hpp"

namespace smtp {
namespace {

/// The last line of a reply; "" when the connection ended.
std::string reply_of(Connection& connection) {
    while (auto line = connection.read_line())
        if (line->size() < 4 || (*line)[3] != '-') return *line;
    return {};
}

bool positive(const std::string& reply) {
    return reply.starts_with('2') || reply.starts_with('3');
}

std::string ask(Connection& connection, const std::string& command) {
    if (!connection.write_line(command)) return {};
    return reply_of(connection);
}

std::string transfer(Connection& connection, const Mail& mail) {
    for (const auto& command :
         {"MAIL FROM:<" + mail.from + ">", "RCPT TO:<" + mail.to + ">", std::string("DATA")}) {
        const auto reply = ask(connection, command);
        if (!positive(reply)) return reply;
    }
    connection.write_data(mail.message);
    const auto reply = reply_of(connection);
    ask(connection, "QUIT");
    return reply;
}

std::optional<Connection> greeted(std::uint16_t port) {
    auto connection = Connection::to_loopback(port);
    if (!connection || !positive(reply_of(*connection))) return std::nullopt;
    if (!positive(ask(*connection, "EHLO client.example"))) return std::nullopt;
    return connection;
}

}  // namespace

SendResult send_in_clear(std::uint16_t port, const Mail& mail) {
    auto connection = greeted(port);
    if (!connection) return {"no connection", ""};
    return {transfer(*connection, mail), "no TLS"};
}

SendResult send_secured(std::uint16_t port, const Mail& mail, const StartTls& start_tls,
                        const std::function<std::string(const domainsec::SessionFacts&)>& judge) {
    auto connection = greeted(port);
    if (!connection) return {"no connection", ""};
    if (!positive(ask(*connection, "STARTTLS"))) return {"no STARTTLS", ""};
    auto channel = std::make_unique<DomainsecChannel>(start_tls(connection->take_unread()));
    const auto& session = channel->session();
    if (!connection->secure(std::move(channel))) return {"no TLS", connection->tls_failure()};
    // Only the answer to EHLO under TLS shows that a TLS 1.3 server has taken our certificate.
    if (!positive(ask(*connection, "EHLO client.example")))
        return {"no EHLO", connection->tls_failure()};
    const auto parameters = session.facts()->parameters();
    if (judge)
        if (auto objection = judge(*session.facts()); !objection.empty())
            return {objection, parameters};
    return {transfer(*connection, mail), parameters};
}

}  // namespace smtp
