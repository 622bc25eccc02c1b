// What stands behind a KeyRing: the entries and their keys, ready for use.
#pragma once

#include <domainsec/stamp/key_ring.hpp>
#include <vector>

#include "stamp/verification_key.hpp"

namespace domainsec::inline v1 {

inline constexpr std::size_t max_key_ring_entries = 10'000;

struct KeyRing::Impl {
    std::vector<KeyRingEntry> entries;          ///< Sorted by domain, then selector.
    std::vector<detail::VerificationKey> keys;  ///< One per entry, in the same order.
};

namespace detail {

/// One sentence on the first rule of an entry that is broken, its key aside; empty when it is
/// sound.
std::string entry_fault(const KeyRingEntry& entry);

/// The key of an entry that lies in the ring.
const VerificationKey& key_of(const KeyRing& ring, const KeyRingEntry& entry) noexcept;

}  // namespace detail
}  // namespace domainsec::inline v1
