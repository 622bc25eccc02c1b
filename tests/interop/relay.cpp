// Stands between two programs on loopback and makes the way between them worse.
#include "relay.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <system_error>

namespace domainsec::test {
namespace {

constexpr std::uint8_t handshake_record = 0x16;
constexpr std::uint8_t flipped_bits = 0x55;
constexpr int poll_milliseconds = 20;

bool readable(const Socket& socket, int milliseconds) {
    pollfd waiting{socket.descriptor(), POLLIN, 0};
    return ::poll(&waiting, 1, milliseconds) > 0;
}

void send_at_once(const Socket& socket) {
    const int on = 1;
    ::setsockopt(socket.descriptor(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

}  // namespace

struct Relay::Direction {
    const Socket& from;
    const Socket& to;
    bool garbles = false;
    bool is_tls = false;
    std::size_t carried = 0;  ///< Of TLS.
};

Relay::Relay(std::uint16_t target, const RelayRules& rules)
    : target_(target), rules_(rules), thread_([this] { run(); }) {}

Relay::~Relay() {
    stopping_ = true;
    thread_.join();
}

void Relay::run() {
    while (!stopping_) {
        if (!readable(listener_.socket(), poll_milliseconds)) continue;
        try {
            const Socket client = listener_.accept();
            const Socket server = connect_to(target_);
            carry(client, server);
        } catch (const std::system_error&) {
            // The target is gone: the client sees its connection end.
        }
    }
}

void Relay::carry(const Socket& client, const Socket& server) const {
    send_at_once(client);
    send_at_once(server);
    Direction to_server{client, server, rules_.garbles_client};
    Direction to_client{server, client, rules_.garbles_server};
    while (!stopping_) {
        std::array<pollfd, 2> waiting{pollfd{client.descriptor(), POLLIN, 0},
                                      pollfd{server.descriptor(), POLLIN, 0}};
        if (::poll(waiting.data(), waiting.size(), poll_milliseconds) <= 0) continue;
        if (waiting[0].revents != 0 && !forward(to_server)) return;
        if (waiting[1].revents != 0 && !forward(to_client)) return;
    }
}

// One read; false when this side has ended, or shall.
bool Relay::forward(Direction& direction) const {
    bool ended = false;
    Bytes octets = direction.from.read(0, ended);
    if (ended) return false;
    for (std::uint8_t& octet : octets) {
        direction.is_tls = direction.is_tls || octet == handshake_record;
        if (direction.garbles && direction.is_tls) octet ^= flipped_bits;
    }
    if (direction.is_tls) return forward_tls(direction, octets);
    direction.to.write(octets);
    return true;
}

bool Relay::forward_tls(Direction& direction, ByteView octets) const {
    while (!octets.empty() && !stopping_) {
        std::size_t count = std::min(octets.size(), rules_.piece);
        if (rules_.cut_after) count = std::min(count, *rules_.cut_after - direction.carried);
        if (count == 0) return false;
        std::this_thread::sleep_for(rules_.pause);
        direction.to.write(octets.first(count));
        direction.carried += count;
        octets = octets.subspan(count);
    }
    return true;
}

}  // namespace domainsec::test
