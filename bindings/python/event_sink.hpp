// Who hears of events: a Python function of one Event, or Metrics.
#pragma once

#include "casters.hpp"

namespace domainsec::python {

/// Calls a function with each event. What it raises goes to sys.unraisablehook, for nobody waits
/// for its answer.
class FunctionSink final : public EventSink {
  public:
    explicit FunctionSink(py::object function) : function_(std::move(function)) {}

    void on_event(const Event& event) noexcept override {
        if (interpreter_ends()) return;
        const WithGil gil;
        try {
            function_.get()(py::cast(event));
        } catch (py::error_already_set& error) {
            if (!keep_interrupt(error)) error.discard_as_unraisable("domainsec events");
        } catch (const std::exception&) {
            PyErr_Clear();
        }
    }

  private:
    SharedObject function_;
};

/// None gives none.
inline std::shared_ptr<EventSink> to_event_sink(const py::object& given) {
    if (given.is_none()) return nullptr;
    if (py::isinstance<Metrics>(given)) return given.cast<std::shared_ptr<Metrics>>();
    if (PyCallable_Check(given.ptr()) == 0)
        throw py::type_error("events: a function of one Event, or Metrics");
    return std::make_shared<FunctionSink>(given);
}

}  // namespace domainsec::python
