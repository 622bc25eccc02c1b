// The receiving side of RFC 5321, as much of it as one message needs, with RFC 3207's STARTTLS.
#include "smtp/server.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <limits>

#include "smtp/channels.hpp"

namespace smtp {
namespace {

constexpr const char* peer_address = "127.0.0.1";

bool is_command(const std::string& line, std::string_view name) {
    return line.size() >= name.size() &&
           std::equal(name.begin(), name.end(), line.begin(), [](char a, char b) {
               return a == std::toupper(static_cast<unsigned char>(b));
           });
}

/// What stands between the first "<" and the last ">" before any parameters.
std::string path_in(const std::string& line) {
    const auto open = line.find('<');
    const auto close = line.find('>', open);
    if (open == std::string::npos || close == std::string::npos) return "?";
    return line.substr(open + 1, close - open - 1);
}

/// SIZE= behind the path (RFC 1870 §6); 0 when it is not there, the largest number when it is none.
std::uint64_t declared_size_in(const std::string& line) {
    const auto place = line.find(" SIZE=", line.find('>'));
    if (place == std::string::npos) return 0;
    const auto* begin = line.data() + place + 6;
    const auto* end = line.data() + line.size();
    std::uint64_t octets = 0;
    const auto [stop, problem] = std::from_chars(begin, end, octets);
    const bool whole = problem == std::errc{} && (stop == end || *stop == ' ');
    return whole ? octets : std::numeric_limits<std::uint64_t>::max();
}

std::string reply_to(const domainsec::Answer& answer) {
    return answer.reply.line();
}

}  // namespace

Server::Server(domainsec::Edge edge, ServerOptions options)
    : edge_(std::move(edge)), options_(std::move(options)), thread_([this] { run(); }) {}

Server::~Server() {
    stopping_ = true;
    thread_.join();
}

std::vector<Delivery> Server::take_deliveries() {
    const std::lock_guard lock(deliveries_lock_);
    return std::exchange(deliveries_, {});
}

void Server::run() {
    while (!stopping_)
        if (auto connection = listener_.accept()) serve(std::move(*connection));
}

void Server::serve(Connection connection) {
    channel_ = nullptr;
    forget();
    connection.write_line("220 " + options_.host_name + " ESMTP");
    while (auto line = connection.read_line()) {
        const auto reply = command(connection, *line);
        if (!reply.empty()) connection.write_line(reply);
        if (reply.starts_with("221") || !connection.tls_failure().empty()) break;
    }
}

std::string Server::command(Connection& connection, const std::string& line) {
    if (is_command(line, "EHLO")) return hello();
    if (is_command(line, "STARTTLS")) return start_tls(connection, line);
    if (is_command(line, "MAIL FROM:")) return mail(path_in(line), declared_size_in(line));
    if (is_command(line, "RCPT TO:")) return recipient(path_in(line));
    if (is_command(line, "DATA")) return data(connection);
    if (is_command(line, "QUIT")) return "221 2.0.0 Bye";
    return "500 5.5.1 Command not known here";
}

// What was said before belongs to whoever said it: a transaction begun in clear text does not go
// on inside TLS, nor one begun before EHLO (RFC 3207 §4.2, RFC 5321 §4.1.4).
void Server::forget() {
    greeted_ = false;
    transaction_.reset();
    envelope_ = {};
}

std::string Server::hello() {
    forget();
    greeted_ = true;
    const std::string greeting = "250-" + options_.host_name + "\r\n";
    return greeting + (channel_ ? "250 SIZE" : "250-SIZE\r\n250 STARTTLS");
}

std::string Server::start_tls(Connection& connection, const std::string& line) {
    if (channel_) return "503 5.5.1 TLS is on already";
    if (line.size() != std::string_view("STARTTLS").size())
        return "501 5.5.4 STARTTLS takes no parameters";
    forget();
    connection.write_line("220 2.0.0 Ready to start TLS");
    const auto leftover = connection.take_unread();
    std::unique_ptr<SecureChannel> channel;
    if (options_.openssl_identity) {
        if (!leftover.empty()) return "221 2.7.0 Commands after STARTTLS are not taken";
        channel = std::make_unique<OpensslChannel>(*options_.openssl_identity);
    } else {
        // Edge::accept refuses a session whose first octets were injected in clear text.
        channel = std::make_unique<DomainsecChannel>(
            edge_.accept({.leftover = domainsec::bytes_of(leftover), .client_ip = peer_address}));
    }
    channel_ = channel.get();
    connection.secure(std::move(channel));
    return {};
}

domainsec::SessionFacts Server::session_facts() const {
    if (!channel_) return domainsec::SessionFacts::clear_text(peer_address);
    if (options_.openssl_identity)
        return static_cast<const OpensslChannel&>(*channel_).facts(peer_address);
    return *static_cast<const DomainsecChannel&>(*channel_).session().facts();
}

std::string Server::mail(const std::string& path, std::uint64_t declared_size) {
    if (!greeted_) return "503 5.5.1 EHLO first";
    transaction_ = edge_.begin(session_facts(), {.log_id = "demo"});
    envelope_ = {path, {}, {}};
    const auto size = transaction_->declared_size(declared_size);
    if (size.decision != domainsec::Decision::accepted) {
        transaction_.reset();
        return reply_to(size);
    }
    return reply_to(transaction_->mail_from(path));
}

std::string Server::recipient(const std::string& path) {
    if (!transaction_) return "503 5.5.1 MAIL first";
    const auto answer = transaction_->rcpt_to(path);
    if (answer.decision == domainsec::Decision::accepted) envelope_.recipients.push_back(path);
    return reply_to(answer);
}

std::string Server::data(Connection& connection) {
    if (!transaction_ || envelope_.recipients.empty()) return "503 5.5.1 RCPT first";
    connection.write_line("354 End with a dot");
    auto message = connection.read_data();
    if (!message) return "221 2.0.0 The message was cut off";
    const auto finished = transaction_->finish(*message);
    transaction_.reset();
    if (finished.answer.decision != domainsec::Decision::accepted) return reply_to(finished.answer);
    finished.edits.apply(*message);
    envelope_.message = std::move(*message);
    const std::lock_guard lock(deliveries_lock_);
    deliveries_.push_back(std::exchange(envelope_, {}));
    return reply_to(finished.answer);
}

}  // namespace smtp
