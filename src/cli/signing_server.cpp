// poll(2) over all connections; nothing here blocks.
#include "cli/signing_server.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <domainsec/error.hpp>
#include <system_error>

namespace domainsec::cli {
namespace {

constexpr std::array<std::uint8_t, 5> protocol{'D', 'S', 'E', 'C', '1'};
constexpr std::uint8_t done = 0;
constexpr std::uint8_t refused = 1;
constexpr std::size_t most_connections = 64;
constexpr std::chrono::seconds most_waiting{5};

using SteadyClock = std::chrono::steady_clock;

[[noreturn]] void refuse_socket(const std::string& path, const std::string& what) {
    throw Error(errc::resource_unavailable, what + ": " + std::generic_category().message(errno),
                path);
}

sockaddr_un address_of(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.empty() || path.size() >= sizeof address.sun_path)
        throw Error(errc::invalid_argument, "--socket: the path must have 1 to 107 octets");
    std::memcpy(address.sun_path, path.c_str(), path.size());
    return address;
}

int new_socket() {
    return ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

}  // namespace

SigningServer::SigningServer(StampKey key, SigningServerOptions options)
    : key_(std::move(key)), options_(std::move(options)) {
    connections_.reserve(most_connections);
    listen();
}

SigningServer::~SigningServer() {
    for (auto& connection : connections_) end(connection);
    if (listener_ < 0) return;
    ::close(listener_);
    struct stat status {};
    if (::lstat(options_.path.c_str(), &status) == 0 && status.st_ino == inode_)
        ::unlink(options_.path.c_str());
}

// Nobody can connect before listen(2): mode and group are in force by then.
void SigningServer::listen() {
    const auto address = address_of(options_.path);
    const auto& path = options_.path;
    make_way();
    listener_ = new_socket();
    struct stat status {};
    if (listener_ < 0 ||
        ::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::lstat(path.c_str(), &status) != 0)
        refuse_socket(path, "The socket cannot be made");
    inode_ = status.st_ino;
    if (options_.group && ::chown(path.c_str(), static_cast<uid_t>(-1), *options_.group) != 0) {
        const int reason = errno;
        ::unlink(path.c_str());
        errno = reason;
        refuse_socket(path, "The socket cannot be given to the group");
    }
    if (::chmod(path.c_str(), options_.mode) != 0 || ::listen(listener_, 128) != 0)
        refuse_socket(path, "The socket cannot be made");
}

// A socket that refuses connections is left over from before. One that takes them, has a full queue
// or does not let us ask is not ours to take.
void SigningServer::make_way() const {
    const auto& path = options_.path;
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0) return;
    if (!S_ISSOCK(status.st_mode))
        throw Error(errc::already_exists, "is there and no socket; name another", path);
    const auto address = address_of(path);
    const int probe = new_socket();
    const int result =
        ::connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    const int reason = result == 0 ? 0 : errno;
    ::close(probe);
    if (reason != ECONNREFUSED)
        throw Error(errc::in_use, "is served by another process; stop that first", path);
    ::unlink(path.c_str());
}

void SigningServer::run(int signals) {
    std::vector<pollfd> wanted;
    while (true) {
        wanted.assign({{signals, POLLIN, 0}, {listener_, POLLIN, 0}});
        for (const auto& connection : connections_)
            wanted.push_back({connection.descriptor, POLLIN, 0});
        if (::poll(wanted.data(), wanted.size(), 1000) < 0) {
            if (errno == EINTR) continue;
            refuse_socket(options_.path, "Waiting failed");
        }
        if ((wanted[0].revents & POLLIN) != 0) return;
        for (std::size_t at = 2; at < wanted.size(); ++at)
            if (wanted[at].revents != 0) serve(connections_[at - 2]);
        drop_ended();
        if ((wanted[1].revents & POLLIN) != 0) accept_one();
    }
}

void SigningServer::accept_one() {
    const int descriptor = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (descriptor < 0) {
        if (errno == EMFILE || errno == ENFILE) drop_longest_waiting();
        return;
    }
    if (connections_.size() == most_connections) drop_longest_waiting();
    connections_.emplace_back();
    connections_.back().descriptor = descriptor;
    connections_.back().waiting_since = SteadyClock::now();
}

void SigningServer::serve(Connection& connection) {
    const auto count =
        ::recv(connection.descriptor, connection.request.data() + connection.received,
               request_octets - connection.received, 0);
    if (count <= 0) {
        if (count == 0 || (errno != EAGAIN && errno != EINTR)) end(connection);
        return;
    }
    connection.received += static_cast<std::size_t>(count);
    const auto known = std::min(connection.received, protocol_octets);
    if (!std::equal(protocol.begin(), protocol.begin() + static_cast<std::ptrdiff_t>(known),
                    connection.request.begin()))
        return end(connection);
    if (connection.received < request_octets) return;
    connection.received = 0;
    answer(connection);
    connection.waiting_since = SteadyClock::now();
}

// A reply is a few KiB: a peer that does not take it at once is let go.
void SigningServer::answer(Connection& connection) {
    Sha256Digest digest{};
    std::copy(connection.request.begin() + protocol_octets, connection.request.end(),
              digest.begin());
    const auto signatures = key_.sign(digest);
    Bytes reply(protocol.begin(), protocol.end());
    reply.push_back(signatures.empty() ? refused : done);
    reply.insert(reply.end(), signatures.begin(), signatures.end());
    const auto sent = ::send(connection.descriptor, reply.data(), reply.size(), MSG_NOSIGNAL);
    if (sent != static_cast<ssize_t>(reply.size())) end(connection);
}

void SigningServer::end(Connection& connection) {
    if (connection.descriptor >= 0) ::close(connection.descriptor);
    connection.descriptor = -1;
}

void SigningServer::drop_ended() {
    const auto now = SteadyClock::now();
    for (auto& connection : connections_)
        if (now - connection.waiting_since > most_waiting) end(connection);
    std::erase_if(connections_,
                  [](const Connection& connection) { return connection.descriptor < 0; });
}

void SigningServer::drop_longest_waiting() {
    const auto longest = std::ranges::min_element(connections_, {}, &Connection::waiting_since);
    if (longest == connections_.end()) return;
    end(*longest);
    connections_.erase(longest);
}

}  // namespace domainsec::cli
