// The file of master keys: its text, and its atomic replacement (docs/deployment.md).
#pragma once

#include <botan/secmem.h>

#include <domainsec/clock.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "tls/ticket_key_set.hpp"

namespace domainsec::inline v1::detail {

/// Most octets of such a file.
inline constexpr std::size_t max_ticket_key_file_octets = 4096;

/// Reads the text of a file; `name` stands for it in messages. Throws Error(invalid_configuration)
/// that names the line and holds nothing of a key.
TicketKeySet ticket_keys_from_text(std::string_view text, const std::string& name);

/// The text that is read as these keys.
Botan::secure_vector<std::uint8_t> to_text(const TicketKeySet& keys);

/// Reads a file that nobody else can. Throws Error(unreadable_file, invalid_configuration).
TicketKeySet read_ticket_key_file(const std::filesystem::path& file);

/// As TicketKeys::create_file() and rotate_file().
void create_ticket_key_file(const std::filesystem::path& file, TimePoint now);
void rotate_ticket_key_file(const std::filesystem::path& file, TimePoint now);

/// What stat() says of a file; it differs when the file was replaced, written or given another
/// mode.
struct FileMark {
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    std::int64_t size = 0;
    std::int64_t modified_seconds = 0;
    std::int64_t modified_nanoseconds = 0;
    std::int64_t changed_seconds = 0;
    std::int64_t changed_nanoseconds = 0;

    bool operator==(const FileMark&) const = default;
};

/// Throws Error(unreadable_file).
FileMark file_mark(const std::filesystem::path& file);

}  // namespace domainsec::inline v1::detail
