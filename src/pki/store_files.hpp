// The files of a certificate store: labels, the writers' lock, entries that appear or change whole,
// and the trash.
#pragma once

#include <cstdint>
#include <domainsec/clock.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "pki/file_descriptor.hpp"

namespace domainsec::inline v1::detail {

/// 1 to 64 of a-z, 0-9, '-', '.', '_', not starting with '.', and not the name of the file with the
/// assignments.
bool is_label(std::string_view text) noexcept;

/// Held while a store is written; readers do not look at it. Waits for another writer; the system
/// lets go of the lock of a process that died.
class StoreLock final {
  public:
    /// Throws Error(unwritable_file), and Error(invalid_state) where this thread holds it already:
    /// a callback of a call that writes would wait for itself.
    explicit StoreLock(const std::filesystem::path& directory);
    StoreLock(const StoreLock&) = delete;
    StoreLock& operator=(const StoreLock&) = delete;
    ~StoreLock();

  private:
    static thread_local const StoreLock* innermost_;

    FileDescriptor file_;
    std::uint64_t device_ = 0;
    std::uint64_t inode_ = 0;
    const StoreLock* outer_;
};

/// An entry that is being written, under a name that is no label; gone again unless published.
class NewEntry final {
  public:
    /// Throws Error(unwritable_file). The caller holds the lock.
    explicit NewEntry(const std::filesystem::path& directory);
    NewEntry(const NewEntry&) = delete;
    NewEntry& operator=(const NewEntry&) = delete;
    ~NewEntry();

    const std::filesystem::path& path() const noexcept { return path_; }

    /// Makes it an entry. Throws Error(already_exists, unwritable_file).
    void publish(std::string_view label);

    /// Puts it in the place of an entry, which goes to the trash. Throws Error(unwritable_file);
    /// the old one is in its place then.
    void publish_instead_of(std::string_view label, TimePoint now);

  private:
    std::filesystem::path directory_;
    std::filesystem::path path_;
};

/// Removes what writers left behind that died on the way. The caller holds the lock.
void remove_unfinished_entries(const std::filesystem::path& directory) noexcept;

/// Whether something goes by this name, a dangling link too.
bool is_there(const std::filesystem::path& path) noexcept;

/// The folder of what was removed; made when missing.
std::filesystem::path make_trash(const std::filesystem::path& directory);
std::filesystem::path trash_of(const std::filesystem::path& directory);

/// A name in the trash that is free: label, "~", seconds since 1970, and "~" with a number when
/// that is taken.
std::string free_trash_name(const std::filesystem::path& trash, std::string_view label,
                            TimePoint now);

/// What such a name says; nothing for another name.
struct TrashName {
    std::string label;
    TimePoint removed{};
};
std::optional<TrashName> read_trash_name(std::string_view name);

}  // namespace domainsec::inline v1::detail
