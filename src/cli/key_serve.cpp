// `domainsec key serve`: holds the stamp key and signs digests over a Unix socket, so that the
// Internet-facing process holds none (docs/stamp-format.md §5.5).
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <domainsec/error.hpp>
#include <domainsec/stamp/stamp_key.hpp>
#include <memory>
#include <system_error>
#include <vector>

#include "cli/command.hpp"
#include "cli/files.hpp"

namespace domainsec::cli {
namespace {

constexpr std::array<std::uint8_t, 5> protocol{'D', 'S', 'E', 'C', '1'};
constexpr std::size_t request_octets = protocol.size() + 32;
constexpr std::size_t most_connections = 64;
constexpr std::chrono::seconds most_idle{5};

using SteadyClock = std::chrono::steady_clock;

[[noreturn]] void refuse(const std::string& path, const std::string& what) {
    throw Error(errc::resource_unavailable, what + ": " + std::generic_category().message(errno),
                path);
}

// One peer and what it has sent of a request.
struct Connection {
    int descriptor = -1;
    std::array<std::uint8_t, request_octets> request{};
    std::size_t received = 0;
    SteadyClock::time_point last = SteadyClock::now();
};

class SigningServer final {
  public:
    SigningServer(StampKey key, std::string path, mode_t mode)
        : key_(std::move(key)), path_(std::move(path)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        if (path_.empty() || path_.size() >= sizeof address.sun_path)
            throw Error(errc::invalid_argument, "--socket: the path must have 1 to 107 octets");
        std::memcpy(address.sun_path, path_.c_str(), path_.size());
        make_way(address);
        listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        // Nobody can connect before listen(): the mode is in force by then.
        const bool listening =
            listener_ >= 0 &&
            ::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
            ::chmod(path_.c_str(), mode) == 0 && ::listen(listener_, 128) == 0;
        if (!listening) refuse(path_, "The socket cannot be made");
    }
    SigningServer(const SigningServer&) = delete;
    SigningServer& operator=(const SigningServer&) = delete;
    ~SigningServer() {
        for (const auto& connection : connections_) ::close(connection.descriptor);
        if (listener_ < 0) return;
        ::close(listener_);
        ::unlink(path_.c_str());
    }

    // Until SIGTERM or SIGINT.
    void run(int signals) {
        while (true) {
            std::vector<pollfd> wanted{{signals, POLLIN, 0}, {listener_, POLLIN, 0}};
            for (const auto& connection : connections_)
                wanted.push_back({connection.descriptor, POLLIN, 0});
            if (::poll(wanted.data(), wanted.size(), 1000) < 0 && errno != EINTR)
                refuse(path_, "Waiting failed");
            if ((wanted[0].revents & POLLIN) != 0) return;
            for (std::size_t at = 2; at < wanted.size(); ++at)
                if (wanted[at].revents != 0) serve(connections_[at - 2]);
            drop_ended();
            if ((wanted[1].revents & POLLIN) != 0) accept_one();
        }
    }

  private:
    // A socket that nobody serves is left over from before; one that is served is not ours to take.
    void make_way(const sockaddr_un& address) const {
        struct stat status {};
        if (::lstat(path_.c_str(), &status) != 0) return;
        if (!S_ISSOCK(status.st_mode))
            throw Error(errc::already_exists, "is there and no socket; name another", path_);
        const int probe = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const bool served =
            ::connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
        ::close(probe);
        if (served)
            throw Error(errc::in_use, "is served by another process; stop that first", path_);
        ::unlink(path_.c_str());
    }

    void accept_one() {
        const int descriptor = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (descriptor < 0) return;
        if (connections_.size() == most_connections) {
            ::close(descriptor);
            return;
        }
        connections_.emplace_back();
        connections_.back().descriptor = descriptor;
    }

    void serve(Connection& connection) {
        const auto count =
            ::recv(connection.descriptor, connection.request.data() + connection.received,
                   request_octets - connection.received, 0);
        if (count <= 0) {
            if (count == 0 || (errno != EAGAIN && errno != EINTR)) end(connection);
            return;
        }
        connection.received += static_cast<std::size_t>(count);
        connection.last = SteadyClock::now();
        const auto known = std::min(connection.received, protocol.size());
        if (!std::equal(protocol.begin(), protocol.begin() + static_cast<std::ptrdiff_t>(known),
                        connection.request.begin()))
            return end(connection);
        if (connection.received < request_octets) return;
        connection.received = 0;
        answer(connection);
    }

    // A reply is a few KiB: a peer that does not take it at once is let go.
    void answer(Connection& connection) {
        Sha256Digest digest{};
        std::copy(connection.request.begin() + protocol.size(), connection.request.end(),
                  digest.begin());
        const auto signatures = key_.sign(digest);
        Bytes reply(protocol.begin(), protocol.end());
        reply.push_back(signatures.empty() ? 1 : 0);
        reply.insert(reply.end(), signatures.begin(), signatures.end());
        const auto sent = ::send(connection.descriptor, reply.data(), reply.size(), MSG_NOSIGNAL);
        if (sent != static_cast<ssize_t>(reply.size())) end(connection);
    }

    static void end(Connection& connection) {
        ::close(connection.descriptor);
        connection.descriptor = -1;
    }

    void drop_ended() {
        const auto now = SteadyClock::now();
        for (auto& connection : connections_)
            if (connection.descriptor >= 0 && now - connection.last > most_idle) end(connection);
        std::erase_if(connections_,
                      [](const Connection& connection) { return connection.descriptor < 0; });
    }

    StampKey key_;
    std::string path_;
    int listener_ = -1;
    std::vector<Connection> connections_;
};

int signals_as_descriptor() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    return ::signalfd(-1, &set, SFD_CLOEXEC);
}

mode_t mode_option(const std::string& text) {
    const bool octal = !text.empty() && text.size() <= 4 &&
                       text.find_first_not_of("01234567") == std::string::npos;
    const auto mode = octal ? std::stoul(text, nullptr, 8) : 07777UL;
    if ((mode & ~0660UL) != 0)
        throw Error(errc::invalid_argument,
                    "--mode: write 0600 or 0660; whoever may use the socket may sign");
    return static_cast<mode_t>(mode);
}

}  // namespace

void add_key_serve(CLI::App& key) {
    struct Options {
        std::string key;
        std::string socket;
        std::string mode = "0600";
        std::string passphrase_file;
    };
    auto options = std::make_shared<Options>();
    auto* command = key.add_subcommand(
        "serve", "Sign for edges over a Unix socket, so that they hold no key; until SIGTERM");
    command->add_option("--key", options->key, "The stamp key's file")->required();
    command->add_option("--socket", options->socket, "Where to listen")->required();
    command->add_option("--mode", options->mode, "Of the socket: 0600, or 0660 for a group")
        ->capture_default_str();
    command->add_option("--passphrase-file", options->passphrase_file,
                        "File whose first line opens the key");
    command->footer(examples(
        {"domainsec key serve --key /etc/domainsec/stamp.pem --socket /run/domainsec/sign"}));
    command->callback([options] {
        const int signals = signals_as_descriptor();
        SigningServer server(
            StampKey::from_file(options->key, read_passphrase(options->passphrase_file)),
            options->socket, mode_option(options->mode));
        std::printf("signing on %s\n", options->socket.c_str());
        std::fflush(stdout);
        server.run(signals);
    });
}

}  // namespace domainsec::cli
