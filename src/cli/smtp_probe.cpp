// The client's side of RFC 3207, up to the first command under TLS.
#include "cli/smtp_probe.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <domainsec/error.hpp>
#include <domainsec/tls/contexts.hpp>

#include "cli/timed_socket.hpp"

namespace domainsec::cli {
namespace {

constexpr std::size_t max_line = 2048;
constexpr std::size_t max_reply = 64 * 1024;

/// Why the probe went no further.
struct Stop {
    Status status;
    std::string problem;
};

struct Reply {
    int code = 0;
    std::string lines;  ///< As they came, each with its line end.
};

bool same_keyword(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
        return std::toupper(x) == std::toupper(y);
    });
}

// RFC 5321 §4.1.1.1: each line after the first is a keyword, perhaps with parameters.
bool offers(const Reply& reply, std::string_view keyword) {
    for (std::size_t begin = 0; begin < reply.lines.size();) {
        const auto end = reply.lines.find("\r\n", begin);
        std::string_view line(reply.lines.data() + begin, end - begin);
        line = line.substr(std::min<std::size_t>(4, line.size()));
        if (begin > 0 && same_keyword(line.substr(0, line.find(' ')), keyword)) return true;
        begin = end + 2;
    }
    return false;
}

class Conversation final {
  public:
    Conversation(TimedSocket& socket, Deadline deadline) : socket_(socket), deadline_(deadline) {}

    Reply read_reply(const std::string& after) {
        Reply reply;
        for (;;) {
            const std::string line = read_line(after);
            reply.code = code_of(line, after);
            reply.lines += line + "\r\n";
            if (line.size() < 4 || line[3] != '-') return reply;
            if (reply.lines.size() > max_reply)
                throw Stop{Status::permerror, "its reply " + after + " does not end"};
        }
    }

    Reply ask(const std::string& command) {
        if (!socket_.send(command + "\r\n", deadline_))
            throw Stop{Status::temperror, "the connection ended at " + command};
        return read_reply("to " + command);
    }

    /// What has come and belongs to no reply.
    const std::string& unread() const { return unread_; }

    /// Runs the handshake; what the peer says afterwards is of no interest here.
    SessionFacts secure(const ConnectOptions& options) {
        Session session = ClientContext::create(std::nullopt)->connect(options);
        while (session.state() == SessionState::handshaking) {
            flush(session);
            receive_into(session);
        }
        flush(session);
        if (session.facts() == nullptr) throw failure_of(session);
        SessionFacts facts = *session.facts();
        part(session);
        return facts;
    }

  private:
    std::string read_line(const std::string& after) {
        for (;;) {
            const auto end = unread_.find("\r\n");
            if (end != std::string::npos) {
                std::string line = unread_.substr(0, end);
                unread_.erase(0, end + 2);
                return line;
            }
            if (unread_.size() > max_line)
                throw Stop{Status::permerror,
                           "what it sent " + after + " is no SMTP reply: " + escaped(unread_, 80)};
            fill(after);
        }
    }

    void fill(const std::string& after) {
        switch (socket_.receive(unread_, deadline_)) {
            case Received::octets:
                return;
            case Received::end:
                throw Stop{Status::temperror, "the connection ended; no reply " + after};
            case Received::timeout:
                throw Stop{Status::temperror, "no reply " + after + " in time"};
        }
    }

    static int code_of(const std::string& line, const std::string& after) {
        int code = 0;
        const char* const end = line.data() + std::min<std::size_t>(3, line.size());
        const auto [stop, problem] = std::from_chars(line.data(), end, code);
        const bool separated =
            line.size() == 3 || (line.size() > 3 && (line[3] == ' ' || line[3] == '-'));
        if (problem != std::errc{} || stop != end || !separated || code < 200 || code > 599)
            throw Stop{Status::permerror,
                       "what it sent " + after + " is no SMTP reply: " + escaped(line, 80)};
        return code;
    }

    void flush(Session& session) {
        const Bytes output = session.take_output();
        // A connection that ended is found out, and worded better, at the next receive().
        if (!output.empty()) (void)socket_.send(text_of(output), deadline_);
    }

