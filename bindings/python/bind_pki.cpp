// pki: certificates as values.
#include "casters.hpp"

namespace domainsec::python {

void bind_pki(py::module_& module) {
    py::class_<Certificate>(module, "Certificate", "One X.509 certificate (RFC 5280).")
        .def_static(
            "from_bytes",
            [](const py::object& octets) {
                return Certificate::from_octets(OctetsArgument(octets).bytes());
            },
            py::arg("octets"),
            "Reads one certificate in PEM or DER. Raises Error(MALFORMED_CERTIFICATE).")
        .def_static("from_file", &Certificate::from_file, py::arg("path"))
        .def_property_readonly("der", [](const Certificate& self) { return to_bytes(self.der()); })
        .def_property_readonly("pem", &Certificate::pem)
        .def_property_readonly("subject", &Certificate::subject)
        .def_property_readonly("issuer", &Certificate::issuer)
        .def_property_readonly("serial", &Certificate::serial)
        .def_property_readonly("not_before", &Certificate::not_before)
        .def_property_readonly("not_after", &Certificate::not_after)
        .def_property_readonly("dns_names", &Certificate::dns_names)
        .def_property_readonly("key_description", &Certificate::key_description)
        .def_property_readonly("pin",
                               [](const Certificate& self) { return to_pin(self.spki_sha256()); })
        .def(
            "__eq__",
            [](const Certificate& self, const Certificate& other) { return self == other; },
            py::is_operator())
        .def("__hash__",
             [](const Certificate& self) { return py::hash(to_bytes(self.fingerprint())); })
        .def("__repr__",
             [](const Certificate& self) { return "<Certificate " + self.subject() + ">"; });
}

}  // namespace domainsec::python
