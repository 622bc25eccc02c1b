// Pins of keys, current first and then next (RFC 7469 §4.3).
#include "trust/pins.hpp"

#include <string>

namespace domainsec::inline v1::detail {

std::optional<Problem> missing_spare(const std::vector<Sha256Digest>& pins,
                                     const Sha256Digest& key) {
    if (pins.size() == 1)
        return Problem{TrustReason::pin_only_current, "RFC 7469 §4.3", "one pin",
                       "a second pin, of the key that comes next"};
    if (pins.empty() || pins.back() != key) return std::nullopt;
    return Problem{TrustReason::pin_only_current, "RFC 7469 §4.3",
                   "the key of the last of " + std::to_string(pins.size()) +
                       " pins in use: the partner has gone over to its next key",
                   "the pins before it taken away, and one of the key that comes next added"};
}

}  // namespace domainsec::inline v1::detail
