// pki: a small certificate authority of one's own, a directory with its book (RFC 5280, RFC 6960).
#include "casters.hpp"
#include "passphrases.hpp"

namespace domainsec::python {
namespace {

using Released = py::call_guard<WithoutGil>;
using Now = std::optional<TimePoint>;

TimePoint moment(const Now& now) {
    return now ? *now : system_clock()();
}

void bind_authority_structs(py::module_& module) {
    Record<AuthorityOptions>(module, "AuthorityOptions", "How an authority begins.")
        .option("name", &AuthorityOptions::name, "Common name, 1 to 64 characters.")
        .option("organization", &AuthorityOptions::organization, "May be empty.")
        .option("permitted_domains", &AuthorityOptions::permitted_domains,
                "It may issue for these and below, and for nothing else: a partner who trusts it "
                "need not trust it for the rest of the world. Empty: any.")
        .option("path_length", &AuthorityOptions::path_length, "Authorities below it, 0 to 10.")
        .option("days", &AuthorityOptions::days, "1 to 10,950.")
        .option("algorithm", &AuthorityOptions::algorithm, "The kind of its key.")
        .option("crl_uris", &AuthorityOptions::crl_uris,
                "Written into what it issues: where partners find its list.")
        .option("ocsp_uris", &AuthorityOptions::ocsp_uris, "Likewise its OCSP answers.")
        .picklable();
    Record<AuthorityIssue>(module, "AuthorityIssue",
                           "What an authority grants of a request. A request is a wish: names are "
                           "looked at one by one.")
        .option("days", &AuthorityIssue::days, "1 to 10,950; never beyond the authority's end.")
        .option("dns_names", &AuthorityIssue::dns_names, "Empty: those of the request.")
        .option("server_auth", &AuthorityIssue::server_auth, "Extended key usage serverAuth.")
        .option("client_auth", &AuthorityIssue::client_auth, "Extended key usage clientAuth.")
        .picklable();
    Record<IssuedCertificate>(module, "IssuedCertificate", "One line of the authority's book.")
        .fact("serial", &IssuedCertificate::serial,
              "Lower-case hexadecimal, as Certificate.serial.")
        .fact("subject", &IssuedCertificate::subject, "As Certificate.subject.")
        .fact("dns_names", &IssuedCertificate::dns_names, "As Certificate.dns_names.")
        .fact("not_after", &IssuedCertificate::not_after, "The last valid second.")
        .fact("revoked_at", &IssuedCertificate::revoked_at, "None: it is not revoked.")
        .fact("cause", &IssuedCertificate::cause, "Why it was revoked.")
        .picklable();
}

void bind_authority_answers(py::class_<CertificateAuthority>& authority) {
    authority
        .def(
            "crl",
            [](CertificateAuthority& self, Seconds validity, const SecretText& passphrase,
               Now now) { return self.crl(validity, passphrase, moment(now)); },
            py::arg("validity"), py::kw_only(), py::arg("passphrase") = py::none(),
            py::arg("now") = py::none(), Released(),
            "A revocation list in DER with the next number, due again after `validity` (1 hour to "
            "400 days). Certificates that have ended are left out (RFC 5280 §5).")
        .def(
            "ocsp_response",
            [](const CertificateAuthority& self, const std::string& serial, Seconds validity,
               const SecretText& passphrase,
               Now now) { return self.ocsp_response(serial, validity, passphrase, moment(now)); },
            py::arg("serial"), py::arg("validity"), py::kw_only(),
            py::arg("passphrase") = py::none(), py::arg("now") = py::none(), Released(),
            "An OCSP response in DER about one serial, to be stapled or served; `unknown` for what "
            "is not in the book (RFC 6960 §2.2). `validity` as for crl().");
}

void bind_authority_verbs(py::class_<CertificateAuthority>& authority) {
    authority
        .def(
            "issue",
            [](CertificateAuthority& self, const CertificateRequest& request,
               const AuthorityIssue& issue, const SecretText& passphrase,
               Now now) { return self.issue(request, issue, passphrase, moment(now)); },
            py::arg("request"), py::arg("issue") = AuthorityIssue{}, py::kw_only(),
            py::arg("passphrase") = py::none(), py::arg("now") = py::none(), Released(),
            "A certificate for a request, written into the book before it leaves. Raises "
            "Error(INVALID_ARGUMENT) for names outside of the permitted domains or that are no "
            "names, dates beyond its own, a request for an authority.")
        .def("issued", &CertificateAuthority::issued, Released(), "The book, oldest first.")
        .def(
            "revoke",
            [](CertificateAuthority& self, const std::string& serial, RevocationCause cause,
               Now now) { self.revoke(serial, cause, moment(now)); },
            py::arg("serial"), py::arg("cause"), py::kw_only(), py::arg("now") = py::none(),
            Released(),
            "Notes that a certificate is revoked; crl() and ocsp_response() say so from then on. "
            "Raises Error(NOT_FOUND), and Error(INVALID_STATE) when it is revoked already.");
}

}  // namespace

void bind_pki_authority(py::module_& module) {
    bind_authority_structs(module);
    py::class_<CertificateAuthority> authority(
        module, "CertificateAuthority",
        "One directory (mode 0700) with an authority's certificate, its key, and a book of what "
        "it issued. Calls raise Error(UNREADABLE_FILE, UNWRITABLE_FILE, WRONG_PASSPHRASE) as the "
        "store's do. Safe from several threads and processes.");
    authority
        .def_static(
            "create",
            [](const std::filesystem::path& directory, const AuthorityOptions& options,
               const SecretText& passphrase, Now now) {
                return CertificateAuthority::create(directory, options, passphrase, moment(now));
            },
            py::arg("directory"), py::arg("options"), py::kw_only(),
            py::arg("passphrase") = py::none(), py::arg("now") = py::none(), Released(),
            "Makes the directory, a key and a self-signed certificate. Raises "
            "Error(ALREADY_EXISTS), and Error(INVALID_ARGUMENT) that names the field.")
        .def_static("open", &CertificateAuthority::open, py::arg("directory"), Released(),
                    "Opens the directory of an authority.")
        .def_property_readonly("directory", &CertificateAuthority::directory, "Where it is kept.")
        .def("certificate", &CertificateAuthority::certificate, Released(),
             "Its certificate, which partners trust; read from the directory.")
        .def("__repr__", [](const CertificateAuthority& self) {
            return "<CertificateAuthority " + escaped(self.directory().string()) + ">";
        });
    bind_authority_verbs(authority);
    bind_authority_answers(authority);
    hide_arguments(authority, {"create", "issue", "crl", "ocsp_response"});
}

}  // namespace domainsec::python
