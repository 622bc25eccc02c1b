// Keeps account of what an EvidenceStore holds, so that what was filed longest ago can go first.
#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <unordered_map>

namespace domainsec::inline v1::detail {

class EvidenceLedger final {
  public:
    /// Enters an object as the newest. `remove` takes it out of the store.
    void enter(const void* object, std::size_t octets, std::function<void()> remove);

    /// Forgets an object that the store has taken out itself.
    void strike(const void* object);

    /// Makes an object that was fetched again the newest.
    void renew(const void* object);

    /// Takes out the oldest object. Not when there is none.
    void remove_oldest();

    std::size_t entries() const noexcept { return accounts_.size(); }
    std::size_t octets() const noexcept { return octets_; }

  private:
    struct Account {
        const void* object;
        std::size_t octets;
        std::function<void()> remove;
    };
    std::list<Account> accounts_;  ///< Oldest first.
    std::unordered_map<const void*, std::list<Account>::iterator> by_object_;
    std::size_t octets_ = 0;
};

}  // namespace domainsec::inline v1::detail
