// Immutable objects that are shared: std::shared_ptr<const T> in C++ is the T of Python, which has
// no call that changes it.
#pragma once

#include <pybind11/pybind11.h>

#include <memory>
#include <type_traits>

namespace pybind11::detail {

/// Through std::shared_ptr<T>, the holder of the class.
template <typename T>
struct type_caster<std::shared_ptr<const T>> {
    using Held = std::shared_ptr<T>;
    PYBIND11_TYPE_CASTER(std::shared_ptr<const T>, make_caster<Held>::name);

    bool load(handle source, bool convert) {
        make_caster<Held> held;
        if (!held.load(source, convert)) return false;
        value = cast_op<Held&>(held);
        return true;
    }

    static handle cast(const std::shared_ptr<const T>& shared, return_value_policy policy,
                       handle parent) {
        return make_caster<Held>::cast(std::const_pointer_cast<T>(shared), policy, parent);
    }
};

}  // namespace pybind11::detail
