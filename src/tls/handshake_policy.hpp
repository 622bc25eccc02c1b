// What is offered and accepted in a handshake: TLS 1.3, and TLS 1.2 with ECDHE, AEAD and extended
// master secret (RFC 9325, RFC 7627).
#pragma once

#include <botan/tls_policy.h>
#include <botan/tls_signature_scheme.h>

#include <chrono>
#include <cstdint>
#include <domainsec/tls/contexts.hpp>
#include <optional>
#include <vector>

namespace domainsec::inline v1::detail {

enum class Role { server, client };

/// Immutable; shared by all sessions of a context. The lists are worked out once, for the engine
/// asks for them several times in each handshake.
class HandshakePolicy final : public Botan::TLS::Policy {
  public:
    HandshakePolicy(const TlsOptions& options, Role role, bool request_certificate);

    std::vector<std::string> allowed_ciphers() const override;
    std::vector<std::string> allowed_macs() const override;
    std::vector<std::string> allowed_key_exchange_methods() const override;
    std::vector<std::string> allowed_signature_methods() const override;
    std::vector<std::string> allowed_signature_hashes() const override;
    std::vector<Botan::TLS::Signature_Scheme> allowed_signature_schemes() const override;
    std::vector<std::uint16_t> ciphersuite_list(
        Botan::TLS::Protocol_Version version) const override;

    std::vector<Botan::TLS::Group_Params> key_exchange_groups() const override;
    std::vector<Botan::TLS::Group_Params> key_exchange_groups_to_offer() const override;

    bool allow_tls12() const override { return allow_tls12_; }
    bool allow_tls13() const override { return true; }
    bool allow_dtls12() const override { return false; }
    bool require_extended_master_secret() const override { return true; }
    bool include_time_in_hello_random() const override { return false; }

    bool allow_insecure_renegotiation() const override { return false; }
    bool allow_client_initiated_renegotiation() const override { return false; }
    bool allow_server_initiated_renegotiation() const override { return false; }
    bool abort_connection_on_undesired_renegotiation() const override { return true; }

    bool request_client_certificate_authentication() const override { return request_certificate_; }
    bool require_client_certificate_authentication() const override { return false; }
    bool support_cert_status_message() const override { return request_staple_; }
    bool require_cert_revocation_info() const override { return false; }
    /// A server learns by this way too what its clients' records are protected with.
    bool allow_ssl_key_log_file() const override { return key_log_; }
    std::optional<std::uint16_t> record_size_limit() const override { return record_size_limit_; }

    std::chrono::seconds session_ticket_lifetime() const override { return ticket_lifetime_; }
    /// A server gives no new ticket on a resumption, and who speaks with whom shows in the
    /// addresses of mail servers anyway (RFC 8446 §C.4).
    bool reuse_session_tickets() const override { return true; }
    std::size_t maximum_session_tickets_per_client_hello() const override { return 1; }
    std::size_t new_session_tickets_upon_handshake_success() const override {
        return gives_tickets_ ? 1 : 0;
    }

    std::size_t maximum_handshake_message_size() const override { return max_message_octets_; }
    std::size_t maximum_certificate_chain_size() const override { return max_chain_octets_; }

  private:
    bool allow_tls12_;
    bool hybrid_first_;
    bool request_certificate_;
    bool request_staple_;
    bool key_log_;
    bool gives_tickets_;
    std::optional<std::uint16_t> record_size_limit_;  ///< A client's.
    std::chrono::seconds ticket_lifetime_;
    std::size_t max_message_octets_;
    std::size_t max_chain_octets_;
    std::vector<std::uint16_t> tls12_suites_;
    std::vector<std::uint16_t> tls13_suites_;
    std::vector<Botan::TLS::Signature_Scheme> schemes_;
};

/// With the octet that tells the type of the content (RFC 8449 §4).
std::uint16_t record_size_limit_on_wire(std::size_t plaintext_octets) noexcept;

/// Whether this is the engine's complaint about one of the two limits above. It gives no other sign
/// of them than its words.
bool is_size_complaint(std::string_view words) noexcept;

}  // namespace domainsec::inline v1::detail
