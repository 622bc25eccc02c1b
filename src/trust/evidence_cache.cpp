// Revocation data on disk: what is there, what is new, what is wanted.
#include <algorithm>
#include <chrono>
#include <domainsec/error.hpp>

#include "trust/evidence_cache_impl.hpp"
#include "trust/evidence_content.hpp"
#include "trust/option_range.hpp"

namespace domainsec::inline v1 {
namespace {

using detail::AskedRecord;
using detail::cache_name;
using detail::CacheRecord;
using detail::require_range;

constexpr std::uint64_t mebibyte = std::uint64_t{1024} * 1024;
constexpr Seconds day{86400};
constexpr std::size_t most_noted = 4096;
/// A folder can change again without a new time within the grain of the file system's clock.
constexpr std::chrono::nanoseconds unsettled = std::chrono::seconds{2};

EvidenceCacheOptions checked_cache_options(EvidenceCacheOptions options) {
    options.check();
    return options;
}

/// By the machine's own clock, which is the file system's.
bool is_settled(const detail::FileStamp& stamp) {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::nanoseconds(stamp.modified) + unsettled < now;
}

}  // namespace

std::string_view to_string(CacheState state) noexcept {
    switch (state) {
        case CacheState::current:
            return "current";
        case CacheState::due:
            return "due";
        case CacheState::expired:
            return "expired";
        case CacheState::wanted:
            return "wanted";
    }
    return "unknown";
}

void EvidenceCacheOptions::check() const {
    require_range(max_entries, std::size_t{1}, std::size_t{100'000}, "max_entries",
                  "must be 1 to 100,000");
    require_range(max_octets, mebibyte, 65536 * mebibyte, "max_octets", "must be 1 MiB to 64 GiB");
    require_range(max_wanted, std::size_t{1}, std::size_t{10'000}, "max_wanted",
                  "must be 1 to 10,000");
    require_range(min_interval, Seconds{60}, 30 * day, "min_interval",
                  "must be 1 minute to 30 days");
    require_range(max_interval, min_interval, 30 * day, "max_interval",
                  "must be min_interval to 30 days");
    require_range(forget_after, day, 3650 * day, "forget_after", "must be 1 day to 10 years");
}

EvidenceCache::Impl::Impl(std::filesystem::path path, EvidenceCacheOptions given)
    : options(checked_cache_options(given)), directory(std::move(path)) {}

CacheReading EvidenceCache::Impl::load_into(EvidenceStore& store) {
    CacheReading reading;
    const std::unique_lock lock(loading, std::try_to_lock);
    if (!lock.owns_lock()) return reading;
    const auto stamp = directory.entries_stamp();
    if (!stamp || stamp == seen_directory) return reading;
    const auto names = directory.entry_names(&reading.ignored);
    for (const auto& name : names) load_entry(store, name, reading);
    std::erase_if(seen, [&names](const auto& each) {
        return !std::ranges::binary_search(names, each.first);
    });
    seen_directory = is_settled(*stamp) ? stamp : std::nullopt;
    return reading;
}

void EvidenceCache::Impl::load_entry(EvidenceStore& store, const std::string& name,
                                     CacheReading& reading) {
    const auto stamp = directory.entry_stamp(name);
    if (!stamp) return;
    const auto [place, is_new] = seen.try_emplace(name, *stamp);
    if (!is_new && place->second == *stamp) return;
    place->second = *stamp;
    std::string why;
    const auto record = directory.read_entry(name, why);
    if (record && detail::file_content(store, record->request, {record->content}, why)) {
        ++reading.loaded;
    } else {
        reading.ignored.push_back({directory.entry_path(name), why});
    }
}

/// In this process, so that a busy edge does not write the same again and again.
bool EvidenceCache::Impl::is_noted(const std::string& name, TimePoint now, bool missing) {
    const std::lock_guard lock(noting);
    const auto found = noted.find(name);
    if (found == noted.end() || now < found->second.at) return false;
    if (missing && !found->second.missing) return false;
    return now - found->second.at < (missing ? options.min_interval : day);
}

bool EvidenceCache::Impl::has_room_for(const std::string& name) const {
    const auto asked = directory.asked_names();
    if (std::ranges::binary_search(asked, name)) return true;
    const auto held = directory.entry_names();
    std::vector<std::string> wanted;
    std::ranges::set_difference(asked, held, std::back_inserter(wanted));
    return wanted.size() < options.max_wanted || std::ranges::binary_search(held, name);
}

bool EvidenceCache::Impl::note(const EvidenceRequest& request, TimePoint now, bool missing) {
    if (!detail::is_cacheable(request)) return false;
    const auto name = cache_name(request);
    if (is_noted(name, now, missing)) return true;
    // What is of use but not held is not needed: a certificate may be exempt.
    if (!missing && !directory.entry_stamp(name)) return false;
    if (!has_room_for(name)) return false;
    std::string why;
    auto record = directory.read_asked(name, why).value_or(AskedRecord{request, now, std::nullopt});
    record.asked_at = now;
    if (missing) record.missing_at = now;
    if (!directory.write_asked(record)) return false;
    const std::lock_guard lock(noting);
    if (noted.size() >= most_noted) noted.clear();
    noted[name] = {now, missing};
    return true;
}

TimePoint EvidenceCache::Impl::due_at(const Item& item) const {
    const auto& entry = item.entry;
    if (!entry.fetched_at) return entry.asked_at;
    Seconds wait = options.max_interval;
    if (entry.next_update) wait = (*entry.next_update - *entry.fetched_at) * 3 / 4;
    // What a judgement could not use although it is held is fetched anew as soon as may be.
    if (item.missing_at && *item.missing_at > *entry.fetched_at) wait = options.min_interval;
    return *entry.fetched_at + std::clamp(wait, options.min_interval, options.max_interval);
}

void EvidenceCache::Impl::set_state(Item& item, TimePoint now) const {
    auto& entry = item.entry;
    entry.due_at = due_at(item);
    // Fetched in the future: the clock was wrong, so nothing is known of its age.
    if (entry.fetched_at && *entry.fetched_at > now) entry.due_at = now;
    if (!entry.fetched_at) {
        entry.state = CacheState::wanted;
    } else if (!entry.next_update || now > *entry.next_update) {
        entry.state = CacheState::expired;
    } else {
        entry.state = now >= entry.due_at ? CacheState::due : CacheState::current;
    }
}

EvidenceCache::Impl::Items EvidenceCache::Impl::items(TimePoint now,
                                                      std::vector<CacheProblem>& ignored) const {
    Items items;
    std::string why;
    for (const auto& name : directory.entry_names(&ignored)) {
        auto record = directory.read_entry(name, why);
        if (!record) {
            ignored.push_back({directory.entry_path(name), why});
            continue;
        }
        auto& entry = items[name].entry;
        entry.octets = record->content.size();
        entry.fetched_at = entry.asked_at = record->fetched_at;
        entry.next_update = record->next_update;
        entry.request = std::move(record->request);
    }
    for (const auto& name : directory.asked_names(&ignored)) {
        auto record = directory.read_asked(name, why);
        if (!record) {
            ignored.push_back({directory.asked_path(name), why});
            continue;
        }
        auto& item = items[name];
        item.is_asked = true;
        item.entry.asked_at = record->asked_at;
        item.missing_at = record->missing_at;
        item.entry.request = std::move(record->request);
    }
    for (auto& [name, item] : items) set_state(item, now);
    return items;
}

std::optional<CacheRecord> EvidenceCache::Impl::put(const EvidenceRequest& request,
                                                    const detail::FetchedContent& content,
                                                    TimePoint now, std::string& why) {
    if (!detail::is_cacheable(request)) {
        why = "It is no request for a revocation list or an OCSP response";
        return std::nullopt;
    }
    const auto read = detail::read_content(request, content, why);
    if (!read) return std::nullopt;
    CacheRecord record{request, now, read->next_update,
                       Bytes(content.octets.begin(), content.octets.end())};
    try {
        directory.write_entry(record);
    } catch (const Error& error) {
        why = error.what();
        return std::nullopt;
    }
    return record;
}

EvidenceCache::EvidenceCache(std::filesystem::path directory, EvidenceCacheOptions options)
    : impl_(std::make_unique<Impl>(std::move(directory), options)) {}

EvidenceCache::~EvidenceCache() = default;

const std::filesystem::path& EvidenceCache::directory() const noexcept {
    return impl_->directory.path();
}

CacheReading EvidenceCache::load_into(EvidenceStore& store) {
    return impl_->load_into(store);
}

std::size_t EvidenceCache::ask(const std::vector<EvidenceRequest>& requests,
                               TimePoint now) noexcept {
    std::size_t recorded = 0;
    try {
        for (const auto& request : requests)
            if (impl_->note(request, now, true)) ++recorded;
    } catch (const std::exception&) {
        // Memory is short: the next judgement asks again.
    }
    return recorded;
}

void EvidenceCache::note_use(const std::vector<EvidenceRequest>& requests, TimePoint now) noexcept {
    try {
        for (const auto& request : requests) impl_->note(request, now, false);
    } catch (const std::exception&) {
        // As above.
    }
}

bool EvidenceCache::put(const EvidenceRequest& request, ByteView content, TimePoint now,
                        std::string* why) {
    std::string reason;
    const bool filed = impl_->put(request, {content}, now, reason).has_value();
    if (filed) impl_->note(request, now, false);
    if (!filed && why != nullptr) *why = reason;
    return filed;
}

RefreshReport EvidenceCache::refresh(EvidenceFetcher& fetcher, TimePoint now,
                                     const std::function<bool()>& stop) {
    return impl_->refresh(fetcher, now, stop);
}

CacheListing EvidenceCache::list(TimePoint now) const {
    CacheListing listing;
    auto items = impl_->items(now, listing.ignored);
    for (auto& [name, item] : items) listing.entries.push_back(std::move(item.entry));
    std::ranges::sort(listing.entries, {}, &CacheEntry::request);
    return listing;
}

}  // namespace domainsec::inline v1
