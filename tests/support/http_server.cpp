// A small HTTP server on loopback.
#include "support/http_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace domainsec::test {
namespace {

struct Listener {
    int descriptor = -1;
    std::uint16_t port = 0;
};

Listener listen_on_loopback() {
    Listener listener{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), 0};
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto* const general = reinterpret_cast<sockaddr*>(&address);
    if (listener.descriptor < 0 || ::bind(listener.descriptor, general, length) != 0 ||
        ::listen(listener.descriptor, 16) != 0 ||
        ::getsockname(listener.descriptor, general, &length) != 0)
        throw std::system_error(errno, std::generic_category(), "loopback");
    listener.port = ntohs(address.sin_port);
    return listener;
}

bool readable(int descriptor) {
    pollfd waiting{descriptor, POLLIN, 0};
    return ::poll(&waiting, 1, 50) > 0;
}

std::size_t content_length(const std::string& head) {
    const auto at = head.find("Content-Length: ");
    return at == std::string::npos ? 0 : std::stoul(head.substr(at + 16));
}

}  // namespace

std::string http_ok(const std::string& body, const std::string& type) {
    return "HTTP/1.1 200 OK\r\nContent-Type: " + type +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string http_redirect(int status, const std::string& location) {
    return "HTTP/1.1 " + std::to_string(status) + " Elsewhere\r\nLocation: " + location +
           "\r\nContent-Length: 0\r\n\r\n";
}

std::string http_status(int status) {
    return "HTTP/1.1 " + std::to_string(status) + " So\r\nContent-Length: 0\r\n\r\n";
}

HttpServer::HttpServer(Answer answer) : answer_(std::move(answer)) {
    const Listener listener = listen_on_loopback();
    listener_ = listener.descriptor;
    port_ = listener.port;
    acceptor_ = std::thread([this] { run(); });
}

HttpServer::~HttpServer() {
    ends_ = true;
    acceptor_.join();
    for (auto& connection : connections_) connection.join();
    ::close(listener_);
}

std::string HttpServer::uri(const std::string& path, const std::string& host) const {
    return "http://" + host + ':' + std::to_string(port_) + path;
}

std::vector<HttpQuestion> HttpServer::questions() const {
    const std::lock_guard lock(mutex_);
    return questions_;
}

void HttpServer::run() {
    while (!ends_) {
        if (!readable(listener_)) continue;
        const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (connection >= 0) connections_.emplace_back([this, connection] { serve(connection); });
    }
}

void HttpServer::serve(int connection) {
    std::string read;
    HttpQuestion question;
    while (!ends_) {
        const auto end = read.find("\r\n\r\n");
        if (end != std::string::npos) {
            question.head = read.substr(0, end);
            question.body = read.substr(end + 4);
            if (question.body.size() >= content_length(question.head)) break;
        }
        char buffer[4096];
        if (!readable(connection)) continue;
        const ssize_t count = ::recv(connection, buffer, sizeof buffer, 0);
        if (count <= 0) break;
        read.append(buffer, static_cast<std::size_t>(count));
    }
    const auto space = question.head.find(' ');
    if (space != std::string::npos) {
        question.method = question.head.substr(0, space);
        question.path =
            question.head.substr(space + 1, question.head.find(' ', space + 1) - space - 1);
        {
            const std::lock_guard lock(mutex_);
            questions_.push_back(question);
        }
        const std::string answer = answer_(question);
        static_cast<void>(::send(connection, answer.data(), answer.size(), MSG_NOSIGNAL));
    }
    ::close(connection);
}

std::uint16_t free_port() {
    const Listener listener = listen_on_loopback();
    ::close(listener.descriptor);
    return listener.port;
}

}  // namespace domainsec::test
