// Moments and durations by Python's own datetime structures.
#include "times.hpp"

#include <datetime.h>

#include <algorithm>
#include <cstdint>

namespace domainsec::python {
namespace {

// Each source file that includes datetime.h has a PyDateTimeAPI of its own: this is the only one.
void need_datetime() {
    if (PyDateTimeAPI == nullptr) {
        PyDateTime_IMPORT;
    }
    if (PyDateTimeAPI == nullptr) throw py::error_already_set();
}

py::object checked(PyObject* made) {
    if (made == nullptr) throw py::error_already_set();
    return py::reinterpret_steal<py::object>(made);
}

}  // namespace

py::object to_datetime(TimePoint moment) {
    using namespace std::chrono;
    need_datetime();
    constexpr sys_seconds first = sys_days{year{1} / January / 1};
    constexpr sys_seconds last = sys_days{year{10'000} / January / 1} - seconds{1};
    moment = std::clamp(moment, first, last);
    const auto day = floor<days>(moment);
    const year_month_day date{day};
    const hh_mm_ss time{moment - day};
    return checked(PyDateTimeAPI->DateTime_FromDateAndTime(
        static_cast<int>(date.year()), static_cast<int>(static_cast<unsigned>(date.month())),
        static_cast<int>(static_cast<unsigned>(date.day())), static_cast<int>(time.hours().count()),
        static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()), 0,
        PyDateTime_TimeZone_UTC, PyDateTimeAPI->DateTimeType));
}

std::optional<TimePoint> from_datetime(py::handle source) {
    need_datetime();
    if (!source || !PyDateTime_Check(source.ptr())) return std::nullopt;
    if (source.attr("utcoffset")().is_none())
        throw py::value_error(
            "a datetime without a time zone; use datetime.now(timezone.utc) or the like");
    const py::object since = py::reinterpret_borrow<py::object>(source) - to_datetime(TimePoint{});
    return TimePoint{std::chrono::floor<Seconds>(*from_timedelta(since))};
}

py::object to_timedelta(std::chrono::microseconds duration) {
    using namespace std::chrono;
    need_datetime();
    const auto whole_days = floor<days>(duration);
    const auto rest = duration - whole_days;
    const auto whole_seconds = floor<seconds>(rest);
    return checked(PyDateTimeAPI->Delta_FromDelta(
        static_cast<int>(whole_days.count()), static_cast<int>(whole_seconds.count()),
        static_cast<int>((rest - whole_seconds).count()), 1, PyDateTimeAPI->DeltaType));
}

std::optional<std::chrono::microseconds> from_timedelta(py::handle source) {
    need_datetime();
    if (!source || !PyDelta_Check(source.ptr())) return std::nullopt;
    const auto days = source.attr("days").cast<std::int64_t>();
    constexpr std::int64_t most_days = 100'000'000;
    if (days > most_days || days < -most_days)
        throw py::value_error("a duration of more than 100 million days");
    return std::chrono::microseconds{(days * 86'400 + source.attr("seconds").cast<std::int64_t>()) *
                                         1'000'000 +
                                     source.attr("microseconds").cast<std::int64_t>()};
}

}  // namespace domainsec::python
