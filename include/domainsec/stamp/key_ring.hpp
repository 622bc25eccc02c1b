// The public keys that a verifier trusts: whose, for which edges, since when, in what state.
#pragma once

#include <domainsec/bytes.hpp>
#include <domainsec/clock.hpp>
#include <domainsec/export.hpp>
#include <domainsec/names/domain_name.hpp>
#include <domainsec/stamp/stamp_key.hpp>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace domainsec::inline v1 {

enum class KeyRole {
    edge,    ///< Stamps what it received itself.
    filter,  ///< Restamps what it changed inside.
};

enum class KeyState {
    active,
    retired,  ///< Signs no more; what it signed until not_after, which it must have, stays good.
    compromised,  ///< Nothing made with it passes.
};

/// Where an entry comes from.
enum class KeySource {
    file,  ///< A keyring file, or made by the caller.
    dns,   ///< A TXT record whose answer was DNSSEC-secure.
};

DOMAINSEC_EXPORT std::string_view to_string(KeyRole role) noexcept;
DOMAINSEC_EXPORT std::string_view to_string(KeyState state) noexcept;
DOMAINSEC_EXPORT std::string_view to_string(KeySource source) noexcept;

/// One selector of one domain.
struct KeyRingEntry {
    explicit KeyRingEntry(DomainName of) : domain(std::move(of)) {}

    DomainName domain;     ///< d=.
    std::string selector;  ///< s=; a-z, 0-9, '-', '_', '.', 1 to 63.
    StampAlgorithm algorithm = StampAlgorithm::ed25519_sha256;
    /// Ed25519: 32 octets raw. ECDSA: SubjectPublicKeyInfo in DER. ML-DSA-65: 1952 octets raw. For
    /// two keys, Ed25519's, then ML-DSA's: 1984 octets.
    Bytes public_key;
    std::vector<DomainName> edges;  ///< e=: the edges it may speak for; not empty unless any_edge.
    bool any_edge = false;          ///< Any edge in or below `domain`: for keys from the DNS.
    KeyRole role = KeyRole::edge;
    KeyState state = KeyState::active;
    std::optional<TimePoint> not_before;  ///< No stamp before, by t=.
    std::optional<TimePoint> not_after;   ///< No stamp after, by t=.
    /// Since when the key may be in other hands; only for `compromised`. What a StampLog recorded
    /// before stays good.
    std::optional<TimePoint> compromised_at;
    KeySource source = KeySource::file;
};

/// An immutable set of entries. Public keys are checked and prepared once, on load. Cheap to copy,
/// thread-safe.
class DOMAINSEC_EXPORT KeyRing final {
  public:
    KeyRing();

    /// Throws Error(invalid_argument, malformed_key) that names the entry: two with one domain and
    /// selector, a selector out of range, no edge, validity that ends before it begins, a time
    /// outside of the years 1970 to 9999, retired without not_after, compromised_at without the
    /// state, an Ed25519 key of small order or not on the curve, over 10,000 entries.
    explicit KeyRing(std::vector<KeyRingEntry> entries);

    /// Reads a keyring file (TOML, up to 4 MiB). Throws Error(unreadable_file), or
    /// Error(invalid_configuration) with one line per mistake. role, state, not_before and
    /// not_after may be absent: edge, active, always valid. The form:
    ///
    ///     [[key]]
    ///     domain = "contoso.example"
    ///     selector = "edge1"
    ///     algorithm = "ed25519-sha256"
    ///     public_key = "base64"
    ///     # public_key_ml_dsa_65 = "base64": the second of "ed25519-sha256+ml-dsa-65-sha256"
    ///     edges = ["edge1.contoso.example"]
    ///     role = "edge"            # edge | filter
    ///     state = "active"         # active | retired | compromised
    ///     not_before = 2026-11-01T00:00:00Z
    ///     not_after = 2027-11-01T00:00:00Z
    ///     # compromised_at = 2027-03-01T00:00:00Z: what a log recorded before stays good
    static KeyRing from_file(const std::filesystem::path& file);
    static KeyRing from_string(std::string_view toml, const std::string& name = "keyring.toml");

    const std::vector<KeyRingEntry>& entries() const noexcept;

    /// The entry for a domain and selector, or null.
    const KeyRingEntry* find(const DomainName& domain, std::string_view selector) const noexcept;

    struct Impl;
    const Impl& impl() const noexcept { return *impl_; }

  private:
    std::shared_ptr<const Impl> impl_;
};

/// The entry that publishes a stamp key: its public key in the entry's form; role edge, active,
/// valid always.
DOMAINSEC_EXPORT KeyRingEntry make_key_ring_entry(DomainName domain, std::string selector,
                                                  const StampKey& key,
                                                  std::vector<DomainName> edges);

/// One `[[key]]` table for a keyring file. Throws Error(invalid_argument) for an entry that no
/// KeyRing takes, and for one with any_edge: a file names its edges.
DOMAINSEC_EXPORT std::string to_keyring_toml(const KeyRingEntry& entry);

/// The DNS record for a key: owner "edge1._domainsec.contoso.example" and text "v=DSEC1; k=ed25519;
/// p=...".
struct KeyRecord {
    std::string owner;
    std::string text;
};
/// Throws Error(unsupported_algorithm) for an entry with an ML-DSA-65 key: keyring files only.
DOMAINSEC_EXPORT KeyRecord to_key_record(const KeyRingEntry& entry);

}  // namespace domainsec::inline v1
