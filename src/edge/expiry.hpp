// Tells early that one of our own certificates ends (Exchange event 12018), or already has (12014).
#pragma once

#include <domainsec/clock.hpp>
#include <domainsec/pki/certificate_store.hpp>
#include <domainsec/telemetry/event.hpp>
#include <optional>

namespace domainsec::inline v1::detail {

enum class ExpiryState { usable, ending, unusable };

/// `ending` in the last third of the lifetime, but not before the last 30 days: lifetimes go from
/// six days to years.
ExpiryState expiry_state(const Certificate& certificate, TimePoint now);

}  // namespace domainsec::inline v1::detail
