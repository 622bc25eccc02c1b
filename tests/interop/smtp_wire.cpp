// Lines of SMTP over a socket, in clear text first and in a Session of ours after STARTTLS.
#include "smtp_wire.hpp"

#include <chrono>

namespace domainsec::test {
namespace {

constexpr int wait_milliseconds = 10000;
constexpr std::size_t max_message_octets = 1024 * 1024;

}  // namespace

bool SmtpWire::is_open() const {
    return !session_ || session_->state() == SessionState::established;
}

// More of what the peer says; false when no more will come.
bool SmtpWire::fill() {
    const auto deadline =
        std::chrono::steady_clock::now() + std::chrono::milliseconds(wait_milliseconds);
    const std::size_t before = unread_.size();
    while (unread_.size() == before) {
        if (!is_open() || std::chrono::steady_clock::now() > deadline) return false;
        bool ended = false;
        Bytes octets = socket_.read(100, ended);
        if (session_) {
            session_->receive(octets);
            if (ended) session_->connection_ended();
            socket_.write(session_->take_output());
            octets = session_->take_plaintext();
        }
        unread_.append(octets.begin(), octets.end());
        if (ended && unread_.size() == before) return false;
    }
    return true;
}

std::optional<std::string> SmtpWire::read_line() {
    std::size_t end = unread_.find('\n');
    while (end == std::string::npos) {
        if (unread_.size() > max_message_octets || !fill()) return std::nullopt;
        end = unread_.find('\n');
    }
    std::string line = unread_.substr(0, end);
    unread_.erase(0, end + 1);
    if (!line.empty() && line.back() == '\r') line.pop_back();
    return line;
}

std::optional<std::string> SmtpWire::read_reply() {
    while (auto line = read_line())
        if (line->size() < 4 || (*line)[3] != '-') return line;
    return std::nullopt;
}

std::optional<std::string> SmtpWire::read_data() {
    std::string message;
    while (auto line = read_line()) {
        if (*line == ".") return message;
        message += line->starts_with('.') ? line->substr(1) : *line;
        message += "\r\n";
        if (message.size() > max_message_octets) return std::nullopt;
    }
    return std::nullopt;
}

void SmtpWire::write(const std::string& text) {
    if (!session_) {
        socket_.write(text);
        return;
    }
    if (session_->state() != SessionState::established) return;
    session_->send(bytes_of(text));
    socket_.write(session_->take_output());
}

bool SmtpWire::secure(Session session) {
    session_.emplace(std::move(session));
    drive_handshake(*session_, socket_);
    const Bytes early = session_->take_plaintext();
    unread_.append(early.begin(), early.end());
    return session_->state() == SessionState::established;
}

void SmtpWire::end() {
    if (session_) {
        session_->close();
        socket_.write(session_->take_output());
    }
    bool ended = false;
    for (int i = 0; i < 20 && !ended; ++i) socket_.read(100, ended);
}

}  // namespace domainsec::test
