// pki: making certificates, revocation lists and requests (RFC 5280 §4 and §5, RFC 2986).
#include "casters.hpp"

namespace domainsec::python {
namespace {

using Released = py::call_guard<WithoutGil>;

void bind_template(py::module_& module) {
    Record<CertificateTemplate>(module, "CertificateTemplate", "What a new certificate says.")
        .option("common_name", &CertificateTemplate::common_name,
                "At most 64 characters. Empty: the first of dns_names, where it fits.")
        .option("organization", &CertificateTemplate::organization,
                "The organization name of the subject; may be empty.")
        .option("dns_names", &CertificateTemplate::dns_names,
                "Names for subjectAltName: for Domain Security all mail domains of the "
                "organization, then host names. A list to be set as a whole.")
        .option("dns_wildcards", &CertificateTemplate::dns_wildcards,
                "Wildcards for subjectAltName, \"*.fabrikam.example\".")
        .option("not_before", &CertificateTemplate::not_before, "The first valid second.")
        .option("not_after", &CertificateTemplate::not_after,
                "The last valid second: after not_before, at most 30 years later.")
        .option("server_auth", &CertificateTemplate::server_auth,
                "Extended key usage serverAuth. By default both, for an edge is client and "
                "server; neither: no such extension.")
        .option("client_auth", &CertificateTemplate::client_auth, "Likewise clientAuth.")
        .option("is_ca", &CertificateTemplate::is_ca, "An authority instead of an edge.")
        .option("path_length", &CertificateTemplate::path_length,
                "Authorities that may follow below it, 0 to 10.")
        .option("permitted_domains", &CertificateTemplate::permitted_domains,
                "With is_ca: only names at or below these may be issued below it, critical (RFC "
                "5280 §4.2.1.10). Empty: any.")
        .option("crl_uris", &CertificateTemplate::crl_uris,
                "Where revocation lists are found; empty: the extension is left out.")
        .option("ocsp_uris", &CertificateTemplate::ocsp_uris, "Where OCSP answers are found.")
        .picklable()
        .bound()
        .def("check", &CertificateTemplate::check,
             "Raises Error(INVALID_ARGUMENT) that names the field which is wrong.");
}

void bind_revoked_entry(py::module_& module) {
    Record<RevokedEntry>(module, "RevokedEntry", "A revoked certificate in a list.")
        .option("serial", &RevokedEntry::serial, "Big-endian octets, as in the certificate.")
        .option("revoked_at", &RevokedEntry::revoked_at, "When it was revoked.")
        .option("reason", &RevokedEntry::reason,
                "CRLReason (RFC 5280 §5.3.1): 1 to 10 without 7; 0, unspecified, is left out.")
        .picklable();
}

void bind_request_facts(Record<CertificateRequest>& record) {
    record
        .fact("subject", &CertificateRequest::subject,
              "The distinguished name as one line (RFC 4514), escaped for people.")
        .fact(
            "common_name",
            [](const CertificateRequest& self) { return peer_text(self.common_name()); },
            "Common name of the subject as it stands there; empty where there is none.")
        .fact(
            "organization",
            [](const CertificateRequest& self) { return peer_text(self.organization()); },
            "Organization of the subject, likewise.")
        .fact("dns_names", &CertificateRequest::dns_names,
              "dNSName entries of the wished subjectAltName, escaped; possibly no names at all.")
        .fact("extended_key_usages", &CertificateRequest::extended_key_usages,
              "Dotted object identifiers of the wished extended key usage.")
        .fact("asks_for_ca", &CertificateRequest::asks_for_ca, "Whether it wishes an authority.")
        .fact("key_description", &CertificateRequest::key_description,
              "\"ECDSA P-256\", \"RSA 2048\", ..., for people.")
        .fact(
            "pin", [](const CertificateRequest& self) { return to_pin(self.spki_sha256()); },
            "\"sha256/\" and spki_sha256 in base64: what will be pinned (RFC 7469 §2.4).");
}

CertificateRequest request_from_der(const Bytes& der) {
    std::string why;
    auto read = CertificateRequest::from_der(der, &why);
    if (!read) throw Error(errc::malformed_request, why);
    return *std::move(read);
}

void bind_request(py::module_& module) {
    Record<CertificateRequest> record(
        module, "CertificateRequest",
        "One request for a certificate (PKCS#10, RFC 2986), whose signature fits: whoever made it "
        "holds the key. What it says is a wish of its maker. Immutable, hashable, safe between "
        "threads.");
    bind_request_facts(record);
    record.bound()
        .def_static("from_der", &request_from_der, py::arg("der"), Released(),
                    "Reads one in DER, at most 64 KiB. Raises Error(MALFORMED_REQUEST).")
        .def_static(
            "from_bytes",
            [](const Bytes& octets) { return CertificateRequest::from_octets(octets); },
            py::arg("octets"), Released(),
            "Reads exactly one in PEM or DER. Raises Error(MALFORMED_REQUEST).")
        .def_static("from_file", &CertificateRequest::from_file, py::arg("path"), Released(),
                    "The same from a file. Raises Error(UNREADABLE_FILE) as well.")
        .def_property_readonly("der", &CertificateRequest::der, "The request in DER.")
        .def_property_readonly("pem", &CertificateRequest::pem, "The request in PEM.")
        .def_property_readonly("public_key", &CertificateRequest::public_key,
                               "The SubjectPublicKeyInfo in DER.")
        .def_property_readonly("spki_sha256", &CertificateRequest::spki_sha256,
                               "SHA-256 over `public_key`: 32 octets.")
        .def(
            "__eq__",
            [](const CertificateRequest& a, const CertificateRequest& b) { return a == b; },
            py::is_operator())
        .def("__hash__",
             [](const CertificateRequest& self) { return py::hash(to_bytes(self.der())); })
        .def("__repr__",
             [](const CertificateRequest& self) {
                 return "<CertificateRequest " + self.subject() + ">";
             })
        .def(py::pickle(
            [](const CertificateRequest& self) { return py::make_tuple(self.der()); },
            [](const py::tuple& state) { return request_from_der(state[0].cast<Bytes>()); }));
}

void bind_making(py::module_& module) {
    module.def("make_self_signed", &make_self_signed, py::arg("key"), py::arg("content"),
               Released(),
               "A self-signed certificate. Raises Error(INVALID_ARGUMENT) that names the field, "
               "Error(UNSUPPORTED_ALGORITHM) for a key that no TLS stack would take, "
               "Error(LIMIT_EXCEEDED) when the names make it longer than 64 KiB.");
    module.def(
        "issue_certificate",
        [](const Certificate& authority, const PrivateKey& authority_key, const Bytes& subject_key,
           const CertificateTemplate& content) {
            return issue_certificate(authority, authority_key, subject_key, content);
        },
        py::arg("authority"), py::arg("authority_key"), py::arg("subject_key"), py::arg("content"),
        Released(),
        "A certificate for `subject_key` (SubjectPublicKeyInfo in DER), signed by an authority. "
        "Raises Error(INVALID_ARGUMENT) when the authority is none, allows no such authority below "
        "it, or the new validity reaches outside its own; Error(KEY_MISMATCH) when its certificate "
        "and key do not belong together; Error(MALFORMED_KEY, WEAK_KEY, LIMIT_EXCEEDED, "
        "UNSUPPORTED_ALGORITHM) for the subject's key.");
    module.def("make_crl", &make_crl, py::arg("authority"), py::arg("authority_key"),
               py::arg("revoked"), py::arg("this_update"), py::arg("next_update"), py::kw_only(),
               py::arg("number") = 1, Released(),
               "A certificate revocation list in DER (RFC 5280 §5), valid from `this_update` up to "
               "`next_update`. Raises Error(INVALID_ARGUMENT, KEY_MISMATCH).");
    module.def("make_request", &make_request, py::arg("key"), py::arg("content"), Released(),
               "A request for what `content` says, without its dates and addresses of revocation "
               "data. Raises Error(INVALID_ARGUMENT) that names the field, and "
               "Error(UNSUPPORTED_ALGORITHM) for a key that no TLS stack would take.");
}

}  // namespace

void bind_pki_issue(py::module_& module) {
    bind_template(module);
    bind_revoked_entry(module);
    bind_request(module);
    bind_making(module);
}

}  // namespace domainsec::python
