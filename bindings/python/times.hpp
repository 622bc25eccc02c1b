// Moments as aware datetimes, durations as timedeltas; neither is rounded in silence.
#pragma once

#include <pybind11/pybind11.h>
// After Python.h.
#include <datetime.h>

#include <chrono>
#include <cstdint>
#include <domainsec/clock.hpp>

namespace domainsec::python {

inline void need_datetime() {
    if (PyDateTimeAPI == nullptr) {
        PyDateTime_IMPORT;
    }
    if (PyDateTimeAPI == nullptr) throw pybind11::error_already_set();
}

inline pybind11::object epoch() {
    need_datetime();
    return pybind11::reinterpret_steal<pybind11::object>(PyDateTimeAPI->DateTime_FromDateAndTime(
        1970, 1, 1, 0, 0, 0, 0, PyDateTime_TimeZone_UTC, PyDateTimeAPI->DateTimeType));
}

/// Microseconds of a timedelta: below 2^63, for a timedelta ends at 10^9 days.
inline std::int64_t microseconds_of(pybind11::handle delta) {
    const auto days = static_cast<std::int64_t>(PyDateTime_DELTA_GET_DAYS(delta.ptr()));
    const auto seconds = static_cast<std::int64_t>(PyDateTime_DELTA_GET_SECONDS(delta.ptr()));
    constexpr std::int64_t most_days = 100'000'000;
    if (days > most_days || days < -most_days)
        throw pybind11::value_error("a duration of more than 100 million days");
    return (days * 86'400 + seconds) * 1'000'000 + PyDateTime_DELTA_GET_MICROSECONDS(delta.ptr());
}

}  // namespace domainsec::python

namespace pybind11::detail {

/// A moment: an aware datetime in UTC, in whole seconds (fractions of the argument are cut off).
/// Naive ones are refused, for nobody knows what they mean. What lies after the year 9999, or
/// before the year 1, is shown as the last or first second that a datetime can hold.
template <>
struct type_caster<domainsec::TimePoint> {
    PYBIND11_TYPE_CASTER(domainsec::TimePoint, const_name("datetime.datetime"));

    bool load(handle source, bool) {
        domainsec::python::need_datetime();
        if (!source || !PyDateTime_Check(source.ptr())) return false;
        if (source.attr("utcoffset")().is_none())
            throw value_error(
                "a datetime without a time zone; use datetime.now(timezone.utc) or the like");
        const object since = reinterpret_borrow<object>(source) - domainsec::python::epoch();
        value = domainsec::TimePoint{std::chrono::floor<domainsec::Seconds>(
            std::chrono::microseconds{domainsec::python::microseconds_of(since)})};
        return true;
    }

    static handle cast(domainsec::TimePoint moment, return_value_policy, handle) {
        using namespace std::chrono;
        domainsec::python::need_datetime();
        constexpr sys_seconds first = sys_days{January / 1 / 1};
        constexpr sys_seconds last = sys_days{January / 1 / 10'000} - seconds{1};
        moment = std::clamp(moment, first, last);
        const auto day = floor<days>(moment);
        const year_month_day date{day};
        const hh_mm_ss time{moment - day};
        return PyDateTimeAPI->DateTime_FromDateAndTime(
            static_cast<int>(date.year()), static_cast<int>(static_cast<unsigned>(date.month())),
            static_cast<int>(static_cast<unsigned>(date.day())),
            static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
            static_cast<int>(time.seconds().count()), 0, PyDateTime_TimeZone_UTC,
            PyDateTimeAPI->DateTimeType);
    }
};

/// A duration: a timedelta. One that does not come out even in the unit is refused.
template <typename Count, typename Period>
struct type_caster<std::chrono::duration<Count, Period>> {
    using Duration = std::chrono::duration<Count, Period>;
    PYBIND11_TYPE_CASTER(Duration, const_name("datetime.timedelta"));

    bool load(handle source, bool) {
        domainsec::python::need_datetime();
        if (!source || !PyDelta_Check(source.ptr())) return false;
        const std::chrono::microseconds exact{domainsec::python::microseconds_of(source)};
        value = std::chrono::floor<Duration>(exact);
        if (std::chrono::microseconds{value} != exact)
            throw value_error("a timedelta in whole " +
                              std::string(Period::den == 1 ? "seconds" : "milliseconds"));
        return true;
    }

    static handle cast(Duration duration, return_value_policy, handle) {
        using namespace std::chrono;
        domainsec::python::need_datetime();
        const auto whole_days = floor<days>(duration);
        const auto rest = duration_cast<microseconds>(duration - whole_days);
        return PyDateTimeAPI->Delta_FromDelta(
            static_cast<int>(whole_days.count()), static_cast<int>(rest.count() / 1'000'000),
            static_cast<int>(rest.count() % 1'000'000), 1, PyDateTimeAPI->DeltaType);
    }
};

}  // namespace pybind11::detail
