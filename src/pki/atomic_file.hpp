// Writes a file so that a crash leaves the old state or the new one, never half of it (POSIX).
#pragma once

#include <domainsec/bytes.hpp>
#include <filesystem>

namespace domainsec::inline v1::detail {

/// Makes `path` with mode 0600 and this content, through a temporary file beside it, fsync and an
/// atomic rename. Throws Error(already_exists) rather than replace something, and
/// Error(unwritable_file).
void write_new_file(const std::filesystem::path& path, ByteView content);

/// The same, and what was there is replaced; with another mode for what a group may read.
void replace_file(const std::filesystem::path& path, ByteView content,
                  std::filesystem::perms mode = std::filesystem::perms::owner_read |
                                                std::filesystem::perms::owner_write);

/// Renames a file or directory onto a name that is free, and makes that last. Throws
/// Error(already_exists) when it is taken, and Error(unwritable_file).
void rename_to_new(const std::filesystem::path& from, const std::filesystem::path& to);

/// Makes the names in a directory last through a crash. Throws Error(unwritable_file).
void sync_directory(const std::filesystem::path& directory);

}  // namespace domainsec::inline v1::detail
