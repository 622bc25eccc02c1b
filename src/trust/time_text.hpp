// Times for people and JSON (RFC 3339).
#pragma once

#include <domainsec/clock.hpp>
#include <string>

namespace domainsec::inline v1::detail {

/// "2026-11-24T08:00:00Z".
std::string time_text(TimePoint time);

}  // namespace domainsec::inline v1::detail
