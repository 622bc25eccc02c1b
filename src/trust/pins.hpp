// Pins of keys, current first and then next (RFC 7469 §4.3).
#pragma once

#include <domainsec/bytes.hpp>
#include <optional>
#include <vector>

#include "trust/findings.hpp"

namespace domainsec::inline v1::detail {

/// What is to be said when no pin is left for the key that comes after `key`, the one in use; never
/// about a next key that the partner has not used yet, for one leaf shows one key.
std::optional<Problem> missing_spare(const std::vector<Sha256Digest>& pins,
                                     const Sha256Digest& key);

}  // namespace domainsec::inline v1::detail
