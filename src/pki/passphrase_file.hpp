// Reads the small files that hold a passphrase, and takes the first line of what a source gave.
#pragma once

#include <botan/secmem.h>
#include <sys/types.h>

#include <cstddef>
#include <filesystem>
#include <string_view>

namespace domainsec::inline v1::detail {

/// Most octets of a passphrase, and of what is read to find it.
inline constexpr std::size_t max_passphrase_octets = 4096;

/// A regular file, no symbolic link, of this user or root, with none of the bits of `forbidden` in
/// its mode. Throws Error(unreadable_file).
Botan::secure_vector<char> read_passphrase_file(const std::filesystem::path& path,
                                                mode_t forbidden);

/// The first line without its end. Why it is none is said in `problem`, a predicate such as "is
/// empty".
std::string_view first_line(std::string_view text, std::string_view& problem) noexcept;

}  // namespace domainsec::inline v1::detail
