// A TCP connection to a host by name or address, both families, with one deadline for all of it.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

struct addrinfo;

namespace domainsec::cli {

using Deadline = std::chrono::steady_clock::time_point;

/// How an attempt to receive ended.
enum class Received { octets, end, timeout };

/// Closed with the object. One thread at a time.
class TimedSocket final {
  public:
    TimedSocket() = default;
    ~TimedSocket();
    TimedSocket(const TimedSocket&) = delete;
    TimedSocket& operator=(const TimedSocket&) = delete;

    /// Tries the addresses of a host in the system's order until one answers; each gets a fair
    /// share of the time left. Empty when connected, otherwise a sentence. (Looking up the name is
    /// the system's, with the time limits of its resolver.)
    std::string connect(const std::string& host, std::uint16_t port, Deadline deadline);

    /// The address that answered; empty before connect().
    const std::string& address() const noexcept { return address_; }

    /// False when the connection ended or the time was up.
    bool send(std::string_view octets, Deadline deadline);

    /// Appends what has come to `octets`, at most 16 KiB.
    Received receive(std::string& octets, Deadline deadline);

  private:
    bool wait_for(short events, Deadline deadline) const;
    std::string try_address(const addrinfo& candidate, Deadline deadline);
    void close();

    int descriptor_ = -1;
    std::string address_;
};

}  // namespace domainsec::cli
