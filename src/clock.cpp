// The machine's own clock, in the resolution that certificates and stamps have, and moments as
// text.
#include <cstdio>
#include <domainsec/clock.hpp>

#include "time_text.hpp"

namespace domainsec::inline v1 {

Clock system_clock() {
    return
        [] { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); };
}

namespace detail {

std::string time_text(TimePoint time) {
    using namespace std::chrono;
    const sys_days day = floor<days>(time);
    const year_month_day date{day};
    const hh_mm_ss clock{time - day};
    char text[40];
    std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ",
                  static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
                  static_cast<int>(clock.minutes().count()),
                  static_cast<int>(clock.seconds().count()));
    return text;
}

}  // namespace detail

}  // namespace domainsec::inline v1
