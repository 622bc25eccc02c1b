// Lengths of time as an administrator writes them: "365d", "12h", "90m", "30s".
#pragma once

#include <domainsec/clock.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace domainsec::inline v1::detail {

/// duration = 1*9DIGIT ( "d" / "h" / "m" / "s" )
std::optional<Seconds> duration_from_string(std::string_view text) noexcept;

/// In the largest unit that leaves no rest: "10d", "36h".
std::string duration_to_string(Seconds duration);

}  // namespace domainsec::inline v1::detail
