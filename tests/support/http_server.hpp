// An HTTP server on loopback that says what a test wants, slowly or wrongly where it should.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace domainsec::test {

struct HttpQuestion {
    std::string method;
    std::string path;
    std::string head;  ///< All header lines.
    std::string body;
};

/// A whole response with status 200.
std::string http_ok(const std::string& body, const std::string& type = "application/pkix-crl");
std::string http_redirect(int status, const std::string& location);
std::string http_status(int status);

/// One thread per connection, all ended with the server.
class HttpServer final {
  public:
    /// Gives the octets to send. Called from several threads.
    using Answer = std::function<std::string(const HttpQuestion&)>;

    explicit HttpServer(Answer answer);
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;
    ~HttpServer();

    std::uint16_t port() const { return port_; }
    /// "http://127.0.0.1:port/path".
    std::string uri(const std::string& path, const std::string& host = "127.0.0.1") const;
    std::vector<HttpQuestion> questions() const;

    /// True once the server is going down; for answers that wait.
    bool ends() const { return ends_; }

  private:
    void run();
    void serve(int connection);

    Answer answer_;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::atomic<bool> ends_{false};
    mutable std::mutex mutex_;
    std::vector<HttpQuestion> questions_;
    std::vector<std::thread> connections_;
    std::thread acceptor_;
};

/// A port of loopback on which nobody listens now.
std::uint16_t free_port();

}  // namespace domainsec::test
