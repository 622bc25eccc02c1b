// A record of the stamps that were made, chained by hashes: a stamp made later with a stolen key
// and an earlier time is not in it.
#pragma once

#include <cstdint>
#include <domainsec/bytes.hpp>
#include <domainsec/clock.hpp>
#include <domainsec/export.hpp>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace domainsec::inline v1 {

/// One line of the log.
struct StampLogEntry {
    std::uint64_t number = 0;  ///< 1, 2, 3, ...
    TimePoint recorded_at{};   ///< Never before that of the entry above.
    std::string selector;      ///< s= of the stamp.
    Sha256Digest stamp{};      ///< stamp_digest() of the field.
    Sha256Digest chain{};      ///< Over all of this entry and the chain value of the one above.
};

/// SHA-256 of a Domain-Secured field in relaxed canonical form, without its last line end: how a
/// log and o= name a stamp. `field` is the whole field.
DOMAINSEC_EXPORT Sha256Digest stamp_digest(std::string_view field);

/// A log as it was when it was read. Immutable, shared on copy, thread-safe.
class DOMAINSEC_EXPORT StampLog final {
  public:
    /// Reads and checks the whole file, up to 1 GiB. `head`: the chain value of its last entry, or
    /// of an earlier one, when it was noted elsewhere; that entry must be there. Throws
    /// Error(unreadable_file), or Error(malformed_log) that names the first line which does not
    /// fit.
    static StampLog from_file(const std::filesystem::path& file,
                              const std::optional<Sha256Digest>& head = std::nullopt);
    static StampLog from_string(std::string_view text, const std::string& name = "stamp.log");

    /// When this stamp was recorded under this selector; nothing when it was not.
    std::optional<TimePoint> recorded_at(std::string_view selector,
                                         const Sha256Digest& stamp) const noexcept;

    /// True when the log has at least one stamp of this selector.
    bool covers(std::string_view selector) const noexcept;

    std::uint64_t size() const noexcept;

    /// The last entry's chain value: worth noting where the host of the log cannot write.
    Sha256Digest head() const noexcept;

    struct Impl;

  private:
    explicit StampLog(std::shared_ptr<const Impl> impl) noexcept;
    std::shared_ptr<const Impl> impl_;
};

/// Adds to a log. Several processes may: each entry is written under the file's lock, then synced.
/// Thread-safe.
class DOMAINSEC_EXPORT StampLogWriter final {
  public:
    /// Opens or makes the file (mode 0600) and reads its last entry. Throws Error(unwritable_file,
    /// unreadable_file, malformed_log).
    explicit StampLogWriter(std::filesystem::path file);

    /// Records a stamp that was made at `now` and is not given out yet. Throws
    /// Error(unwritable_file): then the stamp must not be used.
    void append(std::string_view selector, std::string_view field, TimePoint now) const;

  private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace domainsec::inline v1
