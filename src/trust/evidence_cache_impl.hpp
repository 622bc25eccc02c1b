// What stands behind an EvidenceCache, shared by the files that read it and that refresh it.
#pragma once

#include <domainsec/trust/evidence_cache.hpp>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "trust/cache_directory.hpp"
#include "trust/evidence_content.hpp"

namespace domainsec::inline v1 {

struct EvidenceCache::Impl {
    Impl(std::filesystem::path path, EvidenceCacheOptions given);

    /// One request with everything that the directory knows of it; without the content.
    struct Item {
        CacheEntry entry;
        std::optional<TimePoint> missing_at;
        bool is_asked = false;  ///< There is a file that says so.
    };
    using Items = std::map<std::string, Item>;

    CacheReading load_into(EvidenceStore& store);
    void load_entry(EvidenceStore& store, const std::string& name, CacheReading& reading);

    bool note(const EvidenceRequest& request, TimePoint now, bool missing);
    bool is_noted(const std::string& name, TimePoint now, bool missing);
    bool has_room_for(const std::string& name) const;

    Items items(TimePoint now, std::vector<CacheProblem>& ignored) const;
    TimePoint due_at(const Item& item) const;
    void set_state(Item& item, TimePoint now) const;

    RefreshReport refresh(EvidenceFetcher& fetcher, TimePoint now,
                          const std::function<bool()>& stop);
    void drop_forgotten(Items& items, TimePoint now, RefreshReport& report);
    void make_room(Items& items, RefreshReport& report);
    TimePoint next_attempt(const std::string& name, const Item& item) const;
    CacheFetch fetch(EvidenceFetcher& fetcher, Item& item, TimePoint now);
    void keep_asked(const Items& items) const;
    void remember_attempt(const std::string& name, TimePoint now, bool passed);

    std::optional<detail::CacheRecord> put(const EvidenceRequest& request,
                                           const detail::FetchedContent& content, TimePoint now,
                                           std::string& why);

    const EvidenceCacheOptions options;
    const detail::CacheDirectory directory;

    std::mutex loading;  ///< Held while a thread reads; others do not wait for it.
    std::optional<detail::FileStamp> seen_directory;
    std::map<std::string, detail::FileStamp> seen;

    struct Noted {
        TimePoint at{};
        bool missing = false;
    };
    std::mutex noting;
    std::map<std::string, Noted> noted;

    struct Attempt {
        TimePoint at{};
        unsigned failures = 0;
    };
    std::mutex refreshing;
    std::map<std::string, Attempt> attempts;
};

}  // namespace domainsec::inline v1
