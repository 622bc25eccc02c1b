// Keyring files of any content: a ring or an Error, and what was read is written so that it is read
// again the same (docs/stamp-format.md §5).
#include <cstdlib>
#include <domainsec/error.hpp>
#include <domainsec/stamp/key_ring.hpp>

using namespace domainsec;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

std::optional<KeyRing> read(std::string_view text) {
    try {
        return KeyRing::from_string(text);
    } catch (const Error& error) {
        if (error.code() != errc::invalid_configuration) std::abort();
        return std::nullopt;
    }
}

bool same(const KeyRingEntry& a, const KeyRingEntry& b) {
    return a.domain == b.domain && a.selector == b.selector && a.algorithm == b.algorithm &&
           a.public_key == b.public_key && a.edges == b.edges && a.any_edge == b.any_edge &&
           a.role == b.role && a.state == b.state && a.not_before == b.not_before &&
           a.not_after == b.not_after && a.compromised_at == b.compromised_at &&
           a.source == b.source;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto ring = read(text_of({data, size}));
    if (!ring) return 0;
    std::string toml;
    for (const auto& entry : ring->entries()) {
        if (ring->find(entry.domain, entry.selector) != &entry) std::abort();
        toml += to_keyring_toml(entry) + "\n";
    }
    // Outside of every try: what we write must be read.
    const auto again = KeyRing::from_string(toml);
    if (again.entries().size() != ring->entries().size()) std::abort();
    for (std::size_t at = 0; at < again.entries().size(); ++at)
        if (!same(again.entries()[at], ring->entries()[at])) std::abort();
    return 0;
}