    void receive_into(Session& session) {
        std::string wire;
        switch (socket_.receive(wire, deadline_)) {
            case Received::octets:
                return session.receive(bytes_of(wire));
            case Received::end:
                return session.connection_ended();
            case Received::timeout:
                throw Stop{Status::temperror, "the TLS handshake did not end in time"};
        }
    }

    static Stop failure_of(const Session& session) {
        const auto& failure = session.failure();
        if (!failure) return {Status::fail, "TLS: the host closed the session at once"};
        // Before the handshake is complete anybody on the way can cut the connection.
        const bool cut = failure->reason == SessionFailureReason::abandoned;
        return {cut ? Status::temperror : Status::fail, "TLS: " + failure->text};
    }

    void part(Session& session) {
        if (session.state() != SessionState::established) return;
        session.send(bytes_of("QUIT\r\n"));
        session.close();
        flush(session);
    }

    TimedSocket& socket_;
    Deadline deadline_;
    std::string unread_;
};

void expect_positive(const Reply& reply, const std::string& what) {
    if (reply.code / 100 == 2) return;
    throw Stop{reply.code / 100 == 4 ? Status::temperror : Status::fail,
               what + ": " + escaped(reply.lines.substr(0, reply.lines.find("\r\n")), 200)};
}

SessionFacts talk(TimedSocket& socket, const ProbeOptions& options, Deadline deadline) {
    Conversation conversation(socket, deadline);
    expect_positive(conversation.read_reply("as its greeting"), "it does not greet");
    const Reply hello = conversation.ask("EHLO " + options.ehlo_name);
    expect_positive(hello, "it refuses EHLO");
    if (!offers(hello, "STARTTLS"))
        throw Stop{Status::fail,
                   "it does not offer STARTTLS: its administrator configures a certificate for it"};
    expect_positive(conversation.ask("STARTTLS"), "it offers STARTTLS and refuses it");
    ConnectOptions connect;
    connect.leftover = bytes_of(conversation.unread());
    connect.server_name = options.server_name;
    connect.server_ip = socket.address();
    return conversation.secure(connect);
}

std::uint16_t port_of(std::string_view text, const std::string& whole) {
    unsigned port = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (problem != std::errc{} || end != text.data() + text.size() || port == 0 || port > 65535)
        throw Error(errc::invalid_argument,
                    "\"" + escaped(whole) + "\": the port is a number from 1 to 65535");
    return static_cast<std::uint16_t>(port);
}

bool is_host(std::string_view name) {
    return !name.empty() && name.size() <= 255 &&
           std::all_of(name.begin(), name.end(), [](unsigned char c) {
               return std::isalnum(c) != 0 || c == '.' || c == '-' || c == ':' || c == '_' ||
                      c == '%';
           });
}

}  // namespace

std::optional<SmtpHost> smtp_target(const std::string& text) {
    constexpr std::string_view scheme = "smtp://";
    if (!text.starts_with(scheme)) return std::nullopt;
    std::string rest = text.substr(scheme.size());
    if (rest.ends_with('/')) rest.pop_back();
    SmtpHost host;
    const bool bracketed = rest.starts_with('[');
    const auto closing = rest.find(']');
    const auto colon = bracketed ? rest.find(':', std::min(closing, rest.size())) : rest.find(':');
    host.name =
        bracketed ? rest.substr(1, std::min(closing, rest.size()) - 1) : rest.substr(0, colon);
    if (colon != std::string::npos)
        host.port = port_of(std::string_view(rest).substr(colon + 1), text);
    if (!is_host(host.name) || (bracketed && closing == std::string::npos))
        throw Error(
            errc::invalid_argument,
            "\"" + escaped(text) +
                "\" names no host; write smtp://mx1.example.org, with :port unless it is 25");
    return host;
}

ProbeResult probe(const SmtpHost& host, const ProbeOptions& options) {
    const Deadline deadline = std::chrono::steady_clock::now() + options.patience;
    ProbeResult result;
    TimedSocket socket;
    result.problem = socket.connect(host.name, host.port, deadline);
    result.address = socket.address();
    if (!result.problem.empty()) {
        result.problem = "no connection: " + result.problem;
        return result;
    }
    try {
        result.facts = talk(socket, options, deadline);
        result.status = Status::pass;
    } catch (const Stop& stop) {
        result.status = stop.status;
        result.problem = stop.problem;
    }
    return result;
}

}  // namespace domainsec::cli
