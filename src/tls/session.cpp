// One TLS session without a socket (RFC 8446, RFC 5246; channel binding RFC 9266).
#include <domainsec/error.hpp>
#include <domainsec/tls/session.hpp>
#include <utility>

#include "tls/session_impl.hpp"

namespace domainsec::inline v1 {
std::string_view to_string(SessionState state) noexcept {
    switch (state) {
        case SessionState::handshaking:
            return "handshaking";
        case SessionState::established:
            return "established";
        case SessionState::closed:
            return "closed";
        case SessionState::failed:
            return "failed";
    }
    return "failed";
}

std::string_view to_string(SessionFailureReason reason) noexcept {
    switch (reason) {
        case SessionFailureReason::plaintext_injected:
            return "plaintext_injected";
        case SessionFailureReason::handshake_failed:
            return "handshake_failed";
        case SessionFailureReason::peer_alert:
            return "peer_alert";
        case SessionFailureReason::peer_rejected_certificate:
            return "peer_rejected_certificate";
        case SessionFailureReason::limit_exceeded:
            return "limit_exceeded";
        case SessionFailureReason::abandoned:
            return "abandoned";
        case SessionFailureReason::truncated:
            return "truncated";
        case SessionFailureReason::protocol_error:
            return "protocol_error";
    }
    return "protocol_error";
}

Session::Session(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;
Session::~Session() = default;

void Session::receive(ByteView wire) {
    impl_->receive(wire);
}

void Session::connection_ended() {
    impl_->connection_ended();
}

Bytes Session::take_output() {
    return impl_->take_output();
}

std::size_t Session::pending_output() const noexcept {
    return impl_->core->pending_output();
}

Bytes Session::take_plaintext() {
    return impl_->core->take_plaintext();
}

void Session::send(ByteView plaintext) {
    impl_->send(plaintext);
}

bool Session::can_send() const noexcept {
    return impl_->core->state() == SessionState::established && impl_->core->has_output_room();
}

void Session::close() {
    impl_->close();
}

bool Session::peer_closed() const noexcept {
    return impl_->core->peer_closed();
}

SessionState Session::state() const noexcept {
    return impl_->core->state();
}

const SessionFacts* Session::facts() const noexcept {
    return impl_->core->facts();
}

const std::optional<SessionFailure>& Session::failure() const noexcept {
    return impl_->core->failure();
}

Bytes Session::exporter() const {
    if (facts() == nullptr || facts()->binding().empty() || failure())
        throw Error(errc::invalid_state, "There is nothing to export: the session is " +
                                             std::string(to_string(state())));
    return facts()->binding();
}

}  // namespace domainsec::inline v1
