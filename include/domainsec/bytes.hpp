// How octets are passed: borrowed as a view, owned as a vector.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace domainsec::inline v1 {

/// Borrowed octets. The callee never keeps the view beyond the call unless its documentation says
/// so.
using ByteView = std::span<const std::uint8_t>;

/// Owned octets.
using Bytes = std::vector<std::uint8_t>;

/// A SHA-256 digest: 32 octets (FIPS 180-4).
using Sha256Digest = std::array<std::uint8_t, 32>;

/// The octets of a text, without a copy.
inline ByteView bytes_of(std::string_view text) noexcept {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// Octets seen as a text, without a copy and without any check of their encoding.
inline std::string_view text_of(ByteView bytes) noexcept {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace domainsec::inline v1
