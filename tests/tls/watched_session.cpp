// A session of ours under watch.
#include "watched_session.hpp"

#include <algorithm>
#include <exception>

namespace domainsec::test {
namespace {

/// An alert in clear text, or encrypted: TLS 1.3 hides the type, but not two octets, their type and
/// the tag. (No end here sends two octets of plaintext.)
bool is_alert(const Bytes& record) {
    constexpr std::size_t hidden_alert = 5 + 2 + 1 + 16;
    return record[0] == 21 || (record[0] == 23 && record.size() == hidden_alert);
}

/// Handshake, answer and what the tests send: far more than either end needs.
constexpr std::size_t most_output = 256 * 1024;

}  // namespace

void EngineEnd::send(ByteView plaintext) {
    said_.insert(said_.end(), plaintext.begin(), plaintext.end());
    try {
        peer_.channel().send(plaintext);
    } catch (const std::exception&) {
        // It has given up; whatever was said does not arrive.
    }
}

void EngineEnd::close() {
    try {
        peer_.channel().close();
    } catch (const std::exception&) {
        // As above.
    }
}

WatchedSession::WatchedSession(Session session, const Chain* true_chain)
    : session_(std::move(session)), true_chain_(true_chain) {}

void WatchedSession::require(bool promise, std::string_view otherwise) {
    if (!promise && violation_.empty()) violation_ = otherwise;
}

void WatchedSession::receive(ByteView wire) {
    try {
        session_.receive(wire);
    } catch (const std::exception& thrown) {
        require(false, std::string("receive() threw: ") + thrown.what());
    }
    check();
}

Bytes WatchedSession::take_output() {
    Bytes output = session_.take_output();
    output_octets_ += output.size();
    for (const Bytes& record : records_of(output))
        if (is_alert(record)) ++alerts_;
    require(alerts_ <= 1, "more than one alert was sent");
    require(output_octets_ <= most_output, "output without bounds");
    return output;
}

void WatchedSession::send(ByteView plaintext) {
    if (!is_established()) return;
    said_.insert(said_.end(), plaintext.begin(), plaintext.end());
    session_.send(plaintext);
    check();
}

void WatchedSession::close() {
    if (!is_established()) return;
    closed_here_ = true;
    session_.close();
    check();
}

void WatchedSession::check() {
    require(session_.state() >= last_state_, "the state went back");
    require(last_state_ < SessionState::closed || session_.state() == last_state_,
            "a verdict was changed");
    last_state_ = session_.state();
    was_established_ = was_established_ || is_established();
    check_facts();
    check_plaintext();
    check_verdict();
}

void WatchedSession::check_facts() {
    const SessionFacts* facts = session_.facts();
    if (facts == nullptr) {
        require(!was_established_, "no facts although the handshake was complete");
        return;
    }
    require(was_established_ || last_state_ >= SessionState::closed, "facts before the proof");
    if (true_chain_ == nullptr)
        require(facts->chain().empty(), "a chain although the peer has none");
    else
        require(facts->chain().certificates() == true_chain_->certificates(),
                "a chain that is not the peer's");
    require(!facts->proof().resumed && facts->is_strong(), "a weak proof");
}

void WatchedSession::check_plaintext() {
    const Bytes more = session_.take_plaintext();
    require(more.empty() || session_.facts() != nullptr, "plaintext before the proof");
    heard_.insert(heard_.end(), more.begin(), more.end());
    const Bytes& said = peer_->said();
    require(heard_.size() <= said.size() && std::equal(heard_.begin(), heard_.end(), said.begin()),
            "plaintext that the peer did not send");
    if (last_state_ == SessionState::closed && !closed_here_)
        require(heard_ == said, "closed by the peer, but something is missing");
}

void WatchedSession::check_verdict() {
    const bool failed = last_state_ == SessionState::failed;
    require(failed == session_.failure().has_value(), "failed without a reason");
    if (failed) require(!session_.failure()->text.empty(), "a reason without words");
}

void WatchedSession::end() {
    take_output();
    session_.connection_ended();
    check();
    require(last_state_ == SessionState::closed || last_state_ == SessionState::failed,
            "no verdict at the end");
    const std::string reason = session_.failure() ? session_.failure()->text : std::string();
    receive(Bytes{22, 3, 3, 0, 4, 1, 0, 0, 0});
    receive(bytes_of("MAIL FROM:<mallory@fabrikam.example>\r\n"));
    session_.close();
    check();
    require(session_.take_output().empty(), "output after the end");
    require(!session_.failure() || session_.failure()->text == reason, "the reason was changed");
}

}  // namespace domainsec::test
