// Finds the word that a misspelt one was probably meant to be.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace domainsec::inline v1::detail {

/// The candidate that needs the fewest insertions, deletions, substitutions and swaps of
/// neighbours; nothing when even that one is too far off to be meant.
std::optional<std::string> closest(std::string_view word,
                                   const std::vector<std::string>& candidates);

}  // namespace domainsec::inline v1::detail
