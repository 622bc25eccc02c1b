// Sockets with poll(2), in a thread that looks every 50 ms whether it shall end.
#include "cli/mail_host.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <domainsec/tls/contexts.hpp>
#include <stdexcept>

namespace domainsec::test {
namespace {

bool readable(int descriptor, int milliseconds) {
    pollfd entry{descriptor, POLLIN, 0};
    return ::poll(&entry, 1, milliseconds) > 0;
}

int listening(const std::string& address) {
    addrinfo hints{};
    hints.ai_flags = AI_NUMERICHOST;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(address.c_str(), "0", &hints, &found) != 0)
        throw std::runtime_error("no address");
    const int descriptor =
        ::socket(found->ai_family, found->ai_socktype | SOCK_CLOEXEC, found->ai_protocol);
    const bool bound = descriptor >= 0 &&
                       ::bind(descriptor, found->ai_addr, found->ai_addrlen) == 0 &&
                       ::listen(descriptor, 8) == 0;
    ::freeaddrinfo(found);
    if (!bound) throw std::runtime_error("cannot listen on " + address);
    return descriptor;
}

std::uint16_t port_of(int descriptor) {
    sockaddr_storage address{};
    socklen_t length = sizeof address;
    std::array<char, NI_MAXSERV> text{};
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    if (::getsockname(descriptor, any, &length) != 0 ||
        ::getnameinfo(any, length, nullptr, 0, text.data(), text.size(), NI_NUMERICSERV) != 0)
        throw std::runtime_error("no port");
    return static_cast<std::uint16_t>(std::stoi(text.data()));
}

int connected_to(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    // The caller sees the end of what cannot be reached.
    (void)::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    return descriptor;
}

bool pass_on(int from, int to) {
    std::array<char, 16384> buffer;
    const ssize_t count = ::recv(from, buffer.data(), buffer.size(), 0);
    return count > 0 &&
           ::send(to, buffer.data(), static_cast<std::size_t>(count), MSG_NOSIGNAL) == count;
}

void greet(const Caller& caller) {
    caller.say("220 mail.fabrikam.example ESMTP\r\n");
    caller.hear();
    caller.say("250-mail.fabrikam.example\r\n250-SIZE 1000000\r\n250 starttls\r\n");
    caller.hear();
}

void run_tls(const Caller& caller, Session session) {
    while (session.state() != SessionState::closed && session.state() != SessionState::failed) {
        const std::string heard = caller.hear();
        if (heard.empty()) return;
        session.receive(bytes_of(heard));
        caller.say(std::string(text_of(session.take_output())));
    }
}

}  // namespace

void Caller::say(const std::string& octets) const {
    if (!octets.empty()) (void)::send(descriptor_, octets.data(), octets.size(), MSG_NOSIGNAL);
}

std::string Caller::hear() const {
    for (int waited = 0; waited < 200 && !stopping_; ++waited) {
        if (!readable(descriptor_, 50)) continue;
        std::array<char, 16384> buffer;
        const ssize_t count = ::recv(descriptor_, buffer.data(), buffer.size(), 0);
        return count > 0 ? std::string(buffer.data(), static_cast<std::size_t>(count)) : "";
    }
    return {};
}

void Caller::wait() const {
    while (!hear().empty()) {
    }
}

void Caller::relay_to(std::uint16_t port) const {
    const int other = connected_to(port);
    for (int waited = 0; waited < 200 && !stopping_; ++waited) {
        std::array<pollfd, 2> entries{{{descriptor_, POLLIN, 0}, {other, POLLIN, 0}}};
        if (::poll(entries.data(), entries.size(), 50) <= 0) continue;
        if (entries[0].revents != 0 && !pass_on(descriptor_, other)) break;
        if (entries[1].revents != 0 && !pass_on(other, descriptor_)) break;
    }
    ::close(other);
}

MailHost::MailHost(Service service, const std::string& address)
    : service_(std::move(service)),
      address_(address),
      descriptor_(listening(address)),
      port_(port_of(descriptor_)),
      thread_([this] { run(); }) {}

MailHost::~MailHost() {
    stopping_ = true;
    thread_.join();
    ::close(descriptor_);
}

std::string MailHost::target() const {
    const bool six = address_.find(':') != std::string::npos;
    return "smtp://" + (six ? "[" + address_ + "]" : address_) + ":" + std::to_string(port_);
}

void MailHost::run() {
    while (!stopping_) {
        if (!readable(descriptor_, 50)) continue;
        const int accepted = ::accept4(descriptor_, nullptr, nullptr, SOCK_CLOEXEC);
        if (accepted < 0) continue;
        service_(Caller(accepted, stopping_));
        ::close(accepted);
    }
}

MailHost::Service with_starttls(const Identity& identity, const std::string& behind_ready) {
    const auto context = ServerContext::create(identity);
    return [context, behind_ready](const Caller& caller) {
        greet(caller);
        caller.say("220 2.0.0 go ahead\r\n" + behind_ready);
        run_tls(caller, context->accept());
    };
}

MailHost::Service with_tls_server(std::uint16_t port) {
    return [port](const Caller& caller) {
        greet(caller);
        caller.say("220 go ahead\r\n");
        caller.relay_to(port);
    };
}

MailHost::Service saying(std::vector<std::string> texts) {
    return [texts = std::move(texts)](const Caller& caller) {
        for (std::size_t i = 0; i < texts.size(); ++i) {
            if (i > 0 && caller.hear().empty()) return;
            caller.say(texts[i]);
        }
        caller.wait();
    };
}

}  // namespace domainsec::test
