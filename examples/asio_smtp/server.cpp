// The receiving side: STARTTLS, one message, and its judgement.
#include "asio_smtp/server.hpp"

#include <domainsec/bytes.hpp>

namespace asio_smtp {
namespace {

constexpr const char* host = "edge1.contoso.example";

// Between "<" and ">" (RFC 5321 §4.1.2).
std::string path_in(const std::string& line) {
    const auto open = line.find('<');
    const auto close = line.find('>', open);
    if (open == std::string::npos || close == std::string::npos) return "?";
    return line.substr(open + 1, close - open - 1);
}

std::string line_of(const domainsec::Answer& answer) {
    return answer.reply.line() + "\r\n";
}

}  // namespace

net::awaitable<std::string> ServerConnection::serve() {
    std::optional<TlsStream> stream = co_await talk_in_clear();
    if (stream) {
        co_await stream->async_handshake(net::use_awaitable);
        co_await talk_secured(*stream);
        co_await stream->async_shutdown(net::use_awaitable);
    }
    co_return std::move(delivered_);
}

// Until STARTTLS: this server takes nothing in clear text.
net::awaitable<std::optional<TlsStream>> ServerConnection::talk_in_clear() {
    Lines lines(socket_);
    co_await lines.write(std::string("220 ") + host + " ESMTP\r\n");
    for (;;) {
        const std::string line = co_await lines.read_line();
        if (line.starts_with("STARTTLS")) break;
        if (line.starts_with("EHLO"))
            co_await lines.write(std::string("250-") + host + "\r\n250 STARTTLS\r\n");
        else if (line.starts_with("QUIT"))
            co_return std::nullopt;
        else
            co_await lines.write("530 5.7.0 Must issue a STARTTLS command first\r\n");
    }
    co_await lines.write("220 2.0.0 Ready to start TLS\r\n");
    // Whatever stood behind STARTTLS in clear text makes the session fail.
    const domainsec::AcceptOptions options{
        .leftover = domainsec::bytes_of(lines.unread()),
        .client_ip = socket_.remote_endpoint().address().to_string()};
    domainsec::Session session = edge_.accept(options);
    co_return TlsStream(std::move(socket_), std::move(session));
}

net::awaitable<void> ServerConnection::talk_secured(TlsStream& stream) {
    Lines lines(stream);
    for (;;) {
        const std::string line = co_await lines.read_line();
        if (line.starts_with("DATA") && transaction_) {
            co_await lines.write("354 End with a dot\r\n");
            co_await lines.write(finish(co_await lines.read_data()));
            continue;
        }
        co_await lines.write(command(line, *stream.facts()));
        if (line.starts_with("QUIT")) co_return;
    }
}

std::string ServerConnection::command(const std::string& line,
                                      const domainsec::SessionFacts& facts) {
    if (line.starts_with("EHLO")) return std::string("250 ") + host + "\r\n";
    if (line.starts_with("QUIT")) return "221 2.0.0 Bye\r\n";
    if (line.starts_with("MAIL FROM:")) {
        transaction_ = edge_.begin(facts, {.log_id = "asio"});
        return line_of(transaction_->mail_from(path_in(line)));
    }
    if (line.starts_with("RCPT TO:") && transaction_)
        return line_of(transaction_->rcpt_to(path_in(line)));
    return "503 5.5.1 Not now, or not known here\r\n";
}

std::string ServerConnection::finish(std::string message) {
    const domainsec::FinishedMessage finished = transaction_->finish(message);
    transaction_.reset();
    if (finished.answer.decision == domainsec::Decision::accepted) {
        finished.edits.apply(message);
        delivered_ = std::move(message);
    }
    return line_of(finished.answer);
}

}  // namespace asio_smtp
