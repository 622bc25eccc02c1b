// A moment as people and files write it (RFC 3339 §5.6, UTC).
#pragma once

#include <domainsec/clock.hpp>
#include <string>

namespace domainsec::inline v1::detail {

/// "2026-11-24T12:00:00Z".
std::string time_text(TimePoint time);

}  // namespace domainsec::inline v1::detail
