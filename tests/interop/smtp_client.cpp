// Our side of RFC 5321 as client for one message, with STARTTLS (RFC 3207).
#include "smtp_client.hpp"

#include <utility>

namespace domainsec::test {
namespace {

constexpr const char* ehlo = "EHLO edge1.contoso.example\r\n";

class Sending final {
  public:
    Sending(Socket socket, const ClientContext& context, const Judge& judge)
        : wire_(std::move(socket)), context_(context), judge_(judge) {}

    Sent run(const std::function<void(SmtpWire&)>& when_answered) {
        if (start_tls() && command(ehlo, "250")) {
            sent_.verdict = verdict_outbound(judge_, *wire_.session());
            if (when_answered) when_answered(wire_);
            if (sent_.verdict.starts_with("deliver")) transfer();
            const std::string decisive = sent_.reply;
            command("QUIT\r\n", "221");
            sent_.reply = decisive;
            wire_.end();
        }
        const Session* session = wire_.session();
        sent_.end = session == nullptr ? "no TLS" : state_of(*session);
        if (sent_.verdict.empty()) sent_.verdict = sent_.end;
        return std::move(sent_);
    }

  private:
    bool command(const std::string& text, const std::string& wanted) {
        if (!text.empty()) wire_.write(text);
        const std::optional<std::string> reply = wire_.read_reply();
        if (!reply) return false;
        sent_.reply = *reply;
        return reply->starts_with(wanted);
    }

    bool start_tls() {
        if (!command({}, "220") || !command(ehlo, "250")) return false;
        if (!command("STARTTLS\r\n", "220")) {
            sent_.verdict = "no STARTTLS";
            return false;
        }
        const std::string leftover = wire_.take_unread();
        const bool complete = wire_.secure(context_.connect({.leftover = bytes_of(leftover),
                                                             .server_name = "mx1.fabrikam.example",
                                                             .server_ip = "127.0.0.1"}));
        if (complete) sent_.facts = *wire_.session()->facts();
        return complete;
    }

    void transfer() {
        if (!command("MAIL FROM:<alice@contoso.example>\r\n", "250")) return;
        if (!command("RCPT TO:<bob@fabrikam.example>\r\n", "250")) return;
        if (!command("DATA\r\n", "354")) return;
        command(message_from("alice@contoso.example") + ".\r\n", "250");
    }

    SmtpWire wire_;
    const ClientContext& context_;
    const Judge& judge_;
    Sent sent_;
};

}  // namespace

Sent send_message(Socket socket, const ClientContext& context, const Judge& judge,
                  const std::function<void(SmtpWire&)>& when_answered) {
    return Sending(std::move(socket), context, judge).run(when_answered);
}

std::shared_ptr<const ClientContext> client_of_contoso(bool with_certificate, TlsOptions options) {
    std::optional<Identity> identity;
    if (with_certificate) identity = contoso();
    return ClientContext::create(std::move(identity), std::move(options));
}

}  // namespace domainsec::test
