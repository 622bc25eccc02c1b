// Every fault of the other side ends in "no signature", within the time limit (POSIX).
#include "stamp/signing_socket.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>

#include "pki/file_descriptor.hpp"

namespace domainsec::inline v1::detail {
namespace {

using SteadyClock = std::chrono::steady_clock;

class Deadline final {
  public:
    explicit Deadline(int milliseconds)
        : end_(SteadyClock::now() + std::chrono::milliseconds(milliseconds)) {}

    // False when the time is over or the wait failed.
    bool wait_for(int descriptor, short events) const noexcept {
        while (true) {
            const auto left =
                std::chrono::duration_cast<std::chrono::milliseconds>(end_ - SteadyClock::now());
            if (left.count() <= 0) return false;
            pollfd wanted{descriptor, events, 0};
            const int ready = ::poll(&wanted, 1, static_cast<int>(left.count()));
            if (ready > 0) return true;
            if (ready == 0 || errno != EINTR) return false;
        }
    }

  private:
    SteadyClock::time_point end_;
};

bool connect_to(int descriptor, const std::filesystem::path& socket, const Deadline& deadline) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    static_assert(max_socket_path_octets < sizeof address.sun_path);
    if (!is_socket_path(socket)) return false;
    const auto& path = socket.native();
    std::memcpy(address.sun_path, path.c_str(), path.size());
    // A listener whose queue is full says EAGAIN; it may have room a moment later.
    while (::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) !=
           0) {
        if (errno == EISCONN) return true;
        if (errno != EAGAIN && errno != EINTR) return false;
        pollfd nothing{-1, 0, 0};
        ::poll(&nothing, 1, 5);
        if (!deadline.wait_for(descriptor, POLLOUT)) return false;
    }
    return true;
}

bool send_all(int descriptor, ByteView octets, const Deadline& deadline) {
    while (!octets.empty()) {
        const auto sent = ::send(descriptor, octets.data(), octets.size(), MSG_NOSIGNAL);
        if (sent > 0) {
            octets = octets.subspan(static_cast<std::size_t>(sent));
        } else if ((errno != EAGAIN && errno != EINTR) || !deadline.wait_for(descriptor, POLLOUT)) {
            return false;
        }
    }
    return true;
}

bool receive_all(int descriptor, std::uint8_t* out, std::size_t size, const Deadline& deadline) {
    while (size > 0) {
        if (!deadline.wait_for(descriptor, POLLIN)) return false;
        const auto received = ::recv(descriptor, out, size, 0);
        if (received == 0 || (received < 0 && errno != EAGAIN && errno != EINTR)) return false;
        if (received < 0) continue;
        out += received;
        size -= static_cast<std::size_t>(received);
    }
    return true;
}

}  // namespace

Bytes ask_signing_socket(const std::filesystem::path& socket, ByteView digest, std::size_t octets,
                         int timeout_milliseconds) noexcept try {
    const FileDescriptor descriptor(
        ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const Deadline deadline(timeout_milliseconds);
    const auto name = bytes_of(signing_protocol);
    Bytes request(name.begin(), name.end());
    request.insert(request.end(), digest.begin(), digest.end());
    Bytes reply(signing_reply_head + octets);
    const bool answered =
        descriptor && connect_to(descriptor.get(), socket, deadline) &&
        send_all(descriptor.get(), request, deadline) &&
        receive_all(descriptor.get(), reply.data(), signing_reply_head, deadline) &&
        std::equal(name.begin(), name.end(), reply.begin()) && reply[name.size()] == signing_done &&
        receive_all(descriptor.get(), reply.data() + signing_reply_head, octets, deadline);
    if (!answered) return {};
    return {reply.begin() + static_cast<std::ptrdiff_t>(signing_reply_head), reply.end()};
} catch (...) {
    return {};
}

}  // namespace domainsec::inline v1::detail
