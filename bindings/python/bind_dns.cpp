// dns: records and answers with what DNSSEC says of them (RFC 4035 §4.3), and TLSA records as text
// (RFC 6698).
#include "resolving.hpp"

namespace domainsec::python {
namespace {

/// A whole number of the record, in its range: pybind11's own error would not name the field.
void bind_mx_record(py::module_& module) {
    Record<MxRecord> mx(module, "MxRecord", "A mail exchanger (RFC 5321 §5.1).");
    mx.fact("preference", &MxRecord::preference, "0 to 65535; lower is tried first.")
        .fact("exchange", &MxRecord::exchange, "The host, a DomainName.");
    mx.bound()
        .def(py::init([](DomainName exchange, std::uint16_t preference) {
                 return MxRecord{preference, std::move(exchange)};
             }),
             py::arg("exchange"), py::arg("preference") = 0,
             "A null MX (RFC 7505) is no record but DnsAnswer.is_null_mx.")
        .def(py::pickle(
            [](const MxRecord& self) { return py::make_tuple(self.preference, self.exchange); },
            [](const py::tuple& state) {
                return MxRecord{state[0].cast<std::uint16_t>(), state[1].cast<DomainName>()};
            }));
}

void bind_records(py::module_& module) {
    Record<TxtRecord>(module, "TxtRecord",
                      "A TXT record: its character-strings joined in order (RFC 7208 §3.3).")
        .option("text", &TxtRecord::text,
                "str; octets that are not UTF-8 are lone surrogates (PEP 383).")
        .picklable();
    bind_mx_record(module);
    Record<TlsaRecord>(module, "TlsaRecord", "A TLSA record (RFC 6698 §2.1).")
        .option("usage", &TlsaRecord::usage,
                "0 to 255: 2 is DANE-TA, 3 is DANE-EE; others do not count for mail.")
        .option("selector", &TlsaRecord::selector,
                "0 to 255: 0 is the whole certificate, 1 its SubjectPublicKeyInfo.")
        .option("matching_type", &TlsaRecord::matching_type,
                "0 to 255: 0 is exact, 1 SHA-256, 2 SHA-512.")
        .option("data", &TlsaRecord::data, "bytes.")
        .picklable();
}

void bind_answer(py::module_& module) {
    Record<AnyDnsAnswer> answer(module, "DnsAnswer",
                                "The answer to one question, for records of one type. Records of a "
                                "bogus answer are never given.");
    answer.option("outcome", &AnyDnsAnswer::outcome, "How the look-up ended, a DnsOutcome.")
        .option("security", &AnyDnsAnswer::security, "What DNSSEC says of it, a DnsSecurity.")
        .option("records", &AnyDnsAnswer::records,
                "Some exactly when the outcome is RECORDS; MX sorted by preference.")
        .option("ttl", &AnyDnsAnswer::ttl, "How long the answer may be kept, whole seconds.")
        .option("why", &AnyDnsAnswer::why, "For bogus and failure: what went wrong. Escaped.")
        .option("is_null_mx", &AnyDnsAnswer::is_null_mx,
                "MX only: the domain says that it takes no mail (RFC 7505).")
        .picklable();
    answer.bound()
        .def_property_readonly(
            "is_secure",
            [](const AnyDnsAnswer& self) { return self.security == DnsSecurity::secure; },
            "security is SECURE: signed, and the signature holds.")
        .def_static(
            "__class_getitem__", [answer = answer.bound()](const py::object&) { return answer; },
            "DnsAnswer[TxtRecord], for type checkers.");
}

void bind_tlsa(py::module_& module) {
    module.def("tlsa_owner", &tlsa_owner, py::arg("host"), py::arg("port") = 25,
               "\"_25._tcp.mx1.contoso.example\" (RFC 6698 §3). port: 1 to 65535. Raises "
               "Error(INVALID_ARGUMENT, INVALID_NAME).");
    module.def("client_tlsa_owner", &client_tlsa_owner, py::arg("host"),
               "\"_smtp-client.edge1.contoso.example\": the records of a host that sends "
               "(draft-ietf-dance-client-auth). Raises Error(INVALID_NAME).");
    module.def("to_zone_line", &to_zone_line, py::arg("owner"), py::arg("record"),
               "One line for the zone, without TTL and line end. Raises Error(INVALID_ARGUMENT) "
               "for data that is no digest of its matching type.");
    module.def(
        "tlsa_record",
        [](const DomainName& host, unsigned port, std::uint8_t usage, std::uint8_t selector,
           std::uint8_t matching_type, const Bytes& digest) {
            return tlsa_record(host, port, usage, selector, matching_type, digest);
        },
        py::arg("host"), py::arg("port"), py::arg("usage"), py::arg("selector"),
        py::arg("matching_type"), py::arg("digest"),
        "The same from its parts. Raises Error(INVALID_ARGUMENT, INVALID_NAME).");
}

}  // namespace

void bind_dns(py::module_& module) {
    bind_records(module);
    bind_answer(module);
    bind_tlsa(module);
    bind_dns_resolvers(module);
}

}  // namespace domainsec::python
