// names: DomainName, HostPattern and MailAddress. A str is taken wherever one of them is expected.
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

DomainName owner_from_text(const std::string& text) {
    auto name = DomainName::from_owner_name(text);
    if (!name)
        throw Error(errc::invalid_name,
                    "\"" + escaped(text) + "\" is not an owner name of the DNS");
    return *name;
}

/// What values have in common: order, hash, text, repr "Class('text')", pickling by the text.
template <typename Value>
void make_value(py::class_<Value>& bound, const char* name, Value (*read)(const std::string&)) {
    bound.def(py::self == py::self)
        .def(py::self < py::self)
        .def(py::self <= py::self)
        .def(py::self > py::self)
        .def(py::self >= py::self)
        .def("__hash__", [](const Value& value) { return std::hash<std::string>{}(value.str()); })
        .def("__str__", &Value::str)
        .def("__repr__",
             [name](const Value& value) {
                 return py::str("{}({!r})").format(name, py::str(value.str()));
             })
        .def(py::pickle([](const Value& value) { return py::make_tuple(value.str()); },
                        [read](const py::tuple& state) {
                            return read(state[0].template cast<std::string>());
                        }));
    py::implicitly_convertible<py::str, Value>();
}

void bind_domain_name(py::module_& module) {
    py::class_<DomainName> name(
        module, "DomainName",
        "A domain name, held as lower-case A-labels without the trailing dot (RFC 5890): 1 to 253 "
        "octets, labels of 1 to 63. Names are equal when they are the same in the DNS.");
    name.def(py::init([](const std::string& text) {
                 return from_text<DomainName>(text, "a domain name");
             }),
             py::arg("text"),
             "Raises Error(INVALID_NAME) for anything but a host name or mail domain.")
        .def_static("from_owner_name", &owner_from_text, py::arg("text"),
                    "The same, and labels may begin with an underscore: "
                    "\"_25._tcp.mx1.fabrikam.example\" (RFC 8552 §1.1). Raises "
                    "Error(INVALID_NAME).")
        .def_property_readonly("unicode", &DomainName::unicode,
                               "The name with U-labels, for people, next to str() only.")
        .def_property_readonly("has_u_labels", &DomainName::has_u_labels,
                               "True when unicode differs from str(): people are shown both.")
        .def_property_readonly("label_count", &DomainName::label_count, "1 to 127.")
        .def_property_readonly("parent", &DomainName::parent,
                               "The name without its left-most label; None for a single label.")
        .def("is_below", &DomainName::is_below, py::arg("ancestor"),
             "True for a name strictly below `ancestor`.")
        .def("with_prefix", &DomainName::with_prefix, py::arg("prefix"),
             "`prefix` put in front, as for \"_25._tcp\" (RFC 6698 §3); None when the result would "
             "not be a name.");
    make_value<DomainName>(name, "DomainName", &owner_from_text);
}

void bind_host_pattern(py::module_& module) {
    const auto read = [](const std::string& text) {
        return from_text<HostPattern>(text, "a host name or a wildcard over one");
    };
    py::class_<HostPattern> pattern(
        module, "HostPattern",
        "\"mx1.fabrikam.example\", or \"*.fabrikam.example\" for all hosts one label below: a "
        "dNSName of a certificate (RFC 9525 §6.3). Nothing else with a * in it is a pattern.");
    pattern.def(py::init(read), py::arg("text"), "Raises Error(INVALID_NAME).")
        .def("matches", &HostPattern::matches, py::arg("name"),
             "True for the exact name, or a name with exactly one label in the wildcard's place.")
        .def_property_readonly("is_wildcard", &HostPattern::is_wildcard,
                               "The pattern is \"*.\" and a name.")
        .def_property_readonly("name", &HostPattern::name,
                               "The name itself, or what stands right of \"*.\".");
    make_value<HostPattern>(pattern, "HostPattern", read);
}

void bind_mail_address(py::module_& module) {
    const auto read = [](const std::string& text) {
        return from_text<MailAddress>(text, "a mailbox");
    };
    py::class_<MailAddress> address(
        module, "MailAddress",
        "The address of a mailbox as the envelope has it (RFC 5321 §4.1.2, RFC 6531 §3.3).");
    address
        .def(py::init(read), py::arg("text"),
             "Reads a mailbox without angle brackets. Raises Error(INVALID_NAME), for address "
             "literals and source routes too.")
        .def_property_readonly("local_part", &MailAddress::local_part,
                               "Unquoted and as written: 1 to 64 octets of UTF-8.")
        .def_property_readonly("domain", &MailAddress::domain, "A DomainName.");
    make_value<MailAddress>(address, "MailAddress", read);
}

}  // namespace

void bind_names(py::module_& module) {
    bind_domain_name(module);
    bind_host_pattern(module);
    bind_mail_address(module);
}

}  // namespace domainsec::python
