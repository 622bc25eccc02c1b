// What one session records while the engine runs its handshake. Nothing of it is shown as fact
// before the engine says that the handshake is complete and the peer's signature was verified.
#pragma once

#include <botan/tls_callbacks.h>

#include <domainsec/tls/session.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tls/context_parts.hpp"

namespace domainsec::inline v1::detail {

enum class Role { server, client };

/// The engine's callbacks, and the state behind a Session.
///
/// A TLS 1.3 server may send as soon as it has sent its Finished, before the client has
/// authenticated itself; so the engine's is_active() says nothing here. Only
/// tls_session_established, called with the peer's Finished verified, makes facts, and only
/// tls_session_activated shows them.
class SessionCore final : public Botan::TLS::Callbacks {
  public:
    SessionCore(Role role, std::shared_ptr<const ContextParts> parts, std::string peer_address,
                std::string server_name);

    SessionState state() const noexcept { return state_; }
    bool is_open() const noexcept {
        return state_ == SessionState::handshaking || state_ == SessionState::established;
    }
    const SessionFacts* facts() const noexcept {
        return facts_shown_ && facts_ ? &*facts_ : nullptr;
    }
    const std::optional<SessionFailure>& failure() const noexcept { return failure_; }

    Bytes take_output() noexcept { return std::exchange(output_, {}); }
    Bytes take_plaintext() noexcept { return std::exchange(plaintext_, {}); }

    /// How many more octets the peer may send before the handshake is complete.
    std::size_t handshake_room() const noexcept;
    void count_handshake(std::size_t octets) noexcept { handshake_octets_ += octets; }

    /// Only the first failure counts.
    void fail(SessionFailureReason reason, std::string alert, std::string text);
    /// The same for what the engine threw.
    void fail(const std::exception& thrown);
    /// When there is no memory to say more.
    void fail_silently() noexcept;
    void mark_closed() noexcept { state_ = SessionState::closed; }

    void tls_emit_data(std::span<const std::uint8_t> data) override;
    void tls_record_received(std::uint64_t number, std::span<const std::uint8_t> data) override;
    void tls_alert(Botan::TLS::Alert alert) override;
    bool tls_peer_closed_connection() override;
    void tls_session_established(const Botan::TLS::Session_Summary& summary) override;
    void tls_session_activated() override;
    bool tls_should_persist_resumption_information(const Botan::TLS::Session& session) override;
    void tls_verify_cert_chain(
        const std::vector<Botan::X509_Certificate>& chain,
        const std::vector<std::optional<Botan::OCSP::Response>>& ocsp_responses,
        const std::vector<Botan::Certificate_Store*>& trusted_roots, Botan::Usage_Type usage,
        std::string_view host_name, const Botan::TLS::Policy& policy) override;
    bool tls_verify_message(const Botan::Public_Key& key, std::string_view padding,
                            Botan::Signature_Format format,
                            const std::vector<std::uint8_t>& message,
                            const std::vector<std::uint8_t>& signature) override;
    Botan::KEM_Encapsulation tls_kem_encapsulate(Botan::TLS::Group_Params group,
                                                 const std::vector<std::uint8_t>& public_key,
                                                 Botan::RandomNumberGenerator& random,
                                                 const Botan::TLS::Policy& policy) override;
    Botan::secure_vector<std::uint8_t> tls_kem_decapsulate(
        Botan::TLS::Group_Params group, const Botan::Private_Key& key,
        const std::vector<std::uint8_t>& encapsulated, Botan::RandomNumberGenerator& random,
        const Botan::TLS::Policy& policy) override;
    Botan::secure_vector<std::uint8_t> tls_ephemeral_key_agreement(
        const std::variant<Botan::TLS::Group_Params, Botan::DL_Group>& group,
        const Botan::PK_Key_Agreement_Key& key, const std::vector<std::uint8_t>& public_value,
        Botan::RandomNumberGenerator& random, const Botan::TLS::Policy& policy) override;
    std::chrono::system_clock::time_point tls_current_timestamp() override;

  private:
    [[noreturn]] void refuse_over_limit(const std::string& text);
    PeerProof proof_of(const Botan::TLS::Session_Summary& summary) const;

    Role role_;
    SessionState state_ = SessionState::handshaking;
    bool facts_shown_ = false;
    bool chain_received_ = false;
    bool over_limit_ = false;
    std::uint16_t group_ = 0;
    std::size_t handshake_octets_ = 0;
    std::shared_ptr<const ContextParts> parts_;
    std::string peer_address_;
    std::string server_name_;
    Chain chain_;
    std::string chain_problem_;
    std::optional<SessionFacts> facts_;
    std::optional<SessionFailure> failure_;
    Bytes output_;
    Bytes plaintext_;
};

}  // namespace domainsec::inline v1::detail
