// Fetches what a cache lacks or what comes due, one process at a time.
#include <algorithm>
#include <domainsec/error.hpp>

#include "trust/evidence_cache_impl.hpp"

namespace domainsec::inline v1 {
namespace {

/// After failures an entry is tried again after min_interval, doubled each time up to 64 times it.
constexpr unsigned most_doublings = 6;

}  // namespace

bool RefreshReport::all_passed() const noexcept {
    return std::ranges::all_of(
        fetches, [](const CacheFetch& fetch) { return fetch.status == Status::pass; });
}

void EvidenceCache::Impl::drop_forgotten(Items& items, TimePoint now, RefreshReport& report) {
    std::erase_if(items, [&](const auto& each) {
        const auto& [name, item] = each;
        if (now - item.entry.asked_at <= options.forget_after) return false;
        directory.remove(name);
        report.dropped.push_back(item.entry.request);
        return true;
    });
}

/// The one asked for longest ago goes first. Wanted ones without content take no room.
void EvidenceCache::Impl::make_room(Items& items, RefreshReport& report) {
    std::vector<Items::iterator> held;
    std::uint64_t octets = 0;
    for (auto item = items.begin(); item != items.end(); ++item) {
        if (!item->second.entry.fetched_at) continue;
        held.push_back(item);
        octets += item->second.entry.octets;
    }
    std::ranges::stable_sort(
        held, {}, [](const Items::iterator& item) { return item->second.entry.asked_at; });
    std::size_t count = held.size();
    for (const auto& item : held) {
        if (count <= options.max_entries && octets <= options.max_octets) return;
        --count;
        octets -= item->second.entry.octets;
        directory.remove(item->first);
        report.dropped.push_back(item->second.entry.request);
        items.erase(item);
    }
}

TimePoint EvidenceCache::Impl::next_attempt(const std::string& name, const Item& item) const {
    const auto found = attempts.find(name);
    if (found == attempts.end() || found->second.failures == 0) return item.entry.due_at;
    const auto doublings = std::min(found->second.failures - 1, most_doublings);
    return std::max(item.entry.due_at, found->second.at + options.min_interval * (1U << doublings));
}

void EvidenceCache::Impl::remember_attempt(const std::string& name, TimePoint now, bool passed) {
    auto& attempt = attempts[name];
    attempt.at = now;
    attempt.failures = passed ? 0 : attempt.failures + 1;
}

CacheFetch EvidenceCache::Impl::fetch(EvidenceFetcher& fetcher, Item& item, TimePoint now) {
    auto result = fetcher.fetch(item.entry.request);
    CacheFetch fetch{item.entry.request, result.status, result.reason, std::move(result.text)};
    if (!result.passed()) return fetch;
    std::string why;
    const auto record = put(item.entry.request, {result.content, result.nonce}, now, why);
    if (!record) {
        fetch.status = Status::temperror;
        fetch.reason = FetchReason::wrong_type;
        fetch.text = "What came could not be filed: " + why;
        return fetch;
    }
    item.entry.fetched_at = now;
    item.entry.next_update = record->next_update;
    item.entry.octets = record->content.size();
    set_state(item, now);
    return fetch;
}

/// So that an entry that came without being asked for is forgotten in its time, too.
void EvidenceCache::Impl::keep_asked(const Items& items) const {
    for (const auto& [name, item] : items)
        if (!item.is_asked)
            directory.write_asked({item.entry.request, item.entry.asked_at, std::nullopt});
}

RefreshReport EvidenceCache::Impl::refresh(EvidenceFetcher& fetcher, TimePoint now,
                                           const std::function<bool()>& stop) {
    RefreshReport report;
    report.next_due = now + options.max_interval;
    const std::unique_lock one_thread(refreshing, std::try_to_lock);
    const auto lock =
        one_thread.owns_lock() ? directory.try_lock() : std::optional<detail::FileDescriptor>();
    if (!lock) {
        report.is_busy = true;
        report.next_due = now + options.min_interval;
        return report;
    }
    directory.remove_leftovers();
    auto all = items(now, report.ignored);
    drop_forgotten(all, now, report);
    keep_asked(all);
    std::erase_if(attempts, [&all](const auto& each) { return !all.contains(each.first); });
    for (auto& [name, item] : all) {
        if (next_attempt(name, item) > now) continue;
        if (stop && stop()) break;
        report.fetches.push_back(fetch(fetcher, item, now));
        remember_attempt(name, now, report.fetches.back().status == Status::pass);
    }
    make_room(all, report);
    for (const auto& [name, item] : all)
        report.next_due = std::min(report.next_due, std::max(now, next_attempt(name, item)));
    return report;
}

}  // namespace domainsec::inline v1
