// Relaxed canonicalization of a body block by block, without a branch for each change (RFC 6376
// §3.4.4).
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace domainsec::inline v1::detail {

/// What became of some blocks.
struct RelaxedBlocks {
    std::size_t taken = 0;    ///< Octets read, a multiple of RelaxedCopy::block.
    std::size_t written = 0;  ///< Octets of canonical text; trailing empty lines are still in it.
    bool nul = false;
};

/// One way of copying.
struct RelaxedCopy {
    static constexpr std::size_t block = 64;

    /// Octets behind the last block that are looked at and must exist.
    static constexpr std::size_t lookahead = block;

    /// Copies at most `blocks` blocks from `text` to `out`, white space reduced. Stops before a
    /// block with a CR or LF that belongs to no CRLF. White space may stand before `text` when
    /// `text` does not begin with any, and a CR must not. `out` has room for one block more than is
    /// copied.
    using Copy = RelaxedBlocks (*)(const char* text, std::size_t blocks, char* out) noexcept;

    /// Of lines with `line` octets each, how many of the first `count` hold no white space, no
    /// control and one CRLF, at their end: as encoders write them, canonical where they lie. `line`
    /// is from shortest_line to longest_line.
    using Lines = std::size_t (*)(const char* text, std::size_t line, std::size_t count) noexcept;
    static constexpr std::size_t shortest_line = block + 2;
    static constexpr std::size_t longest_line = 2 * block + 2;

    std::string_view name;
    Copy copy;
    Lines lines;
};

/// The fastest that this processor has. Chosen once.
const RelaxedCopy& relaxed_copy() noexcept;

/// All that this processor can run, the portable one first: for tests that compare them.
std::vector<RelaxedCopy> all_relaxed_copies();

}  // namespace domainsec::inline v1::detail
