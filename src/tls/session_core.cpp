// The state of one session, and how it ends (RFC 8446 §6; RFC 5246 §7.2).
#include "tls/session_core.hpp"

#include <botan/exceptn.h>
#include <botan/tls_exceptn.h>

#include <domainsec/error.hpp>
#include <utility>

#include "telemetry/event_id.hpp"
#include "tls/alert_words.hpp"
#include "tls/handshake_event.hpp"
#include "tls/handshake_policy.hpp"
#include "tls/session_facts_builder.hpp"

namespace domainsec::inline v1::detail {
namespace {

using Botan::TLS::Alert;
using Botan::TLS::TLS_Exception;

bool is_about_certificate(Alert::Type alert) noexcept {
    switch (alert) {
        case Alert::NoCertificate:
        case Alert::BadCertificate:
        case Alert::UnsupportedCertificate:
        case Alert::CertificateRevoked:
        case Alert::CertificateExpired:
        case Alert::CertificateUnknown:
        case Alert::UnknownCA:
        case Alert::AccessDenied:
        case Alert::CertificateUnobtainable:
        case Alert::BadCertificateHashValue:
        case Alert::CertificateRequired:
            return true;
        default:
            return false;
    }
}

// The alert that the engine sends before it throws.
Alert alert_for(const std::exception& thrown) {
    if (const auto* tls = dynamic_cast<const TLS_Exception*>(&thrown)) return {tls->type(), true};
    if (dynamic_cast<const Botan::Invalid_Authentication_Tag*>(&thrown) != nullptr)
        return {Alert::BadRecordMac, true};
    if (dynamic_cast<const Botan::Decoding_Error*>(&thrown) != nullptr)
        return {Alert::DecodeError, true};
    return {Alert::InternalError, true};
}

// A fault here, in memory or in a callback of the caller's: not the peer's doing.
bool is_our_own(const std::exception& thrown) {
    return alert_for(thrown).type() == Alert::InternalError;
}

void append(Bytes& octets, std::span<const std::uint8_t> more) {
    octets.insert(octets.end(), more.begin(), more.end());
}

}  // namespace

SessionCore::SessionCore(SessionBeginning beginning, std::shared_ptr<const ContextParts> parts)
    : parts_(std::move(parts)), beginning_(std::move(beginning)) {}

std::size_t SessionCore::handshake_room() const noexcept {
    const std::size_t most = parts_->options.max_handshake_octets;
    return handshake_octets_ < most ? most - handshake_octets_ : 0;
}

void SessionCore::fail(SessionFailureReason reason, std::string alert, std::string text) {
    // What stands behind close_notify says nothing any more (RFC 5246 §7.2.1).
    if (failure_ || state_ == SessionState::closed) return;
    if (state_ == SessionState::handshaking) forget_ticket();
    failure_ = SessionFailure{reason, std::move(alert), false, std::move(text)};
    state_ = SessionState::failed;
    client_secret_ = {};
}

void SessionCore::fail(const std::exception& thrown) {
    const std::string words = escaped(thrown.what());
    const std::string alert(alert_name(static_cast<int>(alert_for(thrown).type())));
    if (over_limit_ || is_size_complaint(words))
        fail(SessionFailureReason::limit_exceeded, alert, "A limit was passed: " + words + ".");
    else if (state_ == SessionState::handshaking)
        fail(SessionFailureReason::handshake_failed, alert, "The handshake failed: " + words + ".");
    else if (is_our_own(thrown))
        fail(SessionFailureReason::protocol_error, alert, "The session broke off: " + words + ".");
    else
        fail(SessionFailureReason::protocol_error, alert,
             "The peer broke the protocol: " + words + ".");
}

// A ticket that a handshake failed with would be offered again for a day.
void SessionCore::forget_ticket() {
    if (resumable_ && parts_->client_sessions) parts_->client_sessions->remove(server_key());
}

void SessionCore::fail_silently() noexcept {
    if (!failure_) failure_.emplace();
    state_ = SessionState::failed;
}

void SessionCore::tls_emit_data(std::span<const std::uint8_t> data) {
    has_answered_ = true;
    append(output_, data);
}

void SessionCore::tls_record_received(std::uint64_t, std::span<const std::uint8_t> data) {
    if (state_ == SessionState::closed) return;
    if (state_ != SessionState::established)
        throw TLS_Exception(Alert::UnexpectedMessage,
                            "application data outside of the completed session");
    append(plaintext_, data);
}

// A TLS 1.3 server reads a client's certificate after the client has done its part: its refusal
// comes when the session is established already.
void SessionCore::tls_alert(Alert alert) {
    if (!alert.is_fatal() || !is_open()) return;
    const bool complete = state_ == SessionState::established;
    const bool about_certificate = is_about_certificate(alert.type());
    const int code = static_cast<int>(alert.type());
    std::string name(alert_name(code));
    std::string text = about_certificate ? "The peer refused our certificate, or wants one"
                                         : "The peer ended the session";
    text += complete ? ", after the handshake" : ", in the handshake";
    text += ": it sent the alert " + name + ". ";
    text += alert_words(code);
    fail(about_certificate ? SessionFailureReason::peer_rejected_certificate
                           : SessionFailureReason::peer_alert,
         std::move(name), std::move(text));
    failure_->alert_from_peer = true;
}

bool SessionCore::tls_peer_closed_connection() {
    peer_closed_ = true;
    if (state_ == SessionState::handshaking) {
        fail(SessionFailureReason::abandoned, "close_notify",
             "The peer closed the session before the handshake was complete.");
        failure_->alert_from_peer = true;
    } else if (state_ == SessionState::established) {
        state_ = SessionState::closed;
    }
    return true;
}

std::unique_ptr<RecordReader> SessionCore::make_record_reader() {
    if (state_ != SessionState::established || !suite_ || client_secret_.empty()) return nullptr;
    auto secret = std::exchange(client_secret_, {});
    // A client that was told another limit keeps to it, and the engine sees to it that it does.
    if (parts_->options.record_size_limit != max_record_content_octets) return nullptr;
    return std::make_unique<RecordReader>(*suite_, std::move(secret));
}

std::chrono::system_clock::time_point SessionCore::tls_current_timestamp() {
    return parts_->options.clock();
}

void SessionCore::report() const noexcept {
    if (!parts_->options.events) return;
    try {
        HandshakeNotes notes;
        notes.server = beginning_.role == Role::server;
        // Who resumes a session is asked for nothing (RFC 8446 §4.3.2).
        const bool resumes = resumable_ || (facts_ && facts_->proof().resumed);
        notes.asked_for_certificate = asks_for_certificate() && has_answered_ && !resumes;
        notes.facts = facts();
        notes.failure = failure_ ? &*failure_ : nullptr;
        notes.peer = beginning_.peer_address;
        notes.server_name = beginning_.server_name;
        notes.partner = beginning_.partner;
        notes.now = event_time(parts_->options.clock);
        notes.octets_received = handshake_octets_;
        parts_->options.events->on_event(handshake_event(notes));
    } catch (...) {
        return;  // No memory: the session goes on.
    }
}

void SessionCore::bind(Bytes binding, std::string application_protocol) {
    bound_ = true;
    SessionFactsBuilder::complete(*facts_, std::move(binding), escaped(application_protocol));
}

// With the address, for a name may stand for many hosts with different keys for their tickets.
std::string SessionCore::server_key() const {
    if (beginning_.server_name.empty() && beginning_.peer_address.empty()) return {};
    return beginning_.server_name + '\n' + beginning_.peer_address;
}

}  // namespace domainsec::inline v1::detail
