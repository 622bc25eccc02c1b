// The header fields that only an organization's own hosts may write: marks.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

#include "message/ascii.hpp"

namespace domainsec::inline v1::detail {

enum class Mark {
    none,
    stamp,                   ///< Domain-Secured
    authentication_results,  ///< Authentication-Results (RFC 8601)
    exchange,                ///< X-MS-Exchange-Organization-*, X-MS-Exchange-Forest-*
};

inline constexpr std::string_view stamp_name = "Domain-Secured";
inline constexpr std::string_view authentication_results_name = "Authentication-Results";
inline constexpr std::array<std::string_view, 2> exchange_prefixes = {"X-MS-Exchange-Organization-",
                                                                      "X-MS-Exchange-Forest-"};

/// Which mark a field name is, ASCII case aside.
constexpr Mark mark_of(std::string_view name) noexcept {
    if (ascii_equal(name, stamp_name)) return Mark::stamp;
    if (ascii_equal(name, authentication_results_name)) return Mark::authentication_results;
    const bool exchange =
        std::any_of(exchange_prefixes.begin(), exchange_prefixes.end(),
                    [name](std::string_view prefix) { return ascii_begins(name, prefix); });
    return exchange ? Mark::exchange : Mark::none;
}

/// True for the beginning of a mark's name, and for all of it; not for the empty text.
constexpr bool begins_mark(std::string_view text) noexcept {
    if (text.empty()) return false;
    return mark_of(text) != Mark::none || ascii_begins(stamp_name, text) ||
           ascii_begins(authentication_results_name, text) ||
           std::any_of(exchange_prefixes.begin(), exchange_prefixes.end(),
                       [text](std::string_view prefix) { return ascii_begins(prefix, text); });
}

}  // namespace domainsec::inline v1::detail
