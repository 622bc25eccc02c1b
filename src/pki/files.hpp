// Reads the files of an administrator: whole, with a limit, and secrets only when nobody else can
// read them.
#pragma once

#include <botan/secmem.h>

#include <cstddef>
#include <domainsec/bytes.hpp>
#include <filesystem>

namespace domainsec::inline v1::detail {

/// A regular file, whole. Throws Error(unreadable_file) when it is missing, not a regular file or
/// longer than `limit`.
Bytes read_file(const std::filesystem::path& path, std::size_t limit);

/// The same for a secret: owned by this user or root, and without any permission for group or
/// others. The octets are wiped.
Botan::secure_vector<std::uint8_t> read_secret_file(const std::filesystem::path& path,
                                                    std::size_t limit);

/// Throws Error(unreadable_file) unless `path` is a directory, owned by this user or root, without
/// any permission for group or others.
void check_private_directory(const std::filesystem::path& path);

}  // namespace domainsec::inline v1::detail
