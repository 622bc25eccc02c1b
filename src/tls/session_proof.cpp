// What the engine hands over of the peer in a handshake, and when it becomes fact (RFC 8446 §4.4;
// RFC 5246 §7.4).
#include <botan/bigint.h>
#include <botan/dl_group.h>
#include <botan/ocsp.h>
#include <botan/pk_keys.h>
#include <botan/tls_exceptn.h>
#include <botan/tls_extensions.h>
#include <botan/tls_session.h>
#include <botan/x509cert.h>

#include <domainsec/error.hpp>
#include <utility>

#include "tls/parameter_names.hpp"
#include "tls/session_core.hpp"
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

bool is_too_costly(const Botan::Public_Key& key) {
    return key.algo_name() == "RSA" && (key.key_length() > max_rsa_bits ||
                                        key.get_int_field("e").bits() > max_rsa_exponent_bits);
}

}  // namespace

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
    return parts_->known_keys->verify(key, padding, format, message, signature);
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

std::optional<ResumedPeer> SessionCore::peer_for_ticket() const {
    if (!facts_ || (!parts_->sealer && !parts_->client_sessions)) return std::nullopt;
    const bool is_server = beginning_.role == Role::server;
    if (is_server && facts_->proof().resumed) return std::nullopt;
    const bool expects_chain = !is_server || asks_for_certificate();
    if (expects_chain && facts_->chain().empty()) return std::nullopt;
    std::size_t octets = 0;
    for (const Certificate& certificate : facts_->chain().certificates())
        octets += certificate.der().size();
    for (const Bytes& staple : facts_->staples()) octets += staple.size();
    if (octets > max_ticket_chain_octets) return std::nullopt;
    return ResumedPeer{facts_->chain(), facts_->staples(), facts_->proof().proved_at};
}

}  // namespace domainsec::inline v1::detail
