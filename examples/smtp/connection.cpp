// Sockets with poll(2) and a deadline on each wait; the framing of RFC 5321 §4.5.2.
#include "smtp/connection.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <utility>

namespace smtp {
namespace {

constexpr int patience_ms = 10000;
constexpr std::size_t max_line = 4096;
constexpr std::size_t max_message = 32u << 20;

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return address;
}

bool wait_for(int descriptor, short events, int milliseconds) {
    pollfd entry{descriptor, events, 0};
    return ::poll(&entry, 1, milliseconds) > 0;
}

}  // namespace

std::optional<Connection> Connection::to_loopback(std::uint16_t port) {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return std::nullopt;
    const auto address = loopback(port);
    if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        ::close(descriptor);
        return std::nullopt;
    }
    return Connection(descriptor);
}

Connection::Connection(Connection&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      unread_(std::move(other.unread_)),
      channel_(std::move(other.channel_)) {}

Connection::~Connection() {
    end();
}

void Connection::end() {
    if (descriptor_ < 0) return;
    if (channel_ && channel_->ready()) {
        channel_->close();
        send_all(channel_->to_wire());
    }
    ::close(descriptor_);
    descriptor_ = -1;
}

bool Connection::send_all(std::string_view octets) {
    while (!octets.empty()) {
        if (!wait_for(descriptor_, POLLOUT, patience_ms)) return false;
        const auto sent = ::send(descriptor_, octets.data(), octets.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        octets.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

std::optional<std::string> Connection::receive_some() {
    std::array<char, 16384> buffer;
    if (!wait_for(descriptor_, POLLIN, patience_ms)) return std::nullopt;
    const auto received = ::recv(descriptor_, buffer.data(), buffer.size(), 0);
    if (received <= 0) return std::nullopt;
    return std::string(buffer.data(), static_cast<std::size_t>(received));
}

bool Connection::fill() {
    if (!tls_failure().empty()) return false;
    auto octets = receive_some();
    if (!octets) return false;
    if (!channel_) {
        unread_ += *octets;
        return true;
    }
    channel_->from_wire(*octets);
    send_all(channel_->to_wire());
    // What came before the session ended still counts.
    const auto plaintext = channel_->plaintext();
    unread_ += plaintext;
    return !plaintext.empty() || channel_->failure().empty();
}

bool Connection::secure(std::unique_ptr<SecureChannel> channel) {
    channel_ = std::move(channel);
    send_all(channel_->to_wire());
    while (!channel_->ready() && channel_->failure().empty()) {
        if (!fill()) break;
    }
    return channel_->ready() && channel_->failure().empty();
}

std::optional<std::string> Connection::read_line() {
    for (;;) {
        const auto end_of_line = unread_.find("\r\n");
        if (end_of_line != std::string::npos) {
            auto line = unread_.substr(0, end_of_line);
            unread_.erase(0, end_of_line + 2);
            return line;
        }
        if (unread_.size() > max_line || !fill()) return std::nullopt;
    }
}

std::optional<std::string> Connection::read_data() {
    std::string message;
    while (auto line = read_line()) {
        if (*line == ".") return message;
        if (line->starts_with('.')) line->erase(0, 1);
        message += *line;
        message += "\r\n";
        if (message.size() > max_message) return std::nullopt;
    }
    return std::nullopt;
}

bool Connection::write(std::string_view octets) {
    if (!channel_) return send_all(octets);
    if (!channel_->failure().empty()) return false;
    channel_->encrypt(octets);
    return send_all(channel_->to_wire());
}

bool Connection::write_data(std::string_view message) {
    std::string wire;
    for (std::size_t begin = 0; begin < message.size();) {
        auto end = message.find("\r\n", begin);
        end = end == std::string_view::npos ? message.size() : end + 2;
        if (message[begin] == '.') wire += '.';
        wire += message.substr(begin, end - begin);
        begin = end;
    }
    if (!wire.ends_with("\r\n")) wire += "\r\n";
    return write(wire + ".\r\n");
}

std::string Connection::take_unread() {
    return std::exchange(unread_, {});
}

Listener::Listener() : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    auto address = loopback(0);
    socklen_t length = sizeof address;
    if (descriptor_ < 0 ||
        ::bind(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(descriptor_, 16) != 0 ||
        ::getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &length) != 0)
        throw std::runtime_error("no port on 127.0.0.1 could be had");
    port_ = ntohs(address.sin_port);
}

Listener::~Listener() {
    ::close(descriptor_);
}

std::optional<Connection> Listener::accept() {
    if (!wait_for(descriptor_, POLLIN, 100)) return std::nullopt;
    const int accepted = ::accept4(descriptor_, nullptr, nullptr, SOCK_CLOEXEC);
    if (accepted < 0) return std::nullopt;
    return Connection(accepted);
}

}  // namespace smtp
