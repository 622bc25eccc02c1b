// A moment as people and files write it (RFC 3339 §5.6, UTC).
#pragma once

#include <domainsec/clock.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace domainsec::inline v1::detail {

/// "2026-11-24T12:00:00Z".
std::string time_text(TimePoint time);

/// Reads what time_text() writes, and nothing else.
std::optional<TimePoint> time_from_text(std::string_view text) noexcept;

}  // namespace domainsec::inline v1::detail
