// What one session records while the engine runs its handshake (RFC 8446 §4.4, §6; RFC 5246 §7).
#include "tls/session_core.hpp"

#include <botan/bigint.h>
#include <botan/dl_group.h>
#include <botan/exceptn.h>
#include <botan/pk_keys.h>
#include <botan/tls_exceptn.h>
#include <botan/tls_session.h>
#include <botan/x509cert.h>

#include <domainsec/error.hpp>
#include <utility>

#include "tls/handshake_policy.hpp"
#include "tls/parameter_names.hpp"
#include "tls/session_facts_builder.hpp"

namespace domainsec::inline v1::detail {
namespace {

using Botan::TLS::Alert;
using Botan::TLS::TLS_Exception;

// Verifying with a larger key would let a stranger buy our time cheaply.
constexpr std::size_t max_rsa_bits = 8192;
constexpr std::size_t max_rsa_exponent_bits = 64;

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

SessionCore::SessionCore(Role role, std::shared_ptr<const ContextParts> parts,
                         std::string peer_address, std::string server_name)
    : role_(role),
      parts_(std::move(parts)),
      peer_address_(std::move(peer_address)),
      server_name_(std::move(server_name)) {}

std::size_t SessionCore::handshake_room() const noexcept {
    const std::size_t most = parts_->options.max_handshake_octets;
    return handshake_octets_ < most ? most - handshake_octets_ : 0;
}

void SessionCore::fail(SessionFailureReason reason, std::string alert, std::string text) {
    if (failure_) return;
    failure_ = SessionFailure{reason, std::move(alert), std::move(text)};
    state_ = SessionState::failed;
}

void SessionCore::fail(const std::exception& thrown) {
    const std::string words = escaped(thrown.what());
    const std::string alert = alert_for(thrown).type_string();
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
    append(output_, data);
}

void SessionCore::tls_record_received(std::uint64_t, std::span<const std::uint8_t> data) {
    if (state_ != SessionState::established)
        throw TLS_Exception(Alert::UnexpectedMessage,
                            "application data outside of the completed session");
    append(plaintext_, data);
}

void SessionCore::tls_alert(Alert alert) {
    if (!alert.is_fatal()) return;
    const bool complete = state_ != SessionState::handshaking;
    const std::string name = alert.type_string();
    if (is_about_certificate(alert.type()))
        fail(SessionFailureReason::peer_rejected_certificate, name,
             std::string("The peer refused our certificate, or wants one") +
                 (complete ? ", after the handshake" : "") + ": it sent the alert " + name + ".");
    else
        fail(SessionFailureReason::peer_alert, name,
             std::string("The peer ended the ") + (complete ? "session" : "handshake") +
                 " with the alert " + name + ".");
}

bool SessionCore::tls_peer_closed_connection() {
    if (state_ == SessionState::handshaking)
        fail(SessionFailureReason::handshake_failed, "close_notify",
             "The peer closed the session before the handshake was complete.");
    else if (state_ == SessionState::established)
        state_ = SessionState::closed;
    return true;
}

// The engine calls this with the peer's Finished verified, and its signature where there is one.
void SessionCore::tls_session_established(const Botan::TLS::Session_Summary& summary) {
    if (facts_) throw TLS_Exception(Alert::NoRenegotiation, "renegotiation is not offered");
    if (summary.was_resumption() || summary.psk_used())
        throw TLS_Exception(Alert::HandshakeFailure, "resumption is not offered");
    if (!summary.supports_extended_master_secret())
        throw TLS_Exception(Alert::HandshakeFailure, "the extended master secret is missing");
    const bool has_certificate = !summary.peer_certs().empty();
    if (has_certificate != chain_received_ || (role_ == Role::client && !has_certificate))
        throw TLS_Exception(Alert::HandshakeFailure, "the peer's certificate was not verified");
    HandshakeOutcome outcome;
    outcome.chain = std::move(chain_);
    outcome.chain_problem = std::move(chain_problem_);
    outcome.proof = proof_of(summary);
    outcome.server_name =
        role_ == Role::client ? std::move(server_name_) : escaped(summary.server_info().hostname());
    outcome.peer_address = std::move(peer_address_);
    facts_ = SessionFactsBuilder::build(std::move(outcome));
}

PeerProof SessionCore::proof_of(const Botan::TLS::Session_Summary& summary) const {
    PeerProof proof;
    proof.proved_at = parts_->options.clock();
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

bool SessionCore::tls_should_persist_resumption_information(const Botan::TLS::Session&) {
    return false;
}

void SessionCore::refuse_over_limit(const std::string& text) {
    over_limit_ = true;
    throw TLS_Exception(Alert::BadCertificate, text);
}

// Records, and does not judge: who the peer claims to speak for is not known yet.
void SessionCore::tls_verify_cert_chain(const std::vector<Botan::X509_Certificate>& chain,
                                        const std::vector<std::optional<Botan::OCSP::Response>>&,
                                        const std::vector<Botan::Certificate_Store*>&,
                                        Botan::Usage_Type, std::string_view,
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

std::chrono::system_clock::time_point SessionCore::tls_current_timestamp() {
    return parts_->options.clock();
}

}  // namespace domainsec::inline v1::detail
