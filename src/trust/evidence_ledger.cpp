// Account of what is filed.
#include "trust/evidence_ledger.hpp"

#include <utility>

namespace domainsec::inline v1::detail {

void EvidenceLedger::enter(const void* object, std::size_t octets, std::function<void()> remove) {
    accounts_.push_back({object, octets, std::move(remove)});
    by_object_[object] = std::prev(accounts_.end());
    octets_ += octets;
}

void EvidenceLedger::strike(const void* object) {
    const auto found = by_object_.find(object);
    if (found == by_object_.end()) return;
    octets_ -= found->second->octets;
    accounts_.erase(found->second);
    by_object_.erase(found);
}

void EvidenceLedger::renew(const void* object) {
    const auto found = by_object_.find(object);
    if (found != by_object_.end()) accounts_.splice(accounts_.end(), accounts_, found->second);
}

void EvidenceLedger::remove_oldest() {
    const auto remove = std::move(accounts_.front().remove);
    strike(accounts_.front().object);
    remove();
}

}  // namespace domainsec::inline v1::detail
