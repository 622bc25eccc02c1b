// pki: certificates, chains and pins as values (RFC 5280, RFC 7469 §2.4).
#include "casters.hpp"

namespace domainsec::python {
namespace {

using Released = py::call_guard<WithoutGil>;

Certificate certificate_from_der(const Bytes& der) {
    std::string why;
    auto read = Certificate::from_der(der, &why);
    if (!read) throw Error(errc::malformed_certificate, why);
    return *std::move(read);
}

Chain chain_from_der(const std::vector<Bytes>& certificates, const ChainLimits& limits) {
    std::string why;
    auto read = Chain::from_der(certificates, limits, &why);
    if (read) return *std::move(read);
    std::size_t octets = 0;
    for (const Bytes& each : certificates) octets += each.size();
    const bool is_too_large =
        certificates.size() > limits.max_certificates || octets > limits.max_octets;
    throw Error(is_too_large ? errc::limit_exceeded : errc::malformed_certificate, why);
}

const Certificate& certificate_at(const Chain& chain, py::ssize_t index) {
    const auto size = static_cast<py::ssize_t>(chain.certificates().size());
    if (index < 0) index += size;
    if (index < 0 || index >= size) throw py::index_error("the chain has fewer certificates");
    return chain.certificates()[static_cast<std::size_t>(index)];
}

void bind_certificate_facts(Record<Certificate>& record) {
    record
        .fact("subject", &Certificate::subject,
              "The subject's distinguished name as one line (RFC 4514), escaped for people; never "
              "compare these.")
        .fact("issuer", &Certificate::issuer, "The issuer's distinguished name, likewise.")
        .fact("serial", &Certificate::serial, "Lower-case hexadecimal without leading zeros.")
        .fact("not_before", &Certificate::not_before, "The first second in which it is valid.")
        .fact("not_after", &Certificate::not_after, "The last second in which it is valid.")
        .fact("dns_names", &Certificate::dns_names,
              "The dNSName entries of subjectAltName as they stand there, escaped; possibly "
              "wildcards, or no names at all.")
        .fact("extended_key_usages", &Certificate::extended_key_usages,
              "Dotted object identifiers; empty when the extension is absent.")
        .fact("is_ca", &Certificate::is_ca, "Whether it is an authority's (RFC 5280 §4.2.1.9).")
        .fact("is_self_issued", &Certificate::is_self_issued,
              "Subject and issuer are the same name (RFC 5280 §3.2).")
        .fact("key_description", &Certificate::key_description,
              "\"ECDSA P-256\", \"RSA 2048\", ..., for people.")
        .fact(
            "pin", [](const Certificate& self) { return to_pin(self.spki_sha256()); },
            "\"sha256/\" and spki_sha256 in base64 (RFC 7469 §2.4).")
        .fact("fingerprint", &Certificate::fingerprint, "SHA-256 over `der`: 32 octets.");
}

void bind_certificate(py::module_& module) {
    Record<Certificate> record(module, "Certificate",
                               "One X.509 certificate (RFC 5280). Reading one says nothing about "
                               "trust. Immutable, hashable, safe between threads.");
    bind_certificate_facts(record);
    record.bound()
        .def_static("from_der", &certificate_from_der, py::arg("der"), Released(),
                    "Reads one certificate in DER, at most 64 KiB, as a peer sends it; trailing "
                    "octets are refused. Raises Error(MALFORMED_CERTIFICATE).")
        .def_static(
            "from_bytes", [](const Bytes& octets) { return Certificate::from_octets(octets); },
            py::arg("octets"), Released(),
            "Reads exactly one certificate in PEM or DER. Raises "
            "Error(MALFORMED_CERTIFICATE).")
        .def_static("from_file", &Certificate::from_file, py::arg("path"), Released(),
                    "Reads exactly one certificate from a file in PEM or DER. Raises "
                    "Error(UNREADABLE_FILE, MALFORMED_CERTIFICATE).")
        .def_property_readonly("der", &Certificate::der, "The certificate in DER.")
        .def_property_readonly("pem", &Certificate::pem, "The certificate in PEM.")
        .def_property_readonly("public_key", &Certificate::public_key,
                               "The SubjectPublicKeyInfo in DER (RFC 5280 §4.1.2.7).")
        .def_property_readonly("spki_sha256", &Certificate::spki_sha256,
                               "SHA-256 over `public_key`: 32 octets, what is pinned.")
        .def(
            "__eq__", [](const Certificate& a, const Certificate& b) { return a == b; },
            py::is_operator())
        .def("__hash__",
             [](const Certificate& self) { return py::hash(to_bytes(self.fingerprint())); })
        .def("__repr__",
             [](const Certificate& self) { return "<Certificate " + self.subject() + ">"; })
        .def(py::pickle(
            [](const Certificate& self) { return py::make_tuple(self.der()); },
            [](const py::tuple& state) { return certificate_from_der(state[0].cast<Bytes>()); }));
}

void bind_chain_limits(py::module_& module) {
    Record<ChainLimits>(module, "ChainLimits",
                        "Most that a peer's chain may hold before it is refused unread.")
        .option("max_certificates", &ChainLimits::max_certificates,
                "Certificates in one chain, 1 to 32.")
        .option("max_octets", &ChainLimits::max_octets,
                "Octets of all of them together, 1 KiB to 1 MiB.")
        .picklable()
        .bound()
        .def("check", &ChainLimits::check,
             "Raises Error(INVALID_ARGUMENT) that names the field which is out of range.");
}

void bind_chain_reading(py::class_<Chain>& chain) {
    chain
        .def(py::init<std::vector<Certificate>>(), py::arg("certificates") = py::tuple(),
             "A chain of these certificates, leaf first; without any limit.")
        .def_static("from_der", &chain_from_der, py::arg("certificates"), py::kw_only(),
                    py::arg("limits") = ChainLimits{}, Released(),
                    "Reads certificates in DER, leaf first. Raises Error(MALFORMED_CERTIFICATE, "
                    "LIMIT_EXCEEDED).")
        .def_static(
            "from_pem",
            [](const std::string& pem, const ChainLimits& limits) {
                return Chain::from_pem(pem, limits);
            },
            py::arg("pem"), py::kw_only(), py::arg("limits") = ChainLimits{}, Released(),
            "Reads concatenated PEM, str or bytes, leaf first. Raises "
            "Error(MALFORMED_CERTIFICATE, LIMIT_EXCEEDED).")
        .def_static("from_file", &Chain::from_file, py::arg("path"), py::kw_only(),
                    py::arg("limits") = ChainLimits{}, Released(),
                    "Reads concatenated PEM from a file. Raises Error(UNREADABLE_FILE, "
                    "MALFORMED_CERTIFICATE, LIMIT_EXCEEDED).");
}

void bind_chain(py::module_& module) {
    py::class_<Chain> chain(module, "Chain",
                            "The certificates a peer presented, leaf first, in the order of the "
                            "wire: a sequence. Empty when none was presented. Immutable, "
                            "hashable, safe between threads.");
    bind_chain_reading(chain);
    chain
        .def_property_readonly("certificates", &Chain::certificates,
                               "The certificates as a list, leaf first.")
        .def_property_readonly("leaf", &Chain::leaf,
                               "The first certificate. Raises Error(INVALID_STATE) when the chain "
                               "is empty.")
        .def_property_readonly("digest", &Chain::digest,
                               "SHA-256 over the fingerprints in order: 32 octets, the chain's "
                               "identity in caches and logs; zeros when it is empty.")
        .def_property_readonly("pem", &Chain::pem, "All certificates in PEM, leaf first.")
        .def("__len__", [](const Chain& self) { return self.certificates().size(); })
        .def("__getitem__", &certificate_at, py::arg("index"))
        .def(
            "__eq__",
            [](const Chain& a, const Chain& b) { return a.certificates() == b.certificates(); },
            py::is_operator())
        .def("__hash__", [](const Chain& self) { return py::hash(to_bytes(self.digest())); })
        .def(
            "to_dict",
            [](const py::object& self) {
                const auto plain = py::module_::import("domainsec._records").attr("plain");
                py::dict facts;
                facts["certificates"] = plain(self.attr("certificates"));
                return facts;
            },
            "The certificates' facts, in types that JSON has.")
        .def("__repr__",
             [](const Chain& self) {
                 return self.empty() ? std::string("<Chain, empty>")
                                     : "<Chain of " + std::to_string(self.certificates().size()) +
                                           ", " + self.leaf().subject() + ">";
             })
        .def(py::pickle([](const Chain& self) { return py::make_tuple(self.certificates()); },
                        [](const py::tuple& state) {
                            return Chain(state[0].cast<std::vector<Certificate>>());
                        }));
}

}  // namespace

void bind_pki(py::module_& module) {
    bind_certificate(module);
    bind_chain_limits(module);
    bind_chain(module);
    module.def("read_certificates", &read_certificates, py::arg("path"), Released(),
               "All certificates of a PEM bundle file, in order; for trust anchors. Raises "
               "Error(UNREADABLE_FILE, MALFORMED_CERTIFICATE), Error(LIMIT_EXCEEDED) over 10,000 "
               "certificates.");
    module.def("to_pin", &to_pin, py::arg("spki_sha256"),
               "\"sha256/\" and base64 of 32 octets, as pins are written (RFC 7469 §2.4).");
    module.def(
        "pin_from_string", [](const std::string& text) { return pin_from_string(text); },
        py::arg("text"),
        "The 32 octets of such a pin; hexadecimal after \"sha256:\" is read too. None for "
        "anything else.");
    bind_pki_keys(module);
    bind_pki_issue(module);
    bind_pki_authority(module);
    bind_pki_store(module);
    bind_pki_interchange(module);
}

}  // namespace domainsec::python
