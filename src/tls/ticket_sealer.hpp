// Seals and opens session tickets, so that a server need not remember sessions (RFC 5077 §4, RFC
// 8446 §4.6.1: "self-encrypted and self-authenticated"). A ticket:
//
//     octets   what
//     1        version, 1
//     8        tag of the key: which master key and which scope
//     32       seed, random
//     n        content, AES-256-GCM
//     16       GCM's tag; the 41 octets in front are its associated data
//
// scope key ‖ tag = HKDF-SHA-256(master key, info = label ‖ listener ‖ policy revision), each with
// its length in front; ticket key = HMAC-SHA-256(scope key, seed). Each ticket has a key of its
// own, so that a constant nonce is used once with it and no number of tickets is too many.
#pragma once

#include <botan/rng.h>
#include <botan/secmem.h>

#include <array>
#include <domainsec/bytes.hpp>
#include <domainsec/tls/ticket_keys.hpp>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace domainsec::inline v1::detail {

/// Of one scope: a listener under one policy. Tickets are good nowhere else. Thread-safe; follows
/// the keys as they change.
class TicketSealer final {
  public:
    /// Octets by which a ticket is longer than its content.
    static constexpr std::size_t overhead = 57;
    /// Most octets of a ticket (RFC 8446 §4.6.1).
    static constexpr std::size_t max_ticket_octets = 65535;

    TicketSealer(std::shared_ptr<const TicketKeys> keys, std::string listener,
                 const Sha256Digest& policy_revision);
    ~TicketSealer();

    /// Under the current master key. Throws Error(limit_exceeded) for content that makes no ticket.
    Bytes seal(ByteView content, Botan::RandomNumberGenerator& random) const;

    /// The content of a ticket that was sealed in this scope with the current or previous master
    /// key; nothing for anything else, whatever the reason. Tags are compared in constant time.
    std::optional<Botan::secure_vector<std::uint8_t>> open(ByteView ticket) const;

  private:
    struct ScopeKeys;
    std::shared_ptr<const ScopeKeys> scope_keys() const;

    std::shared_ptr<const TicketKeys> keys_;
    std::string scope_;  ///< The `info` of HKDF.
    mutable std::mutex exchange_;
    mutable std::shared_ptr<const ScopeKeys> derived_;  ///< Of the master keys last seen.
};

}  // namespace domainsec::inline v1::detail
