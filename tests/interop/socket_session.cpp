// Drives a Session over a TCP socket on loopback.
#include "socket_session.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace domainsec::test {
namespace {

constexpr int wait_seconds = 10;

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

int checked(int result, const char* what) {
    if (result < 0) throw std::system_error(errno, std::generic_category(), what);
    return result;
}

int new_socket() {
    return checked(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
}

bool readable(int descriptor, int milliseconds) {
    pollfd waiting{descriptor, POLLIN, 0};
    return ::poll(&waiting, 1, milliseconds) > 0;
}

}  // namespace

Socket::Socket(Socket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

Socket::~Socket() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

void Socket::write(ByteView octets) const {
    while (!octets.empty()) {
        const ssize_t count = ::send(descriptor_, octets.data(), octets.size(), MSG_NOSIGNAL);
        if (count <= 0) return;
        octets = octets.subspan(static_cast<std::size_t>(count));
    }
}

void Socket::write(const std::string& text) const {
    write(bytes_of(text));
}

Bytes Socket::read(int milliseconds, bool& ended) const {
    ended = false;
    if (!readable(descriptor_, milliseconds)) return {};
    Bytes buffer(16 * 1024);
    const ssize_t count = ::recv(descriptor_, buffer.data(), buffer.size(), 0);
    ended = count <= 0;
    buffer.resize(count <= 0 ? 0 : static_cast<std::size_t>(count));
    return buffer;
}

std::string Socket::read_line() const {
    std::string line;
    char octet = 0;
    while (line.empty() || line.back() != '\n') {
        if (!readable(descriptor_, wait_seconds * 1000) || ::recv(descriptor_, &octet, 1, 0) != 1)
            throw std::runtime_error("no line arrived, only: " + line);
        line += octet;
    }
    return line;
}

Listener::Listener() : socket_(new_socket()) {
    const sockaddr_in address = loopback(0);
    checked(
        ::bind(socket_.descriptor(), reinterpret_cast<const sockaddr*>(&address), sizeof address),
        "bind");
    checked(::listen(socket_.descriptor(), 1), "listen");
    sockaddr_in bound{};
    socklen_t length = sizeof bound;
    checked(::getsockname(socket_.descriptor(), reinterpret_cast<sockaddr*>(&bound), &length),
            "getsockname");
    port_ = ntohs(bound.sin_port);
}

Socket Listener::accept() const {
    if (!readable(socket_.descriptor(), wait_seconds * 1000))
        throw std::runtime_error("nobody connected");
    return Socket(
        checked(::accept4(socket_.descriptor(), nullptr, nullptr, SOCK_CLOEXEC), "accept4"));
}

Socket connect_to(std::uint16_t port) {
    Socket socket(new_socket());
    const sockaddr_in address = loopback(port);
    checked(
        ::connect(socket.descriptor(), reinterpret_cast<const sockaddr*>(&address), sizeof address),
        "connect");
    return socket;
}

void drive(Session& session, const Socket& socket, const std::function<bool()>& done) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(wait_seconds);
    const auto is_open = [&] {
        return session.state() == SessionState::handshaking ||
               session.state() == SessionState::established;
    };
    socket.write(session.take_output());
    while (is_open() && !done()) {
        if (std::chrono::steady_clock::now() > deadline)
            throw std::runtime_error("the session took too long");
        bool ended = false;
        session.receive(socket.read(100, ended));
        if (ended) session.connection_ended();
        socket.write(session.take_output());
    }
}

void drive_handshake(Session& session, const Socket& socket) {
    drive(session, socket, [&] { return session.state() == SessionState::established; });
}

std::string drive_text(Session& session, const Socket& socket, std::size_t octets) {
    std::string text;
    const auto take = [&] {
        const Bytes more = session.take_plaintext();
        text.append(more.begin(), more.end());
        return text.size() >= octets;
    };
    drive(session, socket, take);
    take();
    return text;
}

void drive_to_end(Session& session, const Socket& socket) {
    drive(session, socket, [] { return false; });
}

}  // namespace domainsec::test
