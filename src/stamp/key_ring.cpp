// An immutable set of trusted public keys, looked up by domain and selector.
#include <domainsec/stamp/key_ring.hpp>

#include <algorithm>
#include <domainsec/error.hpp>
#include <tuple>

#include "stamp/key_ring_impl.hpp"
#include "stamp/stamp_tags.hpp"

namespace domainsec::inline v1 {
namespace {

std::string name_of(const KeyRingEntry& entry) {
    return "The key " + escaped(entry.selector, 63) + " of " + entry.domain.str();
}

bool before(const KeyRingEntry& a, const KeyRingEntry& b) {
    return std::tie(a.domain, a.selector) < std::tie(b.domain, b.selector);
}

detail::VerificationKey load(const KeyRingEntry& entry) {
    try {
        return detail::VerificationKey::from_entry(entry.algorithm, entry.public_key);
    } catch (const Error& error) {
        throw Error(error.code(), name_of(entry) + ": " + error.what());
    }
}

std::shared_ptr<const KeyRing::Impl> prepared(std::vector<KeyRingEntry> entries) {
    if (entries.size() > max_key_ring_entries)
        throw Error(errc::invalid_argument, "A keyring holds at most 10000 keys, this one has " +
                                                std::to_string(entries.size()));
    auto impl = std::make_shared<KeyRing::Impl>();
    impl->entries = std::move(entries);
    std::sort(impl->entries.begin(), impl->entries.end(), before);
    const auto twin = std::adjacent_find(
        impl->entries.begin(), impl->entries.end(),
        [](const KeyRingEntry& a, const KeyRingEntry& b) { return !before(a, b); });
    if (twin != impl->entries.end())
        throw Error(errc::invalid_argument,
                    name_of(*twin) + " is there twice; give each key a selector of its own");
    impl->keys.reserve(impl->entries.size());
    for (const auto& entry : impl->entries) {
        const auto fault = detail::entry_fault(entry);
        if (!fault.empty()) throw Error(errc::invalid_argument, name_of(entry) + " " + fault);
        impl->keys.push_back(load(entry));
    }
    return impl;
}

// What a file can say, whatever zone it is said in.
bool is_writable(const std::optional<TimePoint>& time) noexcept {
    constexpr std::chrono::sys_days end{std::chrono::year(10'000) / 1 / 1};
    return !time || (time->time_since_epoch().count() >= 0 && *time < TimePoint{end});
}

}  // namespace

std::string_view to_string(KeyRole role) noexcept {
    switch (role) {
        case KeyRole::edge:
            return "edge";
        case KeyRole::filter:
            return "filter";
    }
    return "unknown";
}

std::string_view to_string(KeyState state) noexcept {
    switch (state) {
        case KeyState::active:
            return "active";
        case KeyState::retired:
            return "retired";
        case KeyState::compromised:
            return "compromised";
    }
    return "unknown";
}

std::string_view to_string(KeySource source) noexcept {
    switch (source) {
        case KeySource::file:
            return "file";
        case KeySource::dns:
            return "dns";
    }
    return "unknown";
}

KeyRing::KeyRing() : impl_(std::make_shared<const Impl>()) {}

KeyRing::KeyRing(std::vector<KeyRingEntry> entries) : impl_(prepared(std::move(entries))) {}

const std::vector<KeyRingEntry>& KeyRing::entries() const noexcept {
    return impl_->entries;
}

const KeyRingEntry* KeyRing::find(const DomainName& domain,
                                  std::string_view selector) const noexcept {
    const auto& entries = impl_->entries;
    const auto found =
        std::partition_point(entries.begin(), entries.end(), [&](const KeyRingEntry& entry) {
            const int order = entry.domain.str().compare(domain.str());
            return order != 0 ? order < 0 : std::string_view(entry.selector) < selector;
        });
    if (found == entries.end() || found->domain != domain || found->selector != selector)
        return nullptr;
    return &*found;
}

namespace detail {

std::string entry_fault(const KeyRingEntry& entry) {
    if (!is_selector(entry.selector))
        return "has a selector that is not 1 to 63 of a-z, 0-9, '-', '_' and '.'";
    if (entry.edges.empty() && !entry.any_edge) return "names no edge that it may speak for";
    for (const auto* time : {&entry.not_before, &entry.not_after, &entry.compromised_at})
        if (!is_writable(*time))
            return "has a time outside of the years 1970 to 9999 (not_before, not_after, "
                   "compromised_at)";
    if (entry.not_before && entry.not_after && *entry.not_after < *entry.not_before)
        return "is valid until a time before it begins to be (not_before, not_after)";
    if (entry.state == KeyState::retired && !entry.not_after)
        return "is retired and needs not_after, the time of its last stamp";
    if (entry.compromised_at && entry.state != KeyState::compromised)
        return "has compromised_at, and its state is not compromised";
    return {};
}

const VerificationKey& key_of(const KeyRing& ring, const KeyRingEntry& entry) noexcept {
    const auto& impl = ring.impl();
    return impl.keys[static_cast<std::size_t>(&entry - impl.entries.data())];
}

}  // namespace detail
}  // namespace domainsec::inline v1
