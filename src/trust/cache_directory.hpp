// The folders of an evidence cache: names, modes, atomic writes, and the lock of the one that
// refreshes (POSIX).
#pragma once

#include <domainsec/bytes.hpp>
#include <domainsec/trust/evidence_cache.hpp>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "pki/file_descriptor.hpp"
#include "trust/cache_record.hpp"

namespace domainsec::inline v1::detail {

/// What tells whether a file or folder is still the same one.
struct FileStamp {
    std::uint64_t inode = 0;
    std::int64_t modified = 0;  ///< Nanoseconds since 1970, by the file system's clock.
    std::int64_t size = 0;
    friend bool operator==(const FileStamp&, const FileStamp&) = default;
};

class CacheDirectory final {
  public:
    /// Opens or makes it. Throws Error(unreadable_file, unwritable_file).
    explicit CacheDirectory(std::filesystem::path path);

    const std::filesystem::path& path() const noexcept { return path_; }

    /// The names of requests under `entries` or `asked`; all else goes to `foreign`, but for
    /// temporary files. A folder that is not there yet is empty.
    std::vector<std::string> entry_names(std::vector<CacheProblem>* foreign = nullptr) const;
    std::vector<std::string> asked_names(std::vector<CacheProblem>* foreign = nullptr) const;

    std::filesystem::path entry_path(const std::string& name) const;
    std::filesystem::path asked_path(const std::string& name) const;

    /// Nothing when it is not there.
    std::optional<FileStamp> entries_stamp() const;
    std::optional<FileStamp> entry_stamp(const std::string& name) const;

    /// Nothing when it is not there or cannot be read; then `why` gets a sentence.
    std::optional<CacheRecord> read_entry(const std::string& name, std::string& why) const;
    std::optional<AskedRecord> read_asked(const std::string& name, std::string& why) const;

    /// Survives a crash whole. Throws Error(unwritable_file).
    void write_entry(const CacheRecord& record) const;

    /// Atomic for readers; a crash may lose it. False when it cannot be written.
    bool write_asked(const AskedRecord& record) const noexcept;

    void remove(const std::string& name) const noexcept;

    /// Temporary files of writers that were killed.
    void remove_leftovers() const noexcept;

    /// Nothing when another process holds it. Throws Error(unwritable_file).
    std::optional<FileDescriptor> try_lock() const;

  private:
    std::filesystem::path entries() const { return path_ / "entries"; }
    std::filesystem::path asked() const { return path_ / "asked"; }

    std::filesystem::path path_;
    bool group_reads_ = false;
};

}  // namespace domainsec::inline v1::detail
