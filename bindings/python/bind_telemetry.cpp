// telemetry: counters.
#include "casters.hpp"

namespace domainsec::python {

void bind_telemetry(py::module_& module) {
    py::class_<Metrics, std::shared_ptr<Metrics>>(module, "Metrics",
                                                  "Counters in Prometheus' text format.")
        .def(py::init([] { return std::make_shared<Metrics>(); }))
        .def("value", &Metrics::value, py::arg("name"), py::arg("labels") = "")
        .def("prometheus_text", &Metrics::prometheus_text);
}

}  // namespace domainsec::python
