// The files of a certificate store: labels, the writers' lock, entries that appear whole, and
// assignments.
#pragma once

#include <filesystem>
#include <map>
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
    /// Throws Error(unwritable_file).
    explicit StoreLock(const std::filesystem::path& directory);

  private:
    FileDescriptor file_;
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

  private:
    std::filesystem::path directory_;
    std::filesystem::path path_;
};

/// Removes what writers left behind that died on the way. The caller holds the lock.
void remove_unfinished_entries(const std::filesystem::path& directory) noexcept;

/// Label by service word. Empty when there is no file. Throws Error(unreadable_file,
/// invalid_configuration).
std::map<std::string, std::string> read_assignments(const std::filesystem::path& directory);

/// Throws Error(unwritable_file). The caller holds the lock.
void write_assignments(const std::filesystem::path& directory,
                       const std::map<std::string, std::string>& assignments);

}  // namespace domainsec::inline v1::detail
