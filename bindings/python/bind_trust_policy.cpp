// trust: one partner's rules for the other side's certificate, as values.
#include "casters.hpp"

namespace domainsec::python {
namespace {

py::list der_of(const AnchorSet& set) {
    py::list all;
    for (const auto& certificate : set.certificates()) all.append(to_bytes(certificate.der()));
    return all;
}

std::shared_ptr<const AnchorSet> from_der(const std::vector<Bytes>& all) {
    std::vector<Certificate> certificates;
    for (const auto& der : all) certificates.push_back(Certificate::from_octets(der));
    return AnchorSet::from_certificates(std::move(certificates));
}

void bind_anchors(py::module_& module) {
    py::class_<AnchorSet, std::shared_ptr<AnchorSet>>(
        module, "AnchorSet",
        "Certificates that are trusted as they are (RFC 5280 §6.1.1(d), RFC 5937). Immutable; safe "
        "to share between threads. Judge with one set rather than with copies.")
        .def_static("from_certificates", &AnchorSet::from_certificates, py::arg("anchors"),
                    py::call_guard<WithoutGil>(), "A list of Certificate.")
        .def_static("from_path", &AnchorSet::from_path, py::arg("path"),
                    py::call_guard<WithoutGil>(),
                    "The certificates of a file, or of each *.pem, *.crt and *.cer in a "
                    "directory. Raises Error(UNREADABLE_FILE, MALFORMED_CERTIFICATE, "
                    "LIMIT_EXCEEDED), also when there is none.")
        .def_static("system", &AnchorSet::system, py::call_guard<WithoutGil>(),
                    "The machine's trusted roots. Raises Error(UNREADABLE_FILE).")
        .def_property_readonly("certificates", &AnchorSet::certificates, "The trust anchors.")
        .def_property_readonly("digest", &AnchorSet::digest,
                               "SHA-256 over the sorted fingerprints: the identity of the set.")
        .def("__len__", [](const AnchorSet& self) { return self.certificates().size(); })
        .def(
            "__eq__",
            [](const AnchorSet& self, const AnchorSet& other) {
                return self.digest() == other.digest();
            },
            py::is_operator())
        .def("__hash__", [](const AnchorSet& self) { return py::hash(to_bytes(self.digest())); })
        .def("__repr__",
             [](const AnchorSet& self) {
                 return "<AnchorSet of " + std::to_string(self.certificates().size()) +
                        " certificates>";
             })
        .def(py::pickle([](const AnchorSet& self) { return py::make_tuple(der_of(self)); },
                        [](const py::tuple& state) {
                            return std::const_pointer_cast<AnchorSet>(
                                from_der(state[0].cast<std::vector<Bytes>>()));
                        }));
}

void bind_limits(py::module_& module) {
    Record<ValidationLimits> limits(module, "ValidationLimits",
                                    "Bounds on one validation: no chain can buy time or memory.");
    limits
        .option("max_path_length", &ValidationLimits::max_path_length,
                "Certificates of one path, leaf and anchor included, 1 to 32.")
        .option("max_paths", &ValidationLimits::max_paths, "Candidate paths tried, 1 to 1000.")
        .option("max_signatures", &ValidationLimits::max_signatures,
                "Signatures checked in all, 1 to 1000, and as many on revocation data.")
        .picklable();
    limits.bound().def("check", &ValidationLimits::check,
                       "Raises Error(INVALID_ARGUMENT) naming the field that is out of range.");
}

}  // namespace

void bind_trust_policy(py::module_& module) {
    bind_anchors(module);
    bind_limits(module);
    Record<TrustPolicy> policy(module, "TrustPolicy",
                               "One partner's rules for the other side's certificate. Lists are "
                               "copies: set them whole.");
    policy.option("method", &TrustPolicy::method, "What vouches, a TrustMethod.")
        .option("anchors", &TrustPolicy::anchors, "An AnchorSet, for system and anchors.")
        .option("pins", &TrustPolicy::pins,
                "For pin: SHA-256 of the leaf's SubjectPublicKeyInfo, 32 octets each, current "
                "first, then next; 1 to 16.")
        .option("identities", &TrustPolicy::identities,
                "Reference identities (RFC 9525 §2); needed for all but pin and DANE-EE.")
        .option("tlsa_owners", &TrustPolicy::tlsa_owners,
                "For dane: owner names, made with tlsa_owner().")
        .option("wildcards", &TrustPolicy::wildcards,
                "Whether *.fabrikam.example stands for names one label below (RFC 9525 §6.3).")
        .option("eku", &TrustPolicy::eku, "An EkuMode, for clients.")
        .option("revocation", &TrustPolicy::revocation, "A RevocationMode.")
        .option("short_lived", &TrustPolicy::short_lived,
                "A leaf valid no longer needs no revocation data; 0 s (never) to 30 days.")
        .option("min_rsa_bits", &TrustPolicy::min_rsa_bits, "2048 to 8192.")
        .option("limits", &TrustPolicy::limits, "ValidationLimits; a copy.")
        .picklable();
    policy.bound().def("check", &TrustPolicy::check,
                       "Raises Error(INVALID_ARGUMENT) naming the field that is missing or out of "
                       "range.");
}

}  // namespace domainsec::python
