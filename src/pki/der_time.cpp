// Times in DER: YYMMDDHHMMSSZ and YYYYMMDDHHMMSSZ (RFC 5280 §4.1.2.5.1, §4.1.2.5.2).
#include "pki/der_time.hpp"

#include <string_view>

namespace domainsec::inline v1::detail {
namespace {

std::optional<unsigned> digits(std::string_view text) noexcept {
    unsigned value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + static_cast<unsigned>(c - '0');
    }
    return value;
}

}  // namespace

std::optional<TimePoint> read_time(const DerElement& element) noexcept {
    using namespace std::chrono;
    std::string_view text = text_of(element.content);
    const std::size_t year_digits = element.tag == der_generalized_time ? 4 : 2;
    if (element.tag != der_generalized_time && element.tag != der_utc_time) return std::nullopt;
    if (text.size() != year_digits + 11 || text.back() != 'Z') return std::nullopt;
    auto year_number = digits(text.substr(0, year_digits));
    if (!year_number) return std::nullopt;
    if (year_digits == 2) *year_number += *year_number < 50 ? 2000U : 1900U;
    unsigned parts[5] = {};
    for (std::size_t i = 0; i < 5; ++i) {
        const auto part = digits(text.substr(year_digits + 2 * i, 2));
        if (!part) return std::nullopt;
        parts[i] = *part;
    }
    const year_month_day date{year(static_cast<int>(*year_number)), month(parts[0]), day(parts[1])};
    if (!date.ok() || parts[2] > 23 || parts[3] > 59 || parts[4] > 59) return std::nullopt;
    return TimePoint(sys_days(date)) + hours(parts[2]) + minutes(parts[3]) + seconds(parts[4]);
}

}  // namespace domainsec::inline v1::detail
