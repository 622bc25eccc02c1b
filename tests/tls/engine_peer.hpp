// A peer that is the bare engine, so that it can be older, stricter or more wicked than ours.
#pragma once

#include <botan/tls_alert.h>
#include <botan/tls_channel.h>

#include <domainsec/bytes.hpp>
#include <domainsec/pki/certificate_store.hpp>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace domainsec::test {

struct PeerBehaviour {
    bool tls12_only = false;
    bool extended_master_secret = true;
    bool request_certificate = true;
    bool require_certificate = false;
    bool offers_ed25519 = false;
    /// Signs something else than the handshake.
    bool forges_signature = false;
    /// Tickets that a TLS 1.3 server gives after the handshake.
    std::size_t tickets = 0;
    /// Tickets of this many octets that it knows nothing of; 0: real ones.
    std::size_t ticket_octets = 0;
    /// Extensions of its ClientHello, replaced or added as they stand here (RFC 8446 §4.2).
    std::vector<std::pair<std::uint16_t, Bytes>> raw_extensions;
    /// What it says to our certificate.
    std::optional<Botan::TLS::AlertType> refuses_certificate_with;
    std::optional<Identity> identity;
};

class EnginePeer final {
  public:
    static EnginePeer server(const PeerBehaviour& behaviour);
    static EnginePeer client(const PeerBehaviour& behaviour);

    EnginePeer(EnginePeer&&) noexcept;
    ~EnginePeer();

    /// What goes wrong here is kept in thrown().
    void receive(ByteView wire);
    Bytes take_output();
    Bytes take_plaintext();
    bool is_established() const;
    const std::string& thrown() const { return thrown_; }
    Botan::TLS::Channel& channel() { return *channel_; }

  private:
    class Callbacks;
    EnginePeer();
    std::shared_ptr<Callbacks> callbacks_;
    std::unique_ptr<Botan::TLS::Channel> channel_;
    std::string thrown_;
};

}  // namespace domainsec::test
