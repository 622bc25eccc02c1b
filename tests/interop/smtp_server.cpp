// Our side of RFC 5321 as server for one connection, with STARTTLS (RFC 3207).
#include "smtp_server.hpp"

#include <cctype>
#include <string_view>
#include <utility>

namespace domainsec::test {
namespace {

// Commands are in any case (RFC 5321 §2.4).
bool is_command(const std::string& line, std::string_view name) {
    if (line.size() < name.size()) return false;
    for (std::size_t i = 0; i < name.size(); ++i)
        if (std::toupper(static_cast<unsigned char>(line[i])) != name[i]) return false;
    return true;
}

std::string path_in(const std::string& line) {
    const auto open = line.find('<');
    const auto close = line.find('>', open);
    if (open == std::string::npos || close == std::string::npos) return "?";
    return line.substr(open + 1, close - open - 1);
}

}  // namespace

class SmtpServer::Conversation final {
  public:
    Conversation(const SmtpServer& server, Socket socket)
        : server_(server), wire_(std::move(socket)) {}

    Served run();

  private:
    std::string reply_to(const std::string& command);
    std::string greeting() const;
    std::string start_tls();
    std::string mail(const std::string& path);
    std::string recipient(const std::string& path);
    std::string data();
    std::string answered(const Answer& answer);
    SessionFacts facts() const;

    const SmtpServer& server_;
    SmtpWire wire_;
    std::optional<InboundTransaction> transaction_;
    bool has_recipient_ = false;
    Served served_;
};

Served SmtpServer::Conversation::run() {
    wire_.write("220 edge1.contoso.example ESMTP\r\n");
    while (!served_.quit) {
        const std::optional<std::string> line = wire_.read_line();
        if (!line) break;
        served_.commands.push_back(*line);
        if (server_.hook_) server_.hook_(*line);
        const std::string reply = reply_to(*line);
        if (!reply.empty()) wire_.write(reply + "\r\n");
    }
    wire_.end();
    const Session* session = wire_.session();
    served_.end = session == nullptr ? "no TLS" : state_of(*session);
    if (served_.answer.empty()) served_.answer = served_.end;
    return std::move(served_);
}

std::string SmtpServer::Conversation::reply_to(const std::string& command) {
    if (is_command(command, "EHLO") || is_command(command, "HELO")) return greeting();
    if (is_command(command, "STARTTLS") && wire_.session() == nullptr) return start_tls();
    if (is_command(command, "MAIL FROM:")) return mail(path_in(command));
    if (is_command(command, "RCPT TO:")) return recipient(path_in(command));
    if (is_command(command, "DATA")) return data();
    if (is_command(command, "RSET")) {
        transaction_.reset();
        return "250 2.0.0 OK";
    }
    if (is_command(command, "NOOP")) return "250 2.0.0 OK";
    if (is_command(command, "QUIT")) {
        served_.quit = true;
        return "221 2.0.0 Bye";
    }
    return "500 5.5.1 Command not known here";
}

std::string SmtpServer::Conversation::greeting() const {
    const std::string first = "250-edge1.contoso.example\r\n";
    return first + (wire_.session() == nullptr ? "250-STARTTLS\r\n250 SIZE" : "250 SIZE");
}

std::string SmtpServer::Conversation::start_tls() {
    wire_.write("220 2.0.0 Ready to start TLS\r\n");
    const std::string leftover = wire_.take_unread();
    AcceptOptions options = server_.accept_;
    options.leftover = bytes_of(leftover);
    options.client_ip = "127.0.0.1";
    transaction_.reset();
    if (wire_.secure(server_.context_->accept(options))) served_.facts = *wire_.session()->facts();
    return {};
}

SessionFacts SmtpServer::Conversation::facts() const {
    return served_.facts ? *served_.facts : SessionFacts::clear_text("127.0.0.1");
}

// The reply's line; what is refused is kept in words.
std::string SmtpServer::Conversation::answered(const Answer& answer) {
    const SmtpReply& reply = answer.reply;
    if (answer.decision != Decision::accepted)
        served_.answer = std::to_string(reply.code) + " " + reply.enhanced + " " +
                         std::string(to_string(answer.reason));
    return reply.line();
}

std::string SmtpServer::Conversation::mail(const std::string& path) {
    transaction_.emplace(server_.judge_.begin(facts()));
    has_recipient_ = false;
    return answered(transaction_->mail_from(path));
}

std::string SmtpServer::Conversation::recipient(const std::string& path) {
    if (!transaction_) return "503 5.5.1 MAIL first";
    const Answer answer = transaction_->rcpt_to(path);
    has_recipient_ = has_recipient_ || answer.decision == Decision::accepted;
    return answered(answer);
}

std::string SmtpServer::Conversation::data() {
    if (!transaction_ || !has_recipient_) return "503 5.5.1 RCPT first";
    wire_.write("354 End with a dot\r\n");
    const std::optional<std::string> message = wire_.read_data();
    if (!message) return {};
    const InboundVerdict verdict = transaction_->finish(MessageView::parse(*message));
    transaction_.reset();
    const std::string line = answered(verdict.answer);
    if (verdict.answer.decision != Decision::accepted) return line;
    served_.message = *message;
    served_.answer = verdict.status == Status::pass
                         ? "secured " + std::string(to_string(facts().proof().version))
                         : "unmarked";
    return line;
}

SmtpServer::SmtpServer(Judge judge, std::shared_ptr<const ServerContext> context,
                       AcceptOptions accept)
    : judge_(std::move(judge)), context_(std::move(context)), accept_(std::move(accept)) {}

std::shared_ptr<const ServerContext> SmtpServer::context(TlsOptions options) {
    return ServerContext::create(contoso(), std::move(options));
}

Served SmtpServer::serve(Socket socket) const {
    return Conversation(*this, std::move(socket)).run();
}

}  // namespace domainsec::test
