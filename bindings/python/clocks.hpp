// Moments for the library: an optional `now`, and clocks that are Python functions where the
// library asks for one that does not throw.
#pragma once

#include "casters.hpp"

namespace domainsec::python {

/// An optional argument `now`.
inline TimePoint or_now(const std::optional<TimePoint>& moment) {
    return moment ? *moment : system_clock()();
}

/// None is the machine's clock. What the function raises goes to sys.unraisablehook, and the
/// machine's clock counts for that once.
inline Clock to_clock(const py::object& given) {
    if (given.is_none()) return system_clock();
    if (PyCallable_Check(given.ptr()) == 0)
        throw py::type_error("clock: a function that gives an aware datetime");
    return [function = SharedObject(given)]() -> TimePoint {
        if (interpreter_ends()) return system_clock()();
        const WithGil gil;
        try {
            return function.get()().cast<TimePoint>();
        } catch (py::error_already_set& error) {
            if (!keep_interrupt(error)) error.discard_as_unraisable("domainsec clock");
        } catch (const std::exception& error) {
            PyErr_SetString(PyExc_TypeError, error.what());
            PyErr_WriteUnraisable(function.get().ptr());
        }
        return system_clock()();
    };
}

}  // namespace domainsec::python
