// Times between requests.
#include "trust/hold_back.hpp"

#include <algorithm>

namespace domainsec::inline v1::detail {
namespace {

constexpr std::size_t max_entries = 4096;

}  // namespace

std::optional<TimePoint> HoldBack::until(const std::string& name, TimePoint now) const {
    const auto found = entries_.find(name);
    if (found == entries_.end() || now >= found->second.until) return std::nullopt;
    if (found->second.until > now + found->second.time) return std::nullopt;
    return found->second.until;
}

/// When there are too many, whoever is free first is forgotten.
HoldBack::Entry& HoldBack::entry(const std::string& name) {
    if (entries_.size() >= max_entries && !entries_.contains(name)) {
        entries_.erase(std::ranges::min_element(
            entries_, {}, [](const auto& each) { return each.second.until; }));
    }
    return entries_[name];
}

void HoldBack::failed(const std::string& name, TimePoint now) {
    Entry& found = entry(name);
    found.time = found.is_failure ? std::min(found.time * 2, longest_) : first_;
    found.until = now + found.time;
    found.is_failure = true;
}

void HoldBack::succeeded(const std::string& name, TimePoint now, Seconds time) {
    entry(name) = {time, now + time, false};
}

}  // namespace domainsec::inline v1::detail
