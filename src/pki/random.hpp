// The one source of randomness: the operating system's, which is safe after fork and between
// threads, and holds no state of ours.
#pragma once

#include <botan/rng.h>

namespace domainsec::inline v1::detail {

/// The system's random source. Throws Error(resource_unavailable) when it cannot be had.
Botan::RandomNumberGenerator& system_random();

}  // namespace domainsec::inline v1::detail
