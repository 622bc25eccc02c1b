// A peer that is the bare engine.
#include "engine_peer.hpp"

#include <botan/dl_group.h>
#include <botan/ocsp.h>
#include <botan/system_rng.h>
#include <botan/tls_callbacks.h>
#include <botan/tls_client.h>
#include <botan/tls_exceptn.h>
#include <botan/tls_extensions.h>
#include <botan/tls_policy.h>
#include <botan/tls_server.h>
#include <botan/tls_session.h>
#include <botan/tls_session_manager_memory.h>
#include <botan/tls_session_manager_noop.h>
#include <botan/tls_signature_scheme.h>
#include <botan/x509cert.h>

#include <utility>

#include "tls/own_credentials.hpp"

namespace domainsec::test {
namespace {

class PeerPolicy final : public Botan::TLS::Policy {
  public:
    explicit PeerPolicy(const PeerBehaviour& behaviour) : behaviour_(behaviour) {}

    bool allow_tls12() const override { return true; }
    bool allow_tls13() const override { return !behaviour_.tls12_only; }
    bool allow_dtls12() const override { return false; }
    bool require_extended_master_secret() const override { return false; }
    bool request_client_certificate_authentication() const override {
        return behaviour_.request_certificate;
    }
    bool require_client_certificate_authentication() const override {
        return behaviour_.require_certificate;
    }
    bool allow_client_initiated_renegotiation() const override { return true; }
    bool allow_server_initiated_renegotiation() const override { return true; }
    std::vector<std::string> allowed_signature_methods() const override {
        if (behaviour_.offers_ed25519) return {"Ed25519", "ECDSA", "RSA"};
        return {"ECDSA", "RSA"};
    }
    std::vector<std::string> allowed_signature_hashes() const override {
        std::vector<std::string> hashes = Policy::allowed_signature_hashes();
        if (behaviour_.offers_ed25519) hashes.emplace_back("Pure");
        return hashes;
    }

    std::size_t new_session_tickets_upon_handshake_success() const override {
        return behaviour_.tickets;
    }
    // As often as the peer likes: the limit that is tested is ours.
    std::uint64_t minimum_key_update_interval_ms() const override { return 0; }

  private:
    PeerBehaviour behaviour_;
};

std::shared_ptr<detail::OwnCredentials> own_credentials(const PeerBehaviour& behaviour) {
    std::vector<Identity> identities;
    if (behaviour.identity) identities.push_back(*behaviour.identity);
    return std::make_shared<detail::OwnCredentials>(identities, std::vector<Certificate>());
}

class RawExtension final : public Botan::TLS::Extension {
  public:
    RawExtension(std::uint16_t code, Bytes content) : code_(code), content_(std::move(content)) {}
    Botan::TLS::Extension_Code type() const override {
        return static_cast<Botan::TLS::Extension_Code>(code_);
    }
    std::vector<std::uint8_t> serialize(Botan::TLS::Connection_Side) const override {
        return content_;
    }
    bool empty() const override { return false; }

  private:
    std::uint16_t code_;
    Bytes content_;
};

/// Gives tickets that nobody can use.
class HugeTickets final : public Botan::TLS::Session_Manager {
  public:
    explicit HugeTickets(std::size_t octets)
        : Session_Manager(std::make_shared<Botan::System_RNG>()), octets_(octets) {}
    std::optional<Botan::TLS::Session_Handle> establish(
        const Botan::TLS::Session&, const std::optional<Botan::TLS::Session_ID>&, bool) override {
        return Botan::TLS::Session_Handle(Botan::TLS::Opaque_Session_Handle(Bytes(octets_, 'x')));
    }
    void store(const Botan::TLS::Session&, const Botan::TLS::Session_Handle&) override {}
    std::size_t remove(const Botan::TLS::Session_Handle&) override { return 0; }
    std::size_t remove_all() override { return 0; }

  protected:
    std::optional<Botan::TLS::Session> retrieve_one(const Botan::TLS::Session_Handle&) override {
        return std::nullopt;
    }
    std::vector<Botan::TLS::Session_with_Handle> find_some(const Botan::TLS::Server_Information&,
                                                           std::size_t) override {
        return {};
    }

