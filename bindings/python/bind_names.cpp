// names: DomainName and MailAddress. A str is taken wherever one of them is expected.
#include <pybind11/operators.h>

#include "casters.hpp"

namespace domainsec::python {
namespace {

template <typename Value>
Value from_text(const std::string& text, const char* what) {
    auto value = Value::from_string(text);
    if (!value) throw Error(errc::invalid_name, "\"" + escaped(text) + "\" is not " + what);
    return *value;
}

}  // namespace

void bind_names(py::module_& module) {
    py::class_<DomainName>(module, "DomainName",
                           "A domain name, held as lower-case A-labels (RFC 5890).")
        .def(py::init([](const std::string& text) {
                 return from_text<DomainName>(text, "a domain name");
             }),
             py::arg("text"),
             "Raises Error(INVALID_NAME) for anything but a host name or mail domain.")
        .def_property_readonly("unicode", &DomainName::unicode,
                               "The name with U-labels, for people.")
        .def_property_readonly("has_u_labels", &DomainName::has_u_labels)
        .def("is_below", &DomainName::is_below, py::arg("ancestor"))
        .def(py::self == py::self)
        .def(py::self < py::self)
        .def("__hash__", [](const DomainName& name) { return std::hash<DomainName>{}(name); })
        .def("__str__", &DomainName::str)
        .def("__repr__", [](const DomainName& name) { return "DomainName('" + name.str() + "')"; })
        .def(py::pickle([](const DomainName& name) { return py::make_tuple(name.str()); },
                        [](const py::tuple& state) {
                            return from_text<DomainName>(state[0].cast<std::string>(),
                                                         "a domain name");
                        }));
    py::implicitly_convertible<py::str, DomainName>();

    py::class_<MailAddress>(module, "MailAddress", "The address of a mailbox (RFC 5321 §4.1.2).")
        .def(py::init(
                 [](const std::string& text) { return from_text<MailAddress>(text, "a mailbox"); }),
             py::arg("text"), "Raises Error(INVALID_NAME).")
        .def_property_readonly("local_part", &MailAddress::local_part)
        .def_property_readonly("domain", &MailAddress::domain)
        .def(py::self == py::self)
        .def(py::self < py::self)
        .def("__hash__",
             [](const MailAddress& address) { return std::hash<std::string>{}(address.str()); })
        .def("__str__", &MailAddress::str)
        .def("__repr__",
             [](const MailAddress& address) { return "MailAddress('" + address.str() + "')"; })
        .def(py::pickle([](const MailAddress& address) { return py::make_tuple(address.str()); },
                        [](const py::tuple& state) {
                            return from_text<MailAddress>(state[0].cast<std::string>(),
                                                          "a mailbox");
                        }));
    py::implicitly_convertible<py::str, MailAddress>();
}

}  // namespace domainsec::python
