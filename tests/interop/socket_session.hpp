// Drives a Session over a TCP socket on loopback, bounded in time.
#pragma once

#include <cstdint>
#include <domainsec/tls/session.hpp>
#include <functional>
#include <string>

namespace domainsec::test {

/// A socket that is closed with it.
class Socket final {
  public:
    explicit Socket(int descriptor) : descriptor_(descriptor) {}
    Socket(Socket&& other) noexcept;
    Socket& operator=(Socket&&) = delete;
    ~Socket();

    int descriptor() const { return descriptor_; }
    void write(ByteView octets) const;
    void write(const std::string& text) const;

    /// What arrives within the time; `ended` says that nothing more will.
    Bytes read(int milliseconds, bool& ended) const;

    /// Clear text up to the end of a line, for STARTTLS.
    std::string read_line() const;

  private:
    int descriptor_;
};

/// Listens on a free port of 127.0.0.1.
class Listener final {
  public:
    Listener();
    std::uint16_t port() const { return port_; }
    const Socket& socket() const { return socket_; }
    /// Waits for a connection, ten seconds at most. Throws std::runtime_error.
    Socket accept() const;

  private:
    Socket socket_;
    std::uint16_t port_ = 0;
};

Socket connect_to(std::uint16_t port);

/// Carries octets between the session and the socket until `done` or the session is over; ten
/// seconds at most. The end of the connection is told to the session.
void drive(Session& session, const Socket& socket, const std::function<bool()>& done);

/// Drives until the handshake is complete or has failed.
void drive_handshake(Session& session, const Socket& socket);

/// Drives until this much of plaintext has been received, and gives it.
std::string drive_text(Session& session, const Socket& socket, std::size_t octets);

/// Drives until the session is closed or failed.
void drive_to_end(Session& session, const Socket& socket);

}  // namespace domainsec::test
