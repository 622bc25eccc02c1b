// Moments as aware datetimes, durations as timedeltas; neither is rounded in silence.
#pragma once

#include <pybind11/pybind11.h>

#include <chrono>
#include <domainsec/clock.hpp>
#include <optional>
#include <string>

namespace domainsec::python {

namespace py = pybind11;

/// An aware datetime in UTC. What lies after the year 9999, or before the year 1, is shown as the
/// last or first second that a datetime can hold.
py::object to_datetime(TimePoint moment);

/// Nothing for what is no datetime. Fractions of a second are cut off. Throws ValueError for a
/// naive one, for nobody knows what it means.
std::optional<TimePoint> from_datetime(py::handle source);

py::object to_timedelta(std::chrono::microseconds duration);

/// Nothing for what is no timedelta. Throws ValueError for one of over 100 million days.
std::optional<std::chrono::microseconds> from_timedelta(py::handle source);

}  // namespace domainsec::python

namespace pybind11::detail {

/// A moment: an aware datetime, in whole seconds.
template <>
struct type_caster<domainsec::TimePoint> {
    PYBIND11_TYPE_CASTER(domainsec::TimePoint, const_name("datetime.datetime"));

    bool load(handle source, bool) {
        const auto moment = domainsec::python::from_datetime(source);
        if (moment) value = *moment;
        return moment.has_value();
    }

    static handle cast(domainsec::TimePoint moment, return_value_policy, handle) {
        return domainsec::python::to_datetime(moment).release();
    }
};

/// A duration: a timedelta. One that does not come out even in the unit is refused.
template <typename Count, typename Period>
struct type_caster<std::chrono::duration<Count, Period>> {
    using Duration = std::chrono::duration<Count, Period>;
    PYBIND11_TYPE_CASTER(Duration, const_name("datetime.timedelta"));

    bool load(handle source, bool) {
        const auto exact = domainsec::python::from_timedelta(source);
        if (!exact) return false;
        value = std::chrono::floor<Duration>(*exact);
        if (std::chrono::microseconds{value} != *exact)
            throw value_error("a timedelta in whole " +
                              std::string(Period::den == 1 ? "seconds" : "milliseconds"));
        return true;
    }

    static handle cast(Duration duration, return_value_policy, handle) {
        return domainsec::python::to_timedelta(duration).release();
    }
};

}  // namespace pybind11::detail