  private:
    std::size_t octets_;
};

std::shared_ptr<Botan::TLS::Session_Manager> sessions_of(const PeerBehaviour& behaviour) {
    if (behaviour.tickets == 0) return std::make_shared<Botan::TLS::Session_Manager_Noop>();
    if (behaviour.ticket_octets > 0) return std::make_shared<HugeTickets>(behaviour.ticket_octets);
    return std::make_shared<Botan::TLS::Session_Manager_In_Memory>(
        std::make_shared<Botan::System_RNG>());
}

}  // namespace

class EnginePeer::Callbacks final : public Botan::TLS::Callbacks {
  public:
    explicit Callbacks(PeerBehaviour behaviour) : behaviour_(std::move(behaviour)) {}

    Bytes output;
    Bytes plaintext;
    bool established = false;

    void tls_emit_data(std::span<const std::uint8_t> data) override {
        output.insert(output.end(), data.begin(), data.end());
    }
    void tls_record_received(std::uint64_t, std::span<const std::uint8_t> data) override {
        plaintext.insert(plaintext.end(), data.begin(), data.end());
    }
    void tls_alert(Botan::TLS::Alert) override {}
    void tls_session_activated() override { established = true; }
    void tls_verify_cert_chain(const std::vector<Botan::X509_Certificate>&,
                               const std::vector<std::optional<Botan::OCSP::Response>>&,
                               const std::vector<Botan::Certificate_Store*>&, Botan::Usage_Type,
                               std::string_view, const Botan::TLS::Policy&) override {
        if (behaviour_.refuses_certificate_with)
            throw Botan::TLS::TLS_Exception(*behaviour_.refuses_certificate_with, "not you");
    }
    std::vector<std::uint8_t> tls_sign_message(const Botan::Private_Key& key,
                                               Botan::RandomNumberGenerator& random,
                                               std::string_view padding,
                                               Botan::Signature_Format format,
                                               const std::vector<std::uint8_t>& message) override {
        std::vector<std::uint8_t> signed_message = message;
        if (behaviour_.forges_signature) signed_message.push_back(0);
        return Botan::TLS::Callbacks::tls_sign_message(key, random, padding, format,
                                                       signed_message);
    }
    void tls_modify_extensions(Botan::TLS::Extensions& extensions, Botan::TLS::Connection_Side,
                               Botan::TLS::Handshake_Type message) override {
        if (!behaviour_.extended_master_secret)
            extensions.remove_extension(Botan::TLS::Extension_Code::ExtendedMasterSecret);
        if (message != Botan::TLS::Handshake_Type::ClientHello) return;
        for (const auto& [code, content] : behaviour_.raw_extensions) {
            auto raw = std::make_unique<RawExtension>(code, content);
            extensions.remove_extension(raw->type());
            extensions.add(std::move(raw));
        }
    }

  private:
    PeerBehaviour behaviour_;
};

EnginePeer::EnginePeer() = default;
EnginePeer::EnginePeer(EnginePeer&&) noexcept = default;
EnginePeer::~EnginePeer() = default;

EnginePeer EnginePeer::server(const PeerBehaviour& behaviour) {
    EnginePeer peer;
    peer.callbacks_ = std::make_shared<Callbacks>(behaviour);
    peer.channel_ = std::make_unique<Botan::TLS::Server>(
        peer.callbacks_, sessions_of(behaviour), own_credentials(behaviour),
        std::make_shared<PeerPolicy>(behaviour), std::make_shared<Botan::System_RNG>());
    return peer;
}

EnginePeer EnginePeer::client(const PeerBehaviour& behaviour) {
    EnginePeer peer;
    peer.callbacks_ = std::make_shared<Callbacks>(behaviour);
    peer.channel_ = std::make_unique<Botan::TLS::Client>(
        peer.callbacks_, std::make_shared<Botan::TLS::Session_Manager_Noop>(),
        own_credentials(behaviour), std::make_shared<PeerPolicy>(behaviour),
        std::make_shared<Botan::System_RNG>(),
        Botan::TLS::Server_Information("mx1.contoso.example"),
        behaviour.tls12_only ? Botan::TLS::Protocol_Version::TLS_V12
                             : Botan::TLS::Protocol_Version::TLS_V13);
    return peer;
}

void EnginePeer::receive(ByteView wire) {
    try {
        channel_->received_data(wire);
    } catch (const std::exception& thrown) {
        if (thrown_.empty()) thrown_ = thrown.what();
    }
}

Bytes EnginePeer::take_output() {
    return std::exchange(callbacks_->output, {});
}
Bytes EnginePeer::take_plaintext() {
    return std::exchange(callbacks_->plaintext, {});
}
bool EnginePeer::is_established() const {
    return callbacks_->established;
}

}  // namespace domainsec::test
