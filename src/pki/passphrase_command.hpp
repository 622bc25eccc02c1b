// Runs the command that prints a passphrase: without a shell, bounded in time and output (POSIX).
#pragma once

#include <botan/secmem.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace domainsec::inline v1::detail {

inline constexpr std::chrono::milliseconds passphrase_command_limit{10'000};

/// Splits at blanks and tabs; '...' and "..." hold together what is in them, "" is an empty word.
/// Nothing else is special. Nothing for a quote that is not closed.
std::optional<std::vector<std::string>> words_of_command(std::string_view text);

/// What the command prints on standard output, at most max_passphrase_octets. `words` is not empty
/// and begins with an absolute path. It is killed with its process group when it takes longer than
/// `limit` or prints more. Throws Error(resource_unavailable).
Botan::secure_vector<char> output_of_command(const std::vector<std::string>& words,
                                             std::chrono::milliseconds limit);

}  // namespace domainsec::inline v1::detail
