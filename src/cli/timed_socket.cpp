// Sockets that never block longer than poll(2) says.
#include "cli/timed_socket.hpp"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <system_error>
#include <utility>

namespace domainsec::cli {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

int milliseconds_left(Deadline deadline) {
    const auto left = std::chrono::duration_cast<milliseconds>(deadline - steady_clock::now());
    return static_cast<int>(std::clamp<long long>(left.count(), 0, 600'000));
}

std::string text_of(int error) {
    return std::generic_category().message(error);
}

std::string numeric(const addrinfo& candidate) {
    std::array<char, NI_MAXHOST> text{};
    if (::getnameinfo(candidate.ai_addr, candidate.ai_addrlen, text.data(), text.size(), nullptr, 0,
                      NI_NUMERICHOST) != 0)
        return "?";
    return text.data();
}

using Addresses = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

Addresses addresses_of(const std::string& host, std::uint16_t port, std::string& problem) {
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICSERV;
    addrinfo* found = nullptr;
    const int failed = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
    if (failed != 0) problem = "no address was found: " + std::string(::gai_strerror(failed));
    return {found, &::freeaddrinfo};
}

int count_of(const addrinfo* list) {
    int count = 0;
    for (; list != nullptr; list = list->ai_next) ++count;
    return count;
}

}  // namespace

TimedSocket::~TimedSocket() {
    close();
}

void TimedSocket::close() {
    if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
}

bool TimedSocket::wait_for(short events, Deadline deadline) const {
    for (;;) {
        pollfd entry{descriptor_, events, 0};
        const int ready = ::poll(&entry, 1, milliseconds_left(deadline));
        if (ready > 0) return true;
        if (ready == 0 || errno != EINTR) return false;
    }
}

std::string TimedSocket::try_address(const addrinfo& candidate, Deadline deadline) {
    close();
    descriptor_ =
        ::socket(candidate.ai_family, candidate.ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor_ < 0) return text_of(errno);
    if (::connect(descriptor_, candidate.ai_addr, candidate.ai_addrlen) == 0) return {};
    if (errno != EINPROGRESS) return text_of(errno);
    if (!wait_for(POLLOUT, deadline)) return "no answer in time";
    int error = 0;
    socklen_t length = sizeof error;
    ::getsockopt(descriptor_, SOL_SOCKET, SO_ERROR, &error, &length);
    return error == 0 ? std::string() : text_of(error);
}

std::string TimedSocket::connect(const std::string& host, std::uint16_t port, Deadline deadline) {
    std::string problems;
    const Addresses addresses = addresses_of(host, port, problems);
    int left = count_of(addresses.get());
    for (const addrinfo* each = addresses.get(); each != nullptr; each = each->ai_next, --left) {
        const auto now = steady_clock::now();
        const Deadline share = now + std::max(deadline - now, steady_clock::duration{}) / left;
        const std::string problem = try_address(*each, share);
        if (problem.empty()) {
            address_ = numeric(*each);
            return {};
        }
        problems += (problems.empty() ? "" : "; ") + numeric(*each) + ": " + problem;
    }
    close();
    return problems.empty() ? "it has no address" : problems;
}

bool TimedSocket::send(std::string_view octets, Deadline deadline) {
    while (!octets.empty()) {
        if (!wait_for(POLLOUT, deadline)) return false;
        const ssize_t sent = ::send(descriptor_, octets.data(), octets.size(), MSG_NOSIGNAL);
        if (sent < 0 && (errno == EAGAIN || errno == EINTR)) continue;
        if (sent <= 0) return false;
        octets.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

Received TimedSocket::receive(std::string& octets, Deadline deadline) {
    std::array<char, 16384> buffer;
    for (;;) {
        if (!wait_for(POLLIN, deadline)) return Received::timeout;
        const ssize_t count = ::recv(descriptor_, buffer.data(), buffer.size(), 0);
        if (count < 0 && (errno == EAGAIN || errno == EINTR)) continue;
        if (count <= 0) return Received::end;
        octets.append(buffer.data(), static_cast<std::size_t>(count));
        return Received::octets;
    }
}

}  // namespace domainsec::cli
