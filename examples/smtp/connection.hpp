// A blocking loopback socket with a deadline, and the line and data framing of SMTP (RFC 5321
// §2.3.8, §4.5.2) on top of it, in clear text or inside a TLS session.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace smtp {

/// What can turn into TLS after STARTTLS: domainsec's own session, or another TLS stack.
class SecureChannel {
  public:
    virtual ~SecureChannel() = default;
    /// Takes octets from the wire.
    virtual void from_wire(std::string_view octets) = 0;
    /// Octets for the wire.
    virtual std::string to_wire() = 0;
    /// Decrypted octets.
    virtual std::string plaintext() = 0;
    virtual void encrypt(std::string_view octets) = 0;
    virtual void close() = 0;
    /// The handshake is complete.
    virtual bool ready() const = 0;
    /// Why nothing more will come; empty while all is well.
    virtual std::string failure() const = 0;
};

/// One connection. Every wait ends after ten seconds at the latest.
class Connection {
  public:
    explicit Connection(int descriptor) : descriptor_(descriptor) {}
    static std::optional<Connection> to_loopback(std::uint16_t port);
    ~Connection();
    Connection(Connection&& other) noexcept;
    Connection& operator=(Connection&&) = delete;

    /// One line without its line end; nothing when the connection or its TLS session has ended.
    std::optional<std::string> read_line();

    /// The data after 354, dot-unstuffed, up to the final dot.
    std::optional<std::string> read_data();

    bool write(std::string_view octets);
    bool write_line(const std::string& line) { return write(line + "\r\n"); }

    /// A message, dot-stuffed, with the final dot.
    bool write_data(std::string_view message);

    /// What has arrived and was not read yet: behind STARTTLS this must be empty.
    std::string take_unread();

    /// Goes on inside TLS. True when the handshake completes.
    bool secure(std::unique_ptr<SecureChannel> channel);

    bool is_secure() const { return channel_ != nullptr; }
    std::string tls_failure() const { return channel_ ? channel_->failure() : std::string(); }

    void end();

  private:
    bool fill();
    bool send_all(std::string_view octets);
    std::optional<std::string> receive_some();

    int descriptor_;
    std::string unread_;
    std::unique_ptr<SecureChannel> channel_;
};

/// A listening socket on 127.0.0.1 with a port of the system's choice.
class Listener {
  public:
    Listener();
    ~Listener();
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;
    std::uint16_t port() const { return port_; }
    /// The next connection, or nothing when none came in 100 ms.
    std::optional<Connection> accept();

  private:
    int descriptor_;
    std::uint16_t port_ = 0;
};

}  // namespace smtp
