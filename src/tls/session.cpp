// One TLS session without a socket (RFC 8446, RFC 5246; channel binding RFC 9266).
#include <algorithm>
#include <domainsec/error.hpp>
#include <domainsec/tls/session.hpp>
#include <utility>

#include "tls/session_impl.hpp"

namespace domainsec::inline v1 {
namespace {

constexpr std::size_t binding_octets = 32;

}  // namespace

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
        case SessionFailureReason::truncated:
            return "truncated";
        case SessionFailureReason::protocol_error:
            return "protocol_error";
    }
    return "protocol_error";
}

// The part of the input that may go to the engine now; empty when the peer has said too much.
ByteView Session::Impl::allowed_part(ByteView wire) {
    if (core->state() != SessionState::handshaking) return wire;
    const std::size_t octets = std::min(core->handshake_room(), wire.size());
    core->count_handshake(octets);
    return wire.first(octets);
}

void Session::Impl::feed(ByteView piece) {
    if (piece.empty()) {
        channel->send_fatal_alert(Botan::TLS::Alert::HandshakeFailure);
        core->fail(SessionFailureReason::limit_exceeded, "handshake_failure",
                   "The peer sent more than the handshake may take.");
        return;
    }
    try {
        channel->received_data(piece);
    } catch (const std::exception& thrown) {
        core->fail(thrown);
    }
}

void Session::Impl::receive(ByteView wire) noexcept {
    try {
        while (!wire.empty() && core->is_open()) {
            const ByteView piece = allowed_part(wire);
            feed(piece);
            wire = wire.subspan(piece.size());
        }
    } catch (...) {
        core->fail_silently();
    }
    if (core->state() == SessionState::failed) channel.reset();
}

Session::Session(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;
Session::~Session() = default;

void Session::receive(ByteView wire) {
    impl_->receive(wire);
}

void Session::connection_ended() {
    if (!impl_->core->is_open()) return;
    const bool complete = impl_->core->state() == SessionState::established;
    impl_->core->fail(SessionFailureReason::truncated, {},
                      complete ? "The connection ended without close_notify: what came last may "
                                 "be incomplete."
                               : "The connection ended before the handshake was complete.");
    impl_->channel.reset();
}

Bytes Session::take_output() {
    return impl_->core->take_output();
}

Bytes Session::take_plaintext() {
    return impl_->core->take_plaintext();
}

void Session::send(ByteView plaintext) {
    if (state() != SessionState::established)
        throw Error(errc::invalid_state,
                    "Nothing can be sent: the session is " + std::string(to_string(state())));
    if (plaintext.empty()) return;
    try {
        impl_->channel->send(plaintext);
    } catch (const std::exception& thrown) {
        throw Error(errc::invalid_state,
                    std::string("The engine did not encrypt: ") + escaped(thrown.what()));
    }
}

void Session::close() {
    if (!impl_->core->is_open()) return;
    try {
        impl_->channel->close();
    } catch (const std::exception& thrown) {
        impl_->core->fail(thrown);
        return;
    }
    impl_->core->mark_closed();
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
    if (facts() == nullptr || !impl_->channel)
        throw Error(errc::invalid_state, "There is nothing to export: the session is " +
                                             std::string(to_string(state())));
    try {
        const auto key =
            impl_->channel->key_material_export("EXPORTER-Channel-Binding", "", binding_octets);
        return {key.begin(), key.end()};
    } catch (const std::exception& thrown) {
        throw Error(errc::invalid_state,
                    std::string("The engine does not export: ") + escaped(thrown.what()));
    }
}

}  // namespace domainsec::inline v1
