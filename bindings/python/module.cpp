// domainsec._core: one submodule per area; errors of the library become domainsec.Error.
#include <domainsec/version.hpp>

#include "casters.hpp"

namespace domainsec::python {
namespace {

void raise(const Error& error) {
    const auto type = py::module_::import("domainsec.errors").attr("Error");
    const auto instance =
        type(peer_text(error.what()), word("ErrorCode", to_string(error.code())),
             peer_text(error.file()), py::int_(error.line()), peer_text(error.field()));
    PyErr_SetObject(type.ptr(), instance.ptr());
}

void translate(std::exception_ptr pointer) {
    try {
        if (pointer) std::rethrow_exception(pointer);
    } catch (const Error& error) {
        raise(error);
    }
}

/// Classes of an area belong to the package for whoever prints or pickles them; the submodule is
/// where they are looked up.
void bind_area(py::module_& core, const char* area, void (*bind)(py::module_&)) {
    auto submodule = core.def_submodule(area);
    const py::object name = submodule.attr("__name__");
    submodule.attr("__name__") = "domainsec";
    bind(submodule);
    submodule.attr("__name__") = name;
}

/// An object whose __init__ never ran (X.__new__(X), a subclass that forgot it, a pickle that was
/// tampered with) would get memory with nothing in it when it is used.
[[noreturn]] void* refuse_unmade(std::size_t) {
    throw py::type_error("this object was never made: its __init__() was not called");
}

void refuse_unmade_objects() {
    for (const auto& [type, info] : py::detail::get_internals().registered_types_cpp) {
        const auto module = py::handle(reinterpret_cast<PyObject*>(info->type)).attr("__module__");
        if (info->operator_new == nullptr && module.cast<std::string>() == "domainsec")
            info->operator_new = &refuse_unmade;
    }
}

/// The words of each class in domainsec.words, as the library has them.
py::dict all_words() {
    py::dict all;
#define DOMAINSEC_WORDS_OF(Type, Class)                                        \
    {                                                                          \
        py::list words;                                                        \
        for (const auto& [word, value] : words_of<Type>()) words.append(word); \
        all[#Class] = words;                                                   \
    }
    DOMAINSEC_EACH_WORD_CLASS(DOMAINSEC_WORDS_OF)
#undef DOMAINSEC_WORDS_OF
    return all;
}

}  // namespace
}  // namespace domainsec::python

PYBIND11_MODULE(_core, module) {
    using namespace domainsec::python;
    module.doc() = "The compiled core of domainsec. Import domainsec instead.";
    module.attr("__version__") = domainsec::version;
    py::register_exception_translator(&translate);
    bind_area(module, "names", &bind_names);
    bind_area(module, "dns", &bind_dns);
    bind_area(module, "pki", &bind_pki);
    bind_area(module, "trust", &bind_trust);
    bind_area(module, "tls", &bind_tls);
    bind_area(module, "message", &bind_message);
    bind_area(module, "telemetry", &bind_telemetry);
    bind_area(module, "policy", &bind_policy);
    bind_area(module, "stamp", &bind_stamp);
    bind_area(module, "edge", &bind_edge);
    refuse_unmade_objects();
    module.def("words", &all_words, "Each class of domainsec.words with the library's words.");
}
