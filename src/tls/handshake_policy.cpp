// What is offered and accepted in a handshake (RFC 9325, RFC 7627).
#include "tls/handshake_policy.hpp"

namespace domainsec::inline v1::detail {
namespace {

using Botan::TLS::Group_Params;
using Botan::TLS::Protocol_Version;

// What surrounds each certificate in the message (RFC 8446 §4.4.2), with room for extensions that
// we did not ask for and the engine will refuse.
constexpr std::size_t octets_around_certificate = 16;

}  // namespace

HandshakePolicy::HandshakePolicy(const TlsOptions& options, Role role, bool request_certificate)
    : allow_tls12_(options.allow_tls12),
      hybrid_first_(options.hybrid_first),
      request_certificate_(request_certificate),
      request_staple_(options.request_staple),
      key_log_(role == Role::server || options.key_log),
      gives_tickets_(options.resumption.keys != nullptr),
      ticket_lifetime_(options.resumption.lifetime),
      max_message_octets_(options.max_handshake_octets),
      max_chain_octets_(options.chain.max_octets +
                        octets_around_certificate * options.chain.max_certificates),
      tls13_suites_(Policy::ciphersuite_list(Protocol_Version::TLS_V13)),
      schemes_(Policy::allowed_signature_schemes()) {
    // A server with a limit of its own would end the handshake with whoever has none.
    if (role == Role::client)
        record_size_limit_ = record_size_limit_on_wire(options.record_size_limit);
    if (allow_tls12_) tls12_suites_ = Policy::ciphersuite_list(Protocol_Version::TLS_V12);
}

std::vector<std::string> HandshakePolicy::allowed_ciphers() const {
    return {"AES-256/GCM", "AES-128/GCM", "ChaCha20Poly1305"};
}

std::vector<std::string> HandshakePolicy::allowed_macs() const {
    return {"AEAD"};
}

std::vector<std::string> HandshakePolicy::allowed_key_exchange_methods() const {
    return {"ECDH"};
}

// Ed25519 is left out on purpose: hardly any mail server could use it (docs/decisions.md).
std::vector<std::string> HandshakePolicy::allowed_signature_methods() const {
    return {"ECDSA", "RSA"};
}

std::vector<std::string> HandshakePolicy::allowed_signature_hashes() const {
    return {"SHA-256", "SHA-384", "SHA-512"};
}

std::vector<Botan::TLS::Signature_Scheme> HandshakePolicy::allowed_signature_schemes() const {
    return schemes_;
}

std::vector<std::uint16_t> HandshakePolicy::ciphersuite_list(Protocol_Version version) const {
    return version.is_pre_tls_13() ? tls12_suites_ : tls13_suites_;
}

std::vector<Group_Params> HandshakePolicy::key_exchange_groups() const {
    std::vector<Group_Params> groups{Group_Params::X25519, Group_Params::SECP256R1,
                                     Group_Params::SECP384R1};
    if (hybrid_first_) groups.insert(groups.begin(), Group_Params::HYBRID_X25519_ML_KEM_768);
    return groups;
}

// A share of X25519 as well: who has no hybrid then needs no second round trip.
std::vector<Group_Params> HandshakePolicy::key_exchange_groups_to_offer() const {
    if (!hybrid_first_) return {Group_Params::X25519};
    return {Group_Params::HYBRID_X25519_ML_KEM_768, Group_Params::X25519};
}

std::uint16_t record_size_limit_on_wire(std::size_t plaintext_octets) noexcept {
    return static_cast<std::uint16_t>(plaintext_octets + 1);
}

bool is_size_complaint(std::string_view words) noexcept {
    return words.find("policy maximum is") != std::string_view::npos ||
           words.find("exceeds policy specified maximum size") != std::string_view::npos;
}

}  // namespace domainsec::inline v1::detail
