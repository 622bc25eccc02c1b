// Files of keys that are written whole, replaced whole and destroyed (POSIX).
#pragma once

#include <filesystem>
#include <initializer_list>
#include <string_view>

namespace domainsec::cli {

/// Puts a text in the place of a file that is there: temporary file beside it, fsync, rename; mode,
/// owner and group stay. Throws Error(unwritable_file); the old file is untouched then.
void replace_whole(const std::filesystem::path& file, std::string_view text);

/// Writes a secret, piece by piece, with mode 0600 into a file that must not exist. Throws
/// Error(already_exists, unwritable_file); nothing is left behind then.
void write_new_secret(const std::filesystem::path& file,
                      std::initializer_list<std::string_view> texts);

/// Overwrites a file with zeros and removes it, and the link by which it was named. Throws
/// Error(unwritable_file).
void destroy_file(const std::filesystem::path& file);

}  // namespace domainsec::cli
