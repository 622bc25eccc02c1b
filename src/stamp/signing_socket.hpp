// The two sides of a signing socket: a process that holds the stamp key signs for one that does not
// (docs/stamp-format.md §5.5).
#pragma once

#include <cstddef>
#include <domainsec/bytes.hpp>
#include <filesystem>
#include <string_view>

namespace domainsec::inline v1::detail {

inline constexpr std::string_view signing_protocol = "DSEC1";

/// What one request has: the protocol's name and a digest.
inline constexpr std::size_t signing_request_octets = signing_protocol.size() + 32;

/// What stands in front of the signatures in a reply: the protocol's name and a status.
inline constexpr std::size_t signing_reply_head = signing_protocol.size() + 1;
inline constexpr std::uint8_t signing_done = 0;
inline constexpr std::uint8_t signing_refused = 1;

/// What fits into the address of a Unix socket (Linux).
inline constexpr std::size_t max_socket_path_octets = 107;

inline bool is_socket_path(const std::filesystem::path& path) noexcept {
    return !path.empty() && path.native().size() <= max_socket_path_octets;
}

/// Asks once, over a connection of its own. Empty when there is no answer of `octets` signature
/// octets in time.
Bytes ask_signing_socket(const std::filesystem::path& socket, ByteView digest, std::size_t octets,
                         int timeout_milliseconds) noexcept;

}  // namespace domainsec::inline v1::detail
