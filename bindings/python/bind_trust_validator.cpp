// trust: judging a chain by one partner's rules (RFC 5280 §6, RFC 9525, RFC 7671).
#include "clocks.hpp"

namespace domainsec::python {
namespace {

using SharedEvidence = std::shared_ptr<const Evidence>;

SharedEvidence or_none(SharedEvidence evidence) {
    return evidence ? evidence : Evidence::none();
}

void bind_options(py::module_& module) {
    Record<ValidatorOptions> options(
        module, "ValidatorOptions",
        "What only a caller of the validator itself can ask for; no configuration sets it.");
    options.option("profile", &ValidatorOptions::profile, "A ValidationProfile.")
        .option("legacy_algorithms", &ValidatorOptions::legacy_algorithms,
                "SHA-1, DSA, RSA from 1024 bits: for archives, never for a session.")
        .option("any_identity", &ValidatorOptions::any_identity,
                "The leaf's name is not looked at.")
        .option("any_usage", &ValidatorOptions::any_usage, "Nor are its usages.")
        .option("ip_addresses", &ValidatorOptions::ip_addresses,
                "Reference identities, 4 or 16 octets each (RFC 9525 §6.5).")
        .option("mailboxes", &ValidatorOptions::mailboxes,
                "An rfc822Name each, the local part compared exactly (RFC 5280 §7.5).")
        .option("max_intermediates", &ValidatorOptions::max_intermediates,
                "Authorities between leaf and anchor, 0 to 30; None: only max_path_length counts.")
        .option("acceptable_policies", &ValidatorOptions::acceptable_policies,
                "Dotted (RFC 5280 §6.1.1 (c)); empty: any.")
        .option("inhibit_policy_mapping", &ValidatorOptions::inhibit_policy_mapping,
                "RFC 5280 §6.1.1 (e).")
        .option("require_explicit_policy", &ValidatorOptions::require_explicit_policy,
                "RFC 5280 §6.1.1 (f).")
        .option("inhibit_any_policy", &ValidatorOptions::inhibit_any_policy, "RFC 5280 §6.1.1 (g).")
        .picklable();
    options.bound().def("check", &ValidatorOptions::check,
                        "Raises Error(INVALID_ARGUMENT) naming the field that is out of range.");
}

void bind_validator(py::module_& module) {
    py::class_<ChainValidator>(
        module, "ChainValidator",
        "A validator for one policy and one role of the peer. Immutable; safe to use from many "
        "threads. Never does I/O.")
        .def(py::init<TrustPolicy, PeerRole, ValidatorOptions>(), py::arg("policy"),
             py::arg("peer"), py::arg("options") = ValidatorOptions{},
             "Takes checked copies. Raises Error(INVALID_ARGUMENT).")
        .def(
            "judge",
            [](const ChainValidator& self, const Chain& chain, SharedEvidence evidence,
               std::optional<TimePoint> now, const std::vector<Bytes>& staples) {
                const Chain kept = chain;
                const auto known = or_none(std::move(evidence));
                const WithoutGil release;
                return self.judge(kept, *known, or_now(now), staples);
            },
            py::arg("chain"), py::arg("evidence") = py::none(), py::kw_only(),
            py::arg("now") = py::none(), py::arg("staples") = std::vector<Bytes>{},
            "The ValidationReport at now with what an Evidence knows; None: nothing. staples: OCSP "
            "responses in DER that came with the chain, in its order, b\"\" where there was none "
            "(RFC 8446 §4.4.2.1). Never raises over the chain's content. The chain alone proves "
            "nothing: possession of the key is the session's proof.")
        .def_property_readonly(
            "policy", [](const ChainValidator& self) { return self.policy(); }, "The TrustPolicy.")
        .def_property_readonly("peer", &ChainValidator::peer, "A PeerRole.")
        .def_property_readonly(
            "options", [](const ChainValidator& self) { return self.options(); },
            "The ValidatorOptions.")
        .def_property_readonly("revision", &ChainValidator::revision,
                               "SHA-256 over policy, anchors, role and options.")
        .def("__repr__", [](const ChainValidator& self) {
            return "<ChainValidator " + std::string(to_string(self.policy().method)) + " of a " +
                   std::string(to_string(self.peer())) + ">";
        });
}

void bind_judgements(py::module_& module) {
    py::class_<JudgementCache, std::shared_ptr<JudgementCache>>(
        module, "JudgementCache",
        "Remembers verdicts on chains, until their valid_until and for the same evidence; "
        "temperror never. Safe to use from many threads. One for all that use one EvidenceStore.")
        .def(py::init<std::size_t>(), py::arg("capacity") = 1024,
             "Verdicts pass that are kept, 1 to 100,000, and as many others. Raises "
             "Error(INVALID_ARGUMENT).")
        .def(
            "judge",
            [](JudgementCache& self, const ChainValidator& validator, const Chain& chain,
               SharedEvidence evidence, const std::string& partner, std::optional<TimePoint> now,
               const std::vector<Bytes>& staples) {
                const ChainValidator judge = validator;
                const Chain kept = chain;
                const auto known = or_none(std::move(evidence));
                const WithoutGil release;
                return *self.judge(judge, {partner, kept, *known, staples}, or_now(now));
            },
            py::arg("validator"), py::arg("chain"), py::arg("evidence") = py::none(), py::kw_only(),
            py::arg("partner") = "", py::arg("now") = py::none(),
            py::arg("staples") = std::vector<Bytes>{},
            "What the validator says, remembered or made. partner: whose rules these are.")
        .def("__len__", &JudgementCache::size);
}

}  // namespace

void bind_trust_validator(py::module_& module) {
    bind_options(module);
    bind_validator(module);
    bind_judgements(module);
}

}  // namespace domainsec::python
