// What one session records while the engine runs its handshake (RFC 8446 §4.4, §6; RFC 5246 §7).
#include "tls/session_core.hpp"

#include <botan/bigint.h>
#include <botan/dl_group.h>
#include <botan/exceptn.h>
#include <botan/ocsp.h>
#include <botan/pk_keys.h>
#include <botan/tls_exceptn.h>
#include <botan/tls_extensions.h>
#include <botan/tls_session.h>
#include <botan/x509cert.h>

#include <algorithm>
#include <domainsec/error.hpp>
#include <utility>

#include "tls/alert_words.hpp"
#include "tls/handshake_event.hpp"
#include "tls/handshake_policy.hpp"
#include "tls/parameter_names.hpp"
#include "tls/session_facts_builder.hpp"
#include "tls/ticket_content.hpp"

namespace domainsec::inline v1::detail {
namespace {

using Botan::TLS::Alert;
using Botan::TLS::TLS_Exception;

// Verifying with a larger key would let a stranger buy our time cheaply.
constexpr std::size_t max_rsa_bits = 8192;
constexpr std::size_t max_rsa_exponent_bits = 64;

// About 60 are registered. The engine keeps each as an object until the handshake ends: the 16,000
// that fit into a ClientHello of 64 KiB would be 3 MiB.
constexpr std::size_t max_extensions = 128;

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

bool is_too_costly(const Botan::Public_Key& key) {
    return key.algo_name() == "RSA" && (key.key_length() > max_rsa_bits ||
                                        key.get_int_field("e").bits() > max_rsa_exponent_bits);
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
    else
        fail(SessionFailureReason::protocol_error, alert,
             "The peer broke the protocol: " + words + ".");
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

// A resumption shows no certificate: the ticket says whose it was. Otherwise the engine must have
// handed us what it verified.
void SessionCore::check_proof(const Botan::TLS::Session_Summary& summary) const {
    if (facts_) throw TLS_Exception(Alert::NoRenegotiation, "renegotiation is not offered");
    if (summary.psk_used())
        throw TLS_Exception(Alert::HandshakeFailure, "pre-shared keys are not offered");
    if (!summary.supports_extended_master_secret())
        throw TLS_Exception(Alert::HandshakeFailure, "the extended master secret is missing");
    if (summary.was_resumption()) {
        if (!resumable_ || summary.version().is_pre_tls_13())
            throw TLS_Exception(Alert::HandshakeFailure, "this resumption was not offered");
        return;
    }
    const bool has_certificate = !summary.peer_certs().empty();
    const bool is_client = beginning_.role == Role::client;
    if (has_certificate != chain_received_ || (is_client && !has_certificate))
        throw TLS_Exception(Alert::HandshakeFailure, "the peer's certificate was not verified");
}

// The engine calls this with the peer's Finished verified, and its signature where there is one.
void SessionCore::tls_session_established(const Botan::TLS::Session_Summary& summary) {
    check_proof(summary);
    HandshakeOutcome outcome;
    outcome.proof = proof_of(summary);
    if (outcome.proof.resumed) {
        outcome.chain = std::move(resumable_->chain);
        outcome.staples = std::move(resumable_->staples);
    } else {
        outcome.chain = std::move(chain_);
        outcome.chain_problem = std::move(chain_problem_);
        outcome.staples = std::move(staples_);
    }
    resumable_.reset();
    outcome.server_name = beginning_.role == Role::client
                              ? beginning_.server_name
                              : escaped(summary.server_info().hostname());
    outcome.peer_address = beginning_.peer_address;
    facts_ = SessionFactsBuilder::build(std::move(outcome));
    suite_ = summary.ciphersuite();
}

PeerProof SessionCore::proof_of(const Botan::TLS::Session_Summary& summary) const {
    PeerProof proof;
    proof.resumed = summary.was_resumption();
    proof.proved_at = proof.resumed ? resumable_->proved_at : parts_->options.clock();
    proof.version = summary.version().is_pre_tls_13() ? TlsVersion::tls12 : TlsVersion::tls13;
    proof.cipher = "TLS_" + summary.ciphersuite().to_string();
    proof.group = group_name(group_);
    proof.extended_master_secret = summary.supports_extended_master_secret();
    return proof;
}

void SessionCore::tls_session_activated() {
    facts_shown_ = true;
    state_ = SessionState::established;
}

bool SessionCore::tls_should_persist_resumption_information(const Botan::TLS::Session& session) {
    return !session.version().is_pre_tls_13() && peer_for_ticket().has_value();
}

void SessionCore::refuse_over_limit(const std::string& text) {
    over_limit_ = true;
    throw TLS_Exception(Alert::BadCertificate, text);
}

void SessionCore::tls_examine_extensions(const Botan::TLS::Extensions& extensions,
                                         Botan::TLS::Connection_Side, Botan::TLS::Handshake_Type) {
    if (extensions.size() <= max_extensions) return;
    over_limit_ = true;
    throw TLS_Exception(Alert::HandshakeFailure, "a message has " +
                                                     std::to_string(extensions.size()) +
                                                     " extensions, and at most " +
                                                     std::to_string(max_extensions) + " are taken");
}

// Records, and does not judge: who the peer claims to speak for is not known yet.
void SessionCore::tls_verify_cert_chain(
    const std::vector<Botan::X509_Certificate>& chain,
    const std::vector<std::optional<Botan::OCSP::Response>>& answers,
    const std::vector<Botan::Certificate_Store*>&, Botan::Usage_Type, std::string_view,
    const Botan::TLS::Policy&) {
    const ChainLimits& limits = parts_->options.chain;
    if (chain.size() > limits.max_certificates)
        refuse_over_limit("the chain has " + std::to_string(chain.size()) +
                          " certificates, and at most " + std::to_string(limits.max_certificates) +
                          " are read");
    std::vector<Bytes> encodings;
    encodings.reserve(chain.size());
    std::size_t octets = 0;
    for (const Botan::X509_Certificate& certificate : chain) {
        encodings.push_back(certificate.BER_encode());
        octets += encodings.back().size();
    }
    if (octets > limits.max_octets)
        refuse_over_limit("the chain has " + std::to_string(octets) + " octets, and at most " +
                          std::to_string(limits.max_octets) + " are read");
    for (const std::optional<Botan::OCSP::Response>& answer : answers)
        staples_.push_back(answer ? answer->raw_bits() : Bytes());
    chain_received_ = true;
    if (std::optional<Chain> read = Chain::from_der(encodings, limits, &chain_problem_))
        chain_ = std::move(*read);
    else if (chain_problem_.empty())
        chain_problem_ = "The peer's certificates cannot be read";
}

bool SessionCore::tls_verify_message(const Botan::Public_Key& key, std::string_view padding,
                                     Botan::Signature_Format format,
                                     const std::vector<std::uint8_t>& message,
                                     const std::vector<std::uint8_t>& signature) {
    if (is_too_costly(key))
        refuse_over_limit("the key of the peer's certificate is longer than " +
                          std::to_string(max_rsa_bits) + " bits or has a large exponent");
    return Callbacks::tls_verify_message(key, padding, format, message, signature);
}

Botan::KEM_Encapsulation SessionCore::tls_kem_encapsulate(
    Botan::TLS::Group_Params group, const std::vector<std::uint8_t>& public_key,
    Botan::RandomNumberGenerator& random, const Botan::TLS::Policy& policy) {
    group_ = group.wire_code();
    return Callbacks::tls_kem_encapsulate(group, public_key, random, policy);
}

Botan::secure_vector<std::uint8_t> SessionCore::tls_kem_decapsulate(
    Botan::TLS::Group_Params group, const Botan::Private_Key& key,
    const std::vector<std::uint8_t>& encapsulated, Botan::RandomNumberGenerator& random,
    const Botan::TLS::Policy& policy) {
    group_ = group.wire_code();
    return Callbacks::tls_kem_decapsulate(group, key, encapsulated, random, policy);
}

// TLS 1.2 agrees on its key here; TLS 1.3 comes through the two functions above.
Botan::secure_vector<std::uint8_t> SessionCore::tls_ephemeral_key_agreement(
    const std::variant<Botan::TLS::Group_Params, Botan::DL_Group>& group,
    const Botan::PK_Key_Agreement_Key& key, const std::vector<std::uint8_t>& public_value,
    Botan::RandomNumberGenerator& random, const Botan::TLS::Policy& policy) {
    if (const auto* named = std::get_if<Botan::TLS::Group_Params>(&group))
        group_ = named->wire_code();
    return Callbacks::tls_ephemeral_key_agreement(group, key, public_value, random, policy);
}

std::unique_ptr<RecordReader> SessionCore::make_record_reader() {
    if (state_ != SessionState::established || !suite_ || client_secret_.empty()) return nullptr;
    // A client that was told another limit keeps to it, and the engine sees to it that it does.
    if (parts_->options.record_size_limit != max_record_content_octets) return nullptr;
    return std::make_unique<RecordReader>(*suite_, std::exchange(client_secret_, {}));
}

std::chrono::system_clock::time_point SessionCore::tls_current_timestamp() {
    return parts_->options.clock();
}

void SessionCore::report() const noexcept {
    if (!parts_->options.events) return;
    try {
        HandshakeNotes notes;
        notes.server = beginning_.role == Role::server;
        notes.asked_for_certificate = asks_for_certificate() && has_answered_;
        notes.facts = facts();
        notes.failure = failure_ ? &*failure_ : nullptr;
        notes.peer = beginning_.peer_address;
        notes.server_name = beginning_.server_name;
        notes.partner = beginning_.partner;
        notes.now = parts_->options.clock();
        notes.octets_received = handshake_octets_;
        parts_->options.events->on_event(handshake_event(notes));
    } catch (...) {
        return;  // No memory, or a clock of the caller's that throws: the session goes on.
    }
}

void SessionCore::bind(Bytes binding, std::string application_protocol) {
    bound_ = true;
    SessionFactsBuilder::complete(*facts_, std::move(binding), escaped(application_protocol));
}

// The first of ours that the client offers: which is best is the server's to say (RFC 7301 §3.2).
std::string SessionCore::tls_server_choose_app_protocol(const std::vector<std::string>& offered) {
    for (const std::string& protocol : parts_->options.protocols)
        if (std::find(offered.begin(), offered.end(), protocol) != offered.end()) return protocol;
    return {};
}

std::vector<std::uint8_t> SessionCore::tls_provide_cert_status(
    const std::vector<Botan::X509_Certificate>& chain,
    const Botan::TLS::Certificate_Status_Request&) {
    if (!parts_->options.staple || chain.empty()) return {};
    const Chain* own = parts_->credentials->chain_of(chain.front());
    return own == nullptr ? Bytes() : parts_->options.staple(*own);
}

// What the engine's policy cannot say: a server answers with its own record size limit only where
// the client has one (RFC 8449 §4), and asks for a staple (RFC 8446 §4.4.2.1).
void SessionCore::tls_modify_extensions(Botan::TLS::Extensions& extensions,
                                        Botan::TLS::Connection_Side side,
                                        Botan::TLS::Handshake_Type message) {
    using Botan::TLS::Handshake_Type;
    using Botan::TLS::Record_Size_Limit;
    if (side != Botan::TLS::Connection_Side::Server) return;
    if (message == Handshake_Type::CertificateRequest && parts_->options.request_client_staple)
        extensions.add(std::make_unique<Botan::TLS::Certificate_Status_Request>());
    if (message == Handshake_Type::EncryptedExtensions && extensions.has<Record_Size_Limit>()) {
        extensions.remove_extension(Botan::TLS::Extension_Code::RecordSizeLimit);
        extensions.add(std::make_unique<Record_Size_Limit>(
            record_size_limit_on_wire(parts_->options.record_size_limit)));
    }
}

void SessionCore::tls_ssl_key_log_data(std::string_view label,
                                       std::span<const std::uint8_t> client_random,
                                       std::span<const std::uint8_t> secret) const {
    if (beginning_.role == Role::server && label == "CLIENT_TRAFFIC_SECRET_0")
        client_secret_.assign(secret.begin(), secret.end());
    if (!parts_->options.key_log) return;
    parts_->options.key_log(std::string(label) + ' ' + to_hex(client_random) + ' ' +
                            to_hex(secret));
}

// With the address, for a name may stand for many hosts with different keys for their tickets.
std::string SessionCore::server_key() const {
    if (beginning_.server_name.empty() && beginning_.peer_address.empty()) return {};
    return beginning_.server_name + '\n' + beginning_.peer_address;
}

std::optional<ResumedPeer> SessionCore::peer_for_ticket() const {
    if (!facts_ || (!parts_->sealer && !parts_->client_sessions)) return std::nullopt;
    const bool is_server = beginning_.role == Role::server;
    if (is_server && facts_->proof().resumed) return std::nullopt;
    if (is_server && asks_for_certificate() && facts_->chain().empty()) return std::nullopt;
    std::size_t octets = 0;
    for (const Certificate& certificate : facts_->chain().certificates())
        octets += certificate.der().size();
    for (const Bytes& staple : facts_->staples()) octets += staple.size();
    if (octets > max_ticket_chain_octets) return std::nullopt;
    return ResumedPeer{facts_->chain(), facts_->staples(), facts_->proof().proved_at};
}

}  // namespace domainsec::inline v1::detail
