// trust: what an administrator is told of certificates: standing, end, and where revocation is
// looked up.
#include "clocks.hpp"

namespace domainsec::python {
namespace {

py::list texts(const std::vector<std::string>& all) {
    py::list shown;
    for (const auto& each : all) shown.append(peer_text(each));
    return shown;
}

void bind_expiry(py::module_& module) {
    Record<Expiry>(module, "Expiry", "Where one certificate stands at one moment.")
        .fact("stage", &Expiry::stage, "An ExpiryStage.")
        .fact("left", &Expiry::left, "Until notAfter; negative after it.")
        .fact("percent_left", &Expiry::percent_left, "Of its life, 0 to 100, rounded down.")
        .fact("renew_at", &Expiry::renew_at,
              "When two thirds of its life are over, or 30 days before its end.")
        .picklable();
    module.def(
        "expiry_of",
        [](const Certificate& certificate, std::optional<TimePoint> now) {
            return expiry_of(certificate, or_now(now));
        },
        py::arg("certificate"), py::arg("now") = py::none(),
        "How near a certificate is to its end. For people: a verdict looks at the dates alone.");
}

void bind_standing(py::module_& module) {
    Record<CertificateStanding> standing(module, "CertificateStanding",
                                         "What is to be said of a certificate of our own.");
    standing.fact("state", &CertificateStanding::state, "A CertificateState.")
        .fact("expiry", &CertificateStanding::expiry, "Means nothing for a pending request.")
        .fact("why", &CertificateStanding::why,
              "One sentence when it is neither valid nor self-signed.")
        .picklable();
    standing.bound().def_property_readonly("expiring_soon", &CertificateStanding::expiring_soon,
                                           "Still good, and in the last third of its life.");
    module.def(
        "standing_of",
        [](const StoreEntry& entry, const std::shared_ptr<const AnchorSet>& anchors,
           std::shared_ptr<const Evidence> evidence, RevocationMode revocation,
           std::optional<TimePoint> now) {
            const StoreEntry kept = entry;
            const auto known = evidence ? std::move(evidence) : Evidence::none();
            const WithoutGil release;
            return standing_of(kept, anchors, *known, revocation, or_now(now));
        },
        py::arg("entry"), py::arg("anchors"), py::arg("evidence") = py::none(),
        py::arg("revocation") = RevocationMode::off, py::arg("now") = py::none(),
        "Judges an entry of the store as a partner with these anchors would, but for names and "
        "usages. No I/O.");
}

void bind_sources(py::module_& module) {
    Record<RevocationSources>(module, "RevocationSources",
                              "Where a certificate says that its revocation can be looked up (RFC "
                              "5280 §4.2.1.13, §4.2.2.1). URIs are a stranger's text.")
        .fact(
            "crl_uris", [](const RevocationSources& self) { return texts(self.crl_uris); },
            "http(s) URIs of lists that cover all reasons and come from the issuer itself.")
        .fact(
            "ocsp_uris", [](const RevocationSources& self) { return texts(self.ocsp_uris); },
            "Responders of the authority information access.")
        .fact("no_revocation_available", &RevocationSources::no_revocation_available,
              "The issuer says that there is none to look up (RFC 9608).");
    module.def("revocation_sources", &revocation_sources, py::arg("certificate"),
               "The RevocationSources of one certificate.");
    module.def(
        "is_list_for",
        [](const Certificate& certificate, const py::object& crl) {
            const Certificate kept = certificate;
            const OctetsArgument octets(crl);
            const WithoutGil release;
            return is_list_for(kept, octets.bytes());
        },
        py::arg("certificate"), py::arg("crl"),
        "Whether a list, DER or PEM, is in the name of the certificate's issuer. Says nothing "
        "about its signature.");
}

}  // namespace

void bind_trust_standing(py::module_& module) {
    bind_expiry(module);
    bind_standing(module);
    bind_sources(module);
}

}  // namespace domainsec::python
