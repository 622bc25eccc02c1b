// Reads a client's protected records once its TLS 1.3 handshake is complete (RFC 8446 §5.2, §7.2):
// in one pass, where the engine takes several and four times as long (docs/performance.md).
#pragma once

#include <botan/aead.h>
#include <botan/secmem.h>
#include <botan/tls_callbacks.h>
#include <botan/tls_channel.h>
#include <botan/tls_ciphersuite.h>

#include <chrono>
#include <cstdint>
#include <domainsec/bytes.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "tls/record_cutter.hpp"

namespace domainsec::inline v1::detail {

/// Octets that one record may carry (RFC 8446 §5.1).
constexpr std::size_t max_record_content_octets = 16 * 1024;

/// Takes the engine's place for what arrives, from the first record under the client's application
/// traffic keys on: application data, alerts and key updates; nothing else may come to a server
/// then. What we send, alerts and answers too, stays the engine's. A record may be as large as the
/// RFC allows.
class RecordReader final {
  public:
    /// The secret is the client's first application traffic secret.
    RecordReader(const Botan::TLS::Ciphersuite& suite, Botan::secure_vector<std::uint8_t> secret);

    /// Calls back as the engine does. Throws what it throws, after the alert was sent.
    void receive(ByteView wire, Botan::TLS::Callbacks& callbacks, Botan::TLS::Channel& channel);

    /// Answers a key update that asked for it, one answer for all. To be called before plaintext
    /// is sent: who never gives us anything to say gets no answers either.
    void answer(Botan::TLS::Channel& channel);

  private:
    using Secret = Botan::secure_vector<std::uint8_t>;
    struct Ends {
        Botan::TLS::Callbacks& callbacks;
        Botan::TLS::Channel& channel;
    };

    void read(ByteView wire, const Ends& ends);
    void open(ByteView record, Secret& content);
    void take(ByteView content, const Ends& ends);
    void take_alert(ByteView content, const Ends& ends);
    void take_handshake(ByteView content);
    void update_keys();
    void use_secret();
    Botan::AEAD_Mode& cipher();
    Secret expand(std::string_view label, std::size_t octets) const;

    // Of the suite. What they name is made when it is used: a session that waits needs none of it.
    std::string cipher_name_;
    std::string expansion_name_;
    std::size_t key_octets_;
    Secret secret_;
    Secret key_;
    Secret iv_;
    std::unique_ptr<Botan::AEAD_Mode> cipher_;
    std::uint64_t number_ = 0;
    RecordCutter cutter_;
    Bytes begun_;      ///< Of a record that is not complete.
    Bytes handshake_;  ///< Of a message that is not complete.
    std::optional<std::chrono::steady_clock::time_point> updated_at_;
    bool answer_due_ = false;
    bool ended_ = false;
};

}  // namespace domainsec::inline v1::detail
