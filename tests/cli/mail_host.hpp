// Mail hosts on loopback for the command to talk to: one that works, with our TLS, and those that
// say what they like.
#pragma once

#include <atomic>
#include <cstdint>
#include <domainsec/pki/certificate_store.hpp>
#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace domainsec::test {

/// The connection of one client. Every wait ends after ten seconds, or when the host is stopped.
class Caller final {
  public:
    Caller(int descriptor, const std::atomic<bool>& stopping)
        : descriptor_(descriptor), stopping_(stopping) {}

    void say(const std::string& octets) const;
    /// What has come, at least one octet; empty at the end.
    std::string hear() const;
    /// Keeps silent until the client or the host goes.
    void wait() const;
    /// Hands octets to and from a port of 127.0.0.1 until one side ends.
    void relay_to(std::uint16_t port) const;

  private:
    int descriptor_;
    const std::atomic<bool>& stopping_;
};

/// Listens on a port of the system's choice and serves callers one by one in a thread of its own.
class MailHost final {
  public:
    using Service = std::function<void(const Caller&)>;

    /// `address`: 127.0.0.1 or ::1. Throws std::runtime_error when there is no such address.
    explicit MailHost(Service service, const std::string& address = "127.0.0.1");
    ~MailHost();
    MailHost(const MailHost&) = delete;
    MailHost& operator=(const MailHost&) = delete;

    std::uint16_t port() const { return port_; }
    /// "smtp://127.0.0.1:2525".
    std::string target() const;

  private:
    void run();

    Service service_;
    std::string address_;
    int descriptor_ = -1;
    std::uint16_t port_ = 0;
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

/// RFC 3207 with this identity; afterwards takes what comes. `behind_ready` is put behind the
/// answer to STARTTLS, in the same packet.
MailHost::Service with_starttls(const Identity& identity, const std::string& behind_ready = {});

/// RFC 3207 with the TLS server on this port of 127.0.0.1 behind it.
MailHost::Service with_tls_server(std::uint16_t port);

/// Says these texts in turn, one for each time that something was heard, the first unasked; then
/// waits.
MailHost::Service saying(std::vector<std::string> texts);

}  // namespace domainsec::test
