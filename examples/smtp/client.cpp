// The sending side of RFC 5321 and RFC 3207 for one message.
#include "smtp/client.hpp"

#include <algorithm>
#include <vector>

#include "smtp/channels.hpp"

namespace smtp {
namespace {

using Lines = std::vector<std::string>;
constexpr std::size_t max_reply_lines = 100;

/// The lines of a reply; none when the connection ended.
Lines lines_of_reply(Connection& connection) {
    Lines lines;
    while (auto line = connection.read_line()) {
        lines.push_back(*line);
        if (line->size() < 4 || (*line)[3] != '-') return lines;
        if (lines.size() == max_reply_lines) break;
    }
    return {};
}

/// The last line of a reply; "" when the connection ended.
std::string reply_of(Connection& connection) {
    const auto lines = lines_of_reply(connection);
    return lines.empty() ? std::string() : lines.back();
}

bool positive(const std::string& reply) {
    return reply.starts_with('2') || reply.starts_with('3');
}

std::string ask(Connection& connection, const std::string& command) {
    if (!connection.write_line(command)) return {};
    return reply_of(connection);
}

/// What the server offers; empty when it does not greet. Asked again under TLS, for what was
/// offered in clear text may be anybody's words (RFC 3207 §4.2).
Lines offers_of(Connection& connection) {
    if (!connection.write_line("EHLO client.example")) return {};
    auto lines = lines_of_reply(connection);
    if (lines.empty() || !positive(lines.back())) return {};
    return lines;
}

bool offers(const Lines& lines, std::string_view keyword) {
    return std::any_of(lines.begin(), lines.end(), [keyword](const std::string& line) {
        const auto offer = std::string_view(line).substr(std::min<std::size_t>(4, line.size()));
        return offer == keyword || offer.starts_with(std::string(keyword) + ' ');
    });
}

std::string mail_command(const Mail& mail, const Lines& offered) {
    const auto size =
        offers(offered, "SIZE") ? " SIZE=" + std::to_string(mail.message.size()) : std::string();
    return "MAIL FROM:<" + mail.from + ">" + size;
}

std::string transfer(Connection& connection, const Mail& mail, const Lines& offered) {
    for (const auto& command :
         {mail_command(mail, offered), "RCPT TO:<" + mail.to + ">", std::string("DATA")}) {
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
    return connection;
}

}  // namespace

SendResult send_in_clear(std::uint16_t port, const Mail& mail) {
    auto connection = greeted(port);
    if (!connection) return {"no connection", ""};
    const auto offered = offers_of(*connection);
    if (offered.empty()) return {"no EHLO", ""};
    return {transfer(*connection, mail, offered), "no TLS"};
}

SendResult send_secured(std::uint16_t port, const Mail& mail, const StartTls& start_tls,
                        const std::function<std::string(const domainsec::SessionFacts&)>& judge) {
    auto connection = greeted(port);
    if (!connection) return {"no connection", ""};
    // Without TLS there is no mail: whoever takes STARTTLS out of the offers gains nothing.
    if (!offers(offers_of(*connection), "STARTTLS")) return {"no STARTTLS", "not offered"};
    if (const auto reply = ask(*connection, "STARTTLS"); !reply.starts_with("220"))
        return {"no STARTTLS", reply};
    auto channel = std::make_unique<DomainsecChannel>(start_tls(connection->take_unread()));
    const auto& session = channel->session();
    if (!connection->secure(std::move(channel))) return {"no TLS", connection->tls_failure()};
    // Only the answer to EHLO under TLS shows that a TLS 1.3 server has taken our certificate.
    const auto offered = offers_of(*connection);
    if (offered.empty()) return {"no EHLO", connection->tls_failure()};
    const auto parameters = session.facts()->parameters();
    if (judge)
        if (auto objection = judge(*session.facts()); !objection.empty())
            return {objection, parameters};
    return {transfer(*connection, mail, offered), parameters};
}

}  // namespace smtp
