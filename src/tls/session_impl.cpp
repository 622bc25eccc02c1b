// Carries octets between the caller and the engine, and ends what must not go on (RFC 8446, RFC
// 5246; channel binding RFC 9266).
#include "tls/session_impl.hpp"

#include <algorithm>
#include <domainsec/error.hpp>
#include <utility>

namespace domainsec::inline v1 {
namespace {

constexpr std::size_t binding_octets = 32;

}  // namespace

Session::Impl::~Impl() {
    if (core->state() != SessionState::handshaking) return;
    end(SessionFailureReason::abandoned,
        "The session was given up before the handshake was complete.");
    settle();
}

// Many sessions may end at once because memory is short.
void Session::Impl::end(SessionFailureReason reason, const char* text) noexcept {
    try {
        core->fail(reason, {}, text);
    } catch (...) {
        core->fail_silently();
    }
}

void Session::Impl::refuse(std::string text) {
    core->fail(SessionFailureReason::plaintext_injected, {}, std::move(text));
    settle();
}

// The part of the input that may go to the engine now: in a server's handshake record by
// record, so that it keeps nothing of what follows. Empty when the peer has said too much.
ByteView Session::Impl::allowed_part(ByteView wire) {
    if (core->state() != SessionState::handshaking) return wire;
    ByteView piece = wire.first(std::min(core->handshake_room(), wire.size()));
    if (core->beginning().role == detail::Role::server) piece = cutter_.next(piece);
    core->count_handshake(piece.size());
    return piece;
}

void Session::Impl::feed(ByteView piece) {
    if (piece.empty()) {
        channel->send_fatal_alert(Botan::TLS::Alert::HandshakeFailure);
        core->fail(SessionFailureReason::limit_exceeded, "handshake_failure",
                   "The peer sent more than the handshake may take.");
        return;
    }
    const std::size_t output_before = core->pending_output();
    try {
        give(piece);
    } catch (const std::exception& thrown) {
        core->fail(thrown);
    }
    complete_facts();
    count_answers(output_before);
}

void Session::Impl::give(ByteView piece) {
    if (reader) return reader->receive(piece, *core, *channel);
    channel->received_data(piece);
    if (cutter_.is_at_end()) reader = core->make_record_reader();
}

// After our own close_notify only the peer's is of interest, and nothing that it does wrong.
void Session::Impl::search_for_close(ByteView wire) {
    try {
        give(wire);
    } catch (const std::exception&) {
        channel.reset();
        return;
    }
    if (core->peer_closed()) channel.reset();
}

// Taken where the engine has all of it, for the facts outlive the engine.
void Session::Impl::complete_facts() {
    if (!core->lacks_binding()) return;
    Bytes binding;
    try {
        const auto key =
            channel->key_material_export("EXPORTER-Channel-Binding", "", binding_octets);
        binding.assign(key.begin(), key.end());
    } catch (const std::exception&) {
        binding.clear();  // The session failed in the octets behind the handshake.
    }
    core->bind(std::move(binding), channel->application_protocol());
}

// A peer may ask for answers without ever reading them.
void Session::Impl::count_answers(std::size_t output_before) {
    answers_ += core->pending_output() - output_before;
    if (core->state() != SessionState::established || answers_ <= core->max_output()) return;
    channel->send_fatal_alert(Botan::TLS::Alert::InternalError);
    core->fail(SessionFailureReason::limit_exceeded, "internal_error",
               "The peer makes us answer and does not read the answers.");
}

void Session::Impl::receive(ByteView wire) noexcept {
    try {
        while (!wire.empty() && core->is_open()) {
            const ByteView piece = allowed_part(wire);
            feed(piece);
            wire = wire.subspan(piece.size());
        }
        if (!wire.empty() && channel && core->state() == SessionState::closed)
            search_for_close(wire);
    } catch (...) {
        core->fail_silently();
    }
    settle();
}

void Session::Impl::connection_ended() noexcept {
    if (core->state() == SessionState::handshaking)
        end(SessionFailureReason::abandoned,
            "The connection ended before the handshake was complete.");
    else if (core->state() == SessionState::established)
        end(SessionFailureReason::truncated,
            "The connection ended without close_notify: what came last may be incomplete.");
    channel.reset();
    settle();
}

void Session::Impl::send(ByteView plaintext) {
    if (core->state() != SessionState::established)
        throw Error(errc::invalid_state,
                    "Nothing can be sent: the session is " + std::string(to_string(core->state())));
    if (!core->has_output_room())
        throw Error(errc::invalid_state, "Nothing can be sent while " +
                                             std::to_string(core->pending_output()) +
                                             " octets wait: send what take_output() gives first");
    if (plaintext.empty()) return;
    try {
        if (reader) reader->answer(*channel);
        channel->send(plaintext);
    } catch (const std::exception& thrown) {
        // A record that was begun has used up its number: what followed would not authenticate.
        core->fail(thrown);
        settle();
        throw Error(errc::invalid_state,
                    std::string("The engine did not encrypt: ") + escaped(thrown.what()));
    }
}

void Session::Impl::close() noexcept {
    if (!core->is_open()) return;
    try {
        channel->close();
    } catch (...) {
        channel.reset();  // Nothing more can be said to the peer.
    }
    if (core->state() == SessionState::handshaking)
        end(SessionFailureReason::abandoned,
            "The session was closed before the handshake was complete.");
    else
        core->mark_closed();
    settle();
}

Bytes Session::Impl::take_output() noexcept {
    answers_ = 0;
    return core->take_output();
}

// What follows from the state once no engine code is running.
void Session::Impl::settle() noexcept {
    const SessionState state = core->state();
    if (state == SessionState::failed || (state == SessionState::closed && core->peer_closed()))
        channel.reset();
    if (!channel) reader.reset();
    if (reported_ || state == SessionState::handshaking) return;
    reported_ = true;
    core->report();
}

}  // namespace domainsec::inline v1
