// domainsec._core: one bind function per area; errors of the library become domainsec.Error.
#include "casters.hpp"

#include <domainsec/version.hpp>

namespace domainsec::python {
namespace {

void raise(const Error& error) {
    const auto type = py::module_::import("domainsec.errors").attr("Error");
    const auto instance =
        type(py::str(error.what()), word("ErrorCode", to_string(error.code())),
             py::str(error.file()), py::int_(error.line()), py::str(error.field()));
    PyErr_SetObject(type.ptr(), instance.ptr());
}

}  // namespace
}  // namespace domainsec::python

PYBIND11_MODULE(_core, module) {
    using namespace domainsec::python;
    module.doc() = "The compiled core of domainsec. Import domainsec instead.";
    module.attr("__version__") = domainsec::version;
    py::register_exception_translator([](std::exception_ptr pointer) {
        try {
            if (pointer) std::rethrow_exception(pointer);
        } catch (const domainsec::Error& error) {
            raise(error);
        }
    });
    bind_names(module);
    bind_pki(module);
    bind_trust(module);
    bind_tls(module);
    bind_policy(module);
    bind_message(module);
    bind_stamp(module);
    bind_telemetry(module);
    bind_edge(module);
}
