// What one session records while the engine runs its handshake. Nothing of it is shown as fact
// before the engine says that the handshake is complete and the peer's signature was verified.
#pragma once

#include <botan/tls_callbacks.h>
#include <botan/tls_ciphersuite.h>

#include <domainsec/tls/session.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tls/context_parts.hpp"
#include "tls/handshake_policy.hpp"
#include "tls/record_reader.hpp"
#include "tls/resumed_peer.hpp"

namespace domainsec::inline v1::detail {

/// What is known before the first octet.
struct SessionBeginning {
    Role role = Role::server;
    bool asks_for_certificate = false;  ///< A server's question.
    std::string peer_address{};
    std::string server_name{};  ///< What a client asks for.
    std::string partner{};      ///< For events.
};

/// The engine's callbacks, and the state behind a Session.
///
/// A TLS 1.3 server may send as soon as it has sent its Finished, before the client has
/// authenticated itself; so the engine's is_active() says nothing here. Only
/// tls_session_established, called with the peer's Finished verified, makes facts, and only
/// tls_session_activated shows them.
class SessionCore final : public Botan::TLS::Callbacks {
  public:
    SessionCore(SessionBeginning beginning, std::shared_ptr<const ContextParts> parts);

    const ContextParts& parts() const noexcept { return *parts_; }
    const SessionBeginning& beginning() const noexcept { return beginning_; }
    bool asks_for_certificate() const noexcept { return beginning_.asks_for_certificate; }

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
    std::size_t pending_output() const noexcept { return output_.size(); }
    std::size_t max_output() const noexcept { return parts_->options.max_pending_output; }
    bool has_output_room() const noexcept { return output_.size() < max_output(); }
    bool peer_closed() const noexcept { return peer_closed_; }

    /// What a ticket of this session stands for: the peer of a full handshake, where it may be
    /// resumed at all.
    std::optional<ResumedPeer> peer_for_ticket() const;
    /// Who the session belongs to if it turns out to be a resumption: the engine has accepted
    /// nothing yet.
    void offer_resumption(ResumedPeer peer) { resumable_ = std::move(peer); }
    /// Takes it out of a client's memory.
    void forget_ticket();
    /// Names the server that a client speaks with; empty when it cannot be told from others.
    std::string server_key() const;

    /// The facts lack this when the handshake has just been completed.
    bool lacks_binding() const noexcept { return facts() != nullptr && !bound_; }
    void bind(Bytes binding, std::string application_protocol);

    /// What takes the engine's place for the records that follow, where something does: a server's
    /// in TLS 1.3. To be asked when the engine has just been given the last octet of a record.
    std::unique_ptr<RecordReader> make_record_reader();

    /// How many more octets the peer may send before the handshake is complete.
    std::size_t handshake_room() const noexcept;
    void count_handshake(std::size_t octets) noexcept { handshake_octets_ += octets; }

    /// Only the first failure counts.
    void fail(SessionFailureReason reason, std::string alert, std::string text);
    /// The same for what the engine threw.
    void fail(const std::exception& thrown);
    /// Tells the context's sink how the handshake ended.
    void report() const noexcept;
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
    void tls_examine_extensions(const Botan::TLS::Extensions& extensions,
                                Botan::TLS::Connection_Side side,
                                Botan::TLS::Handshake_Type message) override;
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
    std::string tls_server_choose_app_protocol(
        const std::vector<std::string>& client_protocols) override;
    std::vector<std::uint8_t> tls_provide_cert_status(
        const std::vector<Botan::X509_Certificate>& chain,
        const Botan::TLS::Certificate_Status_Request& request) override;
    void tls_modify_extensions(Botan::TLS::Extensions& extensions, Botan::TLS::Connection_Side side,
                               Botan::TLS::Handshake_Type message) override;
    void tls_ssl_key_log_data(std::string_view label, std::span<const std::uint8_t> client_random,
                              std::span<const std::uint8_t> secret) const override;

  private:
    [[noreturn]] void refuse_over_limit(const std::string& text);
    void check_proof(const Botan::TLS::Session_Summary& summary) const;
    PeerProof proof_of(const Botan::TLS::Session_Summary& summary) const;

    std::shared_ptr<const ContextParts> parts_;
    SessionBeginning beginning_;
    SessionState state_ = SessionState::handshaking;
    bool facts_shown_ = false;
    bool bound_ = false;
    bool chain_received_ = false;
    bool over_limit_ = false;
    bool peer_closed_ = false;
    bool has_answered_ = false;
    std::uint16_t group_ = 0;
    std::size_t handshake_octets_ = 0;
    Chain chain_;
    std::string chain_problem_;
    std::vector<Bytes> staples_;
    std::optional<ResumedPeer> resumable_;
    std::optional<SessionFacts> facts_;
    std::optional<SessionFailure> failure_;
    std::optional<Botan::TLS::Ciphersuite> suite_;
    /// The engine hands it out in a function that is const.
    mutable Botan::secure_vector<std::uint8_t> client_secret_;
    Bytes output_;
    Bytes plaintext_;
};

}  // namespace domainsec::inline v1::detail
