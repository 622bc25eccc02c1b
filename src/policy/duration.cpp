// Reads and writes "365d", "12h", "90m", "30s".
#include "policy/duration.hpp"

#include <array>
#include <cstdint>
#include <utility>

namespace domainsec::inline v1::detail {

namespace {

constexpr std::array<std::pair<char, std::int64_t>, 4> units{
    {{'d', 86400}, {'h', 3600}, {'m', 60}, {'s', 1}}};

}  // namespace

std::optional<Seconds> duration_from_string(std::string_view text) noexcept {
    // Nine digits of days stay far below what 64 bits of seconds hold.
    if (text.size() < 2 || text.size() > 10) return std::nullopt;
    std::int64_t count = 0;
    for (const char digit : text.substr(0, text.size() - 1)) {
        if (digit < '0' || digit > '9') return std::nullopt;
        count = count * 10 + (digit - '0');
    }
    for (const auto& unit : units) {
        if (text.back() == unit.first) return Seconds{count * unit.second};
    }
    return std::nullopt;
}

std::string duration_to_string(Seconds duration) {
    const std::int64_t count = duration.count();
    for (const auto& unit : units) {
        if (count != 0 && count % unit.second == 0) {
            return std::to_string(count / unit.second) + unit.first;
        }
    }
    return "0s";
}

}  // namespace domainsec::inline v1::detail
