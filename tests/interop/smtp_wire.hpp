// Lines of SMTP over a socket, in clear text first and in a Session of ours after STARTTLS
// (RFC 5321 §2.3.8, RFC 3207). Every wait ends after ten seconds.
#pragma once

#include <domainsec/tls/session.hpp>
#include <optional>
#include <string>
#include <utility>

#include "socket_session.hpp"

namespace domainsec::test {

class SmtpWire final {
  public:
    explicit SmtpWire(Socket socket) : socket_(std::move(socket)) {}

    /// The next line without its line end; nothing when the connection or the session is over.
    std::optional<std::string> read_line();

    /// The lines of one reply (RFC 5321 §4.2.1), of which the last is given.
    std::optional<std::string> read_reply();

    /// A message as DATA brings it, up to the final dot and without stuffing.
    std::optional<std::string> read_data();

    /// Dropped when nothing can be sent any more.
    void write(const std::string& text);

    /// What has arrived and was not read: must be empty where TLS begins.
    std::string take_unread() { return std::exchange(unread_, {}); }

    /// Goes on in this session: drives its handshake. True when it is complete.
    bool secure(Session session);

    /// close_notify, then the end of the connection from the other side is waited for.
    void end();

    /// Null before secure().
    const Session* session() const { return session_ ? &*session_ : nullptr; }

    const Socket& socket() const { return socket_; }

  private:
    bool fill();
    bool is_open() const;

    Socket socket_;
    std::optional<Session> session_;
    std::string unread_;
};

}  // namespace domainsec::test
