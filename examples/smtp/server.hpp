// A small receiving mail server on loopback: what an MTA author writes around domainsec::Edge.
#pragma once

#include <atomic>
#include <cstdint>
#include <domainsec/edge/edge.hpp>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "smtp/connection.hpp"

namespace smtp {

/// A message as it was put into the mail store.
struct Delivery {
    std::string mail_from;
    std::vector<std::string> recipients;
    std::string message;
};

struct ServerOptions {
    std::string host_name;
    /// Set: OpenSSL ends TLS with this identity. Not set: domainsec does, with its own.
    std::optional<domainsec::Identity> openssl_identity;
};

/// One connection at a time, in a thread of its own, until stopped.
class Server {
  public:
    Server(domainsec::Edge edge, ServerOptions options);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    std::uint16_t port() const { return listener_.port(); }

    /// Takes out what was delivered since the last call.
    std::vector<Delivery> take_deliveries();

  private:
    void run();
    void serve(Connection connection);
    std::string command(Connection& connection, const std::string& line);
    std::string hello();
    std::string start_tls(Connection& connection, const std::string& line);
    void forget();
    std::string mail(const std::string& path, std::uint64_t declared_size);
    std::string recipient(const std::string& path);
    std::string data(Connection& connection);
    domainsec::SessionFacts session_facts() const;

    domainsec::Edge edge_;
    ServerOptions options_;
    Listener listener_;
    std::atomic<bool> stopping_ = false;
    std::mutex deliveries_lock_;
    std::vector<Delivery> deliveries_;

    // Of the connection being served.
    SecureChannel* channel_ = nullptr;
    bool greeted_ = false;
    std::optional<domainsec::Transaction> transaction_;
    Delivery envelope_;

    std::thread thread_;
};

}  // namespace smtp
