// Revocation data on disk, shared by many processes: one refreshes, all read (RFC 5280 §5.1.2.5,
// RFC 6960 §4.2.2.1 for the times).
#pragma once

#include <cstddef>
#include <cstdint>
#include <domainsec/bytes.hpp>
#include <domainsec/clock.hpp>
#include <domainsec/export.hpp>
#include <domainsec/status.hpp>
#include <domainsec/trust/evidence.hpp>
#include <domainsec/trust/fetcher.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace domainsec::inline v1 {

/// Bounds of a cache, and when it fetches anew.
struct DOMAINSEC_EXPORT EvidenceCacheOptions {
    /// Entries held, 1 to 100,000. When there are more, the one asked for longest ago goes.
    std::size_t max_entries = 1000;
    /// Octets of all entries together, 1 MiB to 64 GiB; kept in the same way.
    std::uint64_t max_octets = std::uint64_t{256} * 1024 * 1024;
    /// Requests waiting to be fetched, 1 to 10,000. More are not recorded.
    std::size_t max_wanted = 200;
    /// The shortest and the longest time between two fetches of one entry, 1 minute to 30 days. In
    /// between, it is due when three quarters of the time from the fetch to its nextUpdate are
    /// over.
    Seconds min_interval{300};
    Seconds max_interval{std::chrono::hours{24}};
    /// An entry that nobody asked for this long is dropped, 1 day to 10 years.
    Seconds forget_after{std::chrono::hours{24 * 30}};

    /// Throws Error(invalid_argument) that names the field which is out of range.
    void check() const;
};

/// How an entry stands.
enum class CacheState {
    current,  ///< Held, and not due.
    due,      ///< Held and usable; to be fetched anew.
    expired,  ///< Held, and past its nextUpdate, or without one.
    wanted,   ///< Asked for, and not held.
};

/// The word, for example "current".
DOMAINSEC_EXPORT std::string_view to_string(CacheState state) noexcept;

/// What is known of one request.
struct CacheEntry {
    EvidenceRequest request;
    CacheState state = CacheState::wanted;
    std::optional<TimePoint> fetched_at;   ///< Nothing when it is only wanted.
    std::optional<TimePoint> next_update;  ///< What the issuer says; nothing when it does not.
    TimePoint due_at{};                    ///< When it is to be fetched; wanted entries: at once.
    TimePoint asked_at{};                  ///< When a judgement last needed it, to the day.
    std::uint64_t octets = 0;              ///< Of the content.
};

/// A file in the cache that was left alone.
struct CacheProblem {
    std::filesystem::path file;
    std::string text;  ///< Why, one sentence.
};

struct CacheListing {
    std::vector<CacheEntry> entries;  ///< Sorted by request.
    std::vector<CacheProblem> ignored;
};

/// What reading the cache into a store gave.
struct CacheReading {
    std::size_t loaded = 0;  ///< Entries that are new or newer than last time.
    std::vector<CacheProblem> ignored;
};

/// One fetch of a refresh.
struct CacheFetch {
    EvidenceRequest request;
    Status status = Status::none;  ///< pass: filed. Otherwise what was held stays.
    FetchReason reason = FetchReason::none;
    std::string text;
};

/// What a refresh did.
struct DOMAINSEC_EXPORT RefreshReport {
    bool is_busy = false;  ///< Another process refreshes at this moment: nothing was done.
    std::vector<CacheFetch> fetches;
    std::vector<EvidenceRequest> dropped;  ///< Nobody asked for them any more, or no room.
    std::vector<CacheProblem> ignored;
    TimePoint next_due{};  ///< When there is something to do again, at most max_interval ahead.

    bool all_passed() const noexcept;
};

/// A directory of fetched evidence. Each entry is one file, replaced atomically, that says what it
/// is and carries a digest of itself; what cannot be read is left alone with a reason. Contents are
/// not trusted for being here: judgements check their signatures.
///
/// The directory must not be writable by group or others, for an older list that is still valid
/// would not show. Files are for their owner alone (0600, directories 0700); where the group may
/// read the directory (mode 0750), it may read the entries and add to what is wanted as well, so
/// that edges and refresher can run as different users of one group.
///
/// Thread-safe. Readers are never blocked, not by a refresh either; of several processes one
/// refreshes at a time. One object serves one EvidenceStore.
class DOMAINSEC_EXPORT EvidenceCache final {
  public:
    /// Opens a directory, or makes it, with mode 0700, where the one above exists. Throws
    /// Error(invalid_argument) as options.check() does, Error(unreadable_file) when it is none or
    /// others may write it, Error(unwritable_file).
    explicit EvidenceCache(std::filesystem::path directory, EvidenceCacheOptions options = {});
    ~EvidenceCache();
    EvidenceCache(const EvidenceCache&) = delete;
    EvidenceCache& operator=(const EvidenceCache&) = delete;

    const std::filesystem::path& directory() const noexcept;

    /// Files what is new or newer since the last call. Costs one look at the directory when nothing
    /// changed.
    CacheReading load_into(EvidenceStore& store);

    /// Records what a judgement found missing, for the next refresh: at most one small file each,
    /// written without waiting for the disk. Only for requests that a judgement gave out: others
    /// would let a stranger say what is fetched. DNS records are left out. Gives how many are
    /// recorded; a full or unwritable directory is no error here.
    std::size_t ask(const std::vector<EvidenceRequest>& requests, TimePoint now) noexcept;

    /// Records that a judgement may rest on these, so that those of them that are held are not
    /// dropped: at most once a day each.
    void note_use(const std::vector<EvidenceRequest>& requests, TimePoint now) noexcept;

    /// Files one content, as a refresh does; false, and `why` gets a sentence, when it cannot be
    /// read as what it should be, or not be written.
    bool put(const EvidenceRequest& request, ByteView content, TimePoint now,
             std::string* why = nullptr);

    /// Fetches what is wanted and what is due, and drops what nobody needs. What is held stays when
    /// a fetch fails. `stop` is asked before each fetch; true ends the refresh. Throws
    /// Error(unwritable_file) when the directory cannot be written at all.
    RefreshReport refresh(EvidenceFetcher& fetcher, TimePoint now,
                          const std::function<bool()>& stop = {});

    /// All that is held or wanted.
    CacheListing list(TimePoint now) const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace domainsec::inline v1
