// A map that holds a bounded number of entries and gives up the one that was not asked for longest.
#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <unordered_map>
#include <utility>

namespace domainsec::inline v1::detail {

/// Not safe between threads: the owner locks.
template <typename Key, typename Value, typename Hash>
class LeastRecentlyUsed final {
  public:
    /// Holds up to `capacity` entries, at least one.
    explicit LeastRecentlyUsed(std::size_t capacity) : capacity_(capacity) {}
    LeastRecentlyUsed(const LeastRecentlyUsed&) = delete;
    LeastRecentlyUsed& operator=(const LeastRecentlyUsed&) = delete;

    /// Null when it is not there. Counts as use. Valid until the next put() or erase().
    Value* find(const Key& key) {
        const auto found = places_.find(key);
        if (found == places_.end()) return nullptr;
        entries_.splice(entries_.begin(), entries_, found->second);
        return &found->second->second;
    }

    /// Replaces what is there.
    Value& put(const Key& key, Value value) {
        if (Value* const present = find(key)) return *present = std::move(value);
        if (entries_.size() == capacity_) {
            places_.erase(entries_.back().first);
            entries_.pop_back();
        }
        entries_.emplace_front(key, std::move(value));
        places_.emplace(entries_.front().first, entries_.begin());
        return entries_.front().second;
    }

    void erase(const Key& key) {
        const auto found = places_.find(key);
        if (found == places_.end()) return;
        const auto entry = found->second;
        places_.erase(found);
        entries_.erase(entry);
    }

    void clear() noexcept {
        places_.clear();
        entries_.clear();
    }

    std::size_t size() const noexcept { return entries_.size(); }

  private:
    using Entries = std::list<std::pair<const Key, Value>>;
    struct SameKey {
        bool operator()(const Key& a, const Key& b) const { return a == b; }
    };

    std::size_t capacity_;
    Entries entries_;
    // Keys stand in the entries; here are references to them.
    struct HashOfReference {
        std::size_t operator()(const Key& key) const { return Hash{}(key); }
    };
    std::unordered_map<std::reference_wrapper<const Key>, typename Entries::iterator,
                       HashOfReference, SameKey>
        places_;
};

}  // namespace domainsec::inline v1::detail
