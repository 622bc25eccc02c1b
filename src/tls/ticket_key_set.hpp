// The master keys that are in force at one moment, and what they are called.
#pragma once

#include <botan/secmem.h>

#include <domainsec/clock.hpp>
#include <domainsec/tls/ticket_keys.hpp>
#include <optional>
#include <string>

namespace domainsec::inline v1::detail {

/// Octets of a master key.
inline constexpr std::size_t master_key_length = 32;

struct MasterKey {
    Botan::secure_vector<std::uint8_t> octets;  ///< master_key_length of them.
    TimePoint created{};

    /// Random. Throws Error(resource_unavailable).
    static MasterKey generate(TimePoint now);

    /// Derived one way; apart from what tickets are sealed with.
    std::string id() const;

    bool operator==(const MasterKey&) const = default;
};

/// Immutable once shared.
struct TicketKeySet {
    MasterKey current;
    std::optional<MasterKey> previous;

    /// The set after one turn: a random key becomes the current one. Throws
    /// Error(resource_unavailable).
    TicketKeySet rotated(TimePoint now) const;

    bool operator==(const TicketKeySet&) const = default;
};

}  // namespace domainsec::inline v1::detail
