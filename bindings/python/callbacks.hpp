// Python functions that the library calls: with the GIL, never after the interpreter has begun to
// end, and with exceptions as texts. What a failed callback means is the library's to say: always
// something temporary, and an event.
#pragma once

#include <pybind11/pybind11.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "gil.hpp"

namespace domainsec::python {

namespace py = pybind11;

/// What a callback raised, as text: the exception itself stays on Python's side.
class CallbackFailure final : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

inline bool interpreter_ends() noexcept {
#if PY_VERSION_HEX >= 0x030D0000
    return Py_IsInitialized() == 0 || Py_IsFinalizing() != 0;
#else
    return Py_IsInitialized() == 0 || _Py_IsFinalizing() != 0;
#endif
}

/// A str as UTF-8, lone surrogates as "\\udcff".
inline std::string readable(py::handle text) {
    auto* const encoded = PyUnicode_AsEncodedString(text.ptr(), "utf-8", "backslashreplace");
    if (encoded == nullptr) throw py::error_already_set();
    return py::reinterpret_steal<py::bytes>(encoded);
}

/// False for anything but an interrupt.
inline bool keep_interrupt(const py::error_already_set& error) {
    const bool is_interrupt = error.matches(PyExc_KeyboardInterrupt);
    if (is_interrupt) Interrupt::keep();
    return is_interrupt;
}

/// "ValueError: text" of what was raised; the name alone where the exception's own __str__ fails.
inline std::string text_of(py::error_already_set& error) {
    keep_interrupt(error);
    std::string told = "an exception that cannot be told";
    try {
        told = readable(error.type().attr("__name__"));
        told += ": " + readable(py::str(error.value()));
    } catch (const std::exception&) {
        PyErr_Clear();
    }
    return told;
}

/// A Python object that C++ holds and may copy and drop in any thread.
class SharedObject {
  public:
    explicit SharedObject(py::object object)
        : object_(new py::object(std::move(object)), [](py::object* held) {
              if (interpreter_ends()) return;  // Its memory goes with the process.
              const WithGil gil;
              delete held;
          }) {}

    /// With the GIL only.
    const py::object& get() const noexcept { return *object_; }

  private:
    std::shared_ptr<py::object> object_;
};

/// Runs `body` with the GIL. `what` names the callback in the text of a failure: "clock:
/// ValueError: …". Throws CallbackFailure, never a Python exception.
template <typename Body>
auto with_python(const char* what, const Body& body) -> decltype(body()) {
    if (interpreter_ends()) throw CallbackFailure(std::string(what) + ": Python is ending");
    const WithGil gil;
    try {
        return body();
    } catch (py::error_already_set& error) {
        throw CallbackFailure(std::string(what) + ": " + text_of(error));
    } catch (const py::cast_error&) {
        throw CallbackFailure(std::string(what) + ": gave something of a wrong type");
    } catch (const py::builtin_exception& error) {
        throw CallbackFailure(std::string(what) + ": " + error.what());
    }
}

/// A std::function over a Python function: callback<TimePoint()>("clock", object).
template <typename Signature>
struct CallbackMaker;

template <typename Result, typename... Arguments>
struct CallbackMaker<Result(Arguments...)> {
    static auto make(const char* what, py::object function) {
        return [what, held = SharedObject(std::move(function))](Arguments... arguments) -> Result {
            return with_python(what, [&]() -> Result {
                return held.get()(std::forward<Arguments>(arguments)...).template cast<Result>();
            });
        };
    }
};

template <typename Signature>
auto callback(const char* what, py::object function) {
    if (PyCallable_Check(function.ptr()) == 0)
        throw py::type_error(std::string(what) + ": a function is expected");
    return CallbackMaker<Signature>::make(what, std::move(function));
}

}  // namespace domainsec::python
