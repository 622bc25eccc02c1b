// policy: the one configuration file, read whole, checked whole, then immutable.
#include "casters.hpp"

namespace domainsec::python {
namespace {

std::string word_of(CertificateRequestRule::Mode mode) {
    switch (mode) {
        case CertificateRequestRule::Mode::always:
            return "always";
        case CertificateRequestRule::Mode::networks:
            return "networks";
        case CertificateRequestRule::Mode::never:
            return "never";
    }
    return "unknown";
}

void bind_problem(py::module_& module) {
    Record<ConfigurationProblem> problem(
        module, "ConfigurationProblem",
        "One mistake in a configuration file. str() is \"file:line: "
        "field: sentence\".");
    problem.fact("file", &ConfigurationProblem::file, "Its path.")
        .fact("line", &ConfigurationProblem::line, "From 1; 0: the file as a whole.")
        .fact("field", &ConfigurationProblem::field, "\"partner.receive.eku\".")
        .fact("sentence", &ConfigurationProblem::sentence, "What is wrong, what would be right.")
        .fact("warning", &ConfigurationProblem::warning,
              "Worth mending; the file is accepted all the same.")
        .picklable();
    problem.bound().def(
        "__str__", [](const ConfigurationProblem& self) { return peer_text(to_string(self)); });
}

template <typename Rules>
void bind_direction(Record<Rules>& rules) {
    rules.fact("mode", &Rules::mode, "A DirectionMode.")
        .fact("report", &Rules::report, "Judge and count, refuse nothing.")
        .fact("trust", &Rules::trust, "A TrustPolicy; a copy.")
        .fact("identities_from_mx", &Rules::identities_from_mx,
              "The partner's MX hosts are its identities, DNSSEC-secure only.")
        .fact("client_tlsa", &Rules::client_tlsa,
              "The TLSA records are those of the client (draft-ietf-dance-client-auth).")
        .fact("on_failure", &Rules::on_failure, "An OnFailure.")
        .fact("via", &Rules::via, "ViaRule: organizations that may stand between.");
}

void bind_partner(py::module_& module) {
    Record<ViaRule>(module, "ViaRule", "Another organization that may stand between.")
        .fact("name", &ViaRule::name, "Shown to people and recorded in the stamp's via=.")
        .fact("trust", &ViaRule::trust, "Its own identities, anchors, pins.")
        .picklable();
    Record<DirectionRules> either(module, "DirectionRules", "What both directions have in common.");
    bind_direction(either);
    either.picklable();
    Record<ReceiveRules> receive(module, "ReceiveRules", "From them to us.");
    bind_direction(receive);
    receive.fact("unsecured_from", &ReceiveRules::unsecured_from, "An UnsecuredFrom.").picklable();
    Record<SendRules> send(module, "SendRules", "From us to them.");
    bind_direction(send);
    send.fact("nexthop", &SendRules::nexthop, "\"host:port\"; empty: the domain's MX.")
        .fact("servername", &SendRules::servername, "SNI; empty: the host connected to.")
        .fact("certificate", &SendRules::certificate,
              "Label of ours for them; empty: the one of smtp-client.")
        .picklable();
    Record<PartnerPolicy> partner(module, "PartnerPolicy", "One [[partner]] of the configuration.");
    partner.fact("name", &PartnerPolicy::name, "For people and metrics; unique.")
        .fact("domains", &PartnerPolicy::domains, "Its mail domains.")
        .fact("subdomains", &PartnerPolicy::subdomains, "The domains below them as well.")
        .fact("receive", &PartnerPolicy::receive, "ReceiveRules.")
        .fact("send", &PartnerPolicy::send, "SendRules.")
        .fact("line", &PartnerPolicy::line, "Where it stands in the file, 1 first.")
        .picklable();
    partner.bound().def(
        "covering",
        [](const PartnerPolicy& self, const DomainName& domain) {
            const auto* found = self.covering(domain);
            return found != nullptr ? std::optional(*found) : std::nullopt;
        },
        py::arg("domain"), "The configured domain that covers this one, or None.");
}

void bind_settings(py::module_& module) {
    Record<CertificateRequestRule> rule(module, "CertificateRequestRule",
                                        "Whom a server asks for a certificate.");
    rule.fact(
            "mode", [](const CertificateRequestRule& self) { return word_of(self.mode); },
            "\"always\", \"networks\" or \"never\".")
        .fact("networks", &CertificateRequestRule::networks, "In CIDR form.");
    rule.bound().def("asks", &CertificateRequestRule::asks, py::arg("client_ip"),
                     "Whether a client at this IP address is asked.");
    Record<InternalPeer>(module, "InternalPeer", "Another edge of ours, known by its key.")
        .fact("pins", &InternalPeer::pins, "SHA-256, 32 octets each.")
        .picklable();
    Record<CompanionSettings>(module, "CompanionSettings",
                              "[stamp.companion]: a DKIM-Signature beside the stamp.")
        .fact("domain", &CompanionSettings::domain, "A subdomain that signs nothing else.")
        .fact("selector", &CompanionSettings::selector, "DKIM's s=.")
        .fact("key", &CompanionSettings::key, "Its file.")
        .picklable();
    Record<EvidenceSettings>(module, "EvidenceSettings",
                             "[evidence]: where revocation data is kept, and comes from.")
        .fact("cache", &EvidenceSettings::cache, "Directory of an EvidenceCache, or an empty path.")
        .fact("allow_networks", &EvidenceSettings::allow_networks, "In CIDR form.")
        .fact("allow_ports", &EvidenceSettings::allow_ports, "Ports beside 80 and 443.")
        .fact("nonce", &EvidenceSettings::nonce, "OCSP queries carry a nonce (RFC 9654).")
        .picklable();
}

void bind_stamp_settings(py::module_& module) {
    Record<StampSettings>(module, "StampSettings", "[stamp]. Holds places of secrets, not secrets.")
        .fact("selector", &StampSettings::selector, "s=")
        .fact("key", &StampSettings::key, "Its file; an empty path with socket.")
        .fact("passphrase", &StampSettings::passphrase, "A PassphraseSource.")
        .fact("socket", &StampSettings::socket, "Where another process signs.")
        .fact("lifetime", &StampSettings::lifetime, "x= is t= plus this.")
        .fact("keyring", &StampSettings::keyring,
              "Its file, only needed to verify; or an empty path.")
        .fact("bind_recipients", &StampSettings::bind_recipients,
              "Stamps carry rt=, which binds them to their recipients.")
        .fact("recipient_key", &StampSettings::recipient_key, "Its file.")
        .fact("decoded_digest", &StampSettings::decoded_digest,
              "dh=: a stamp that a re-encoding of the parts leaves provable.")
        .fact("exchange_fields", &StampSettings::exchange_fields,
              "The fields that an Exchange back end reads are added.")
        .fact("log", &StampSettings::log, "The stamp log's file, or an empty path.")
        .fact("companion", &StampSettings::companion, "CompanionSettings or None.");
}

using PyConfiguration = Record<Configuration, std::shared_ptr<Configuration>>;

void bind_facts(PyConfiguration& configuration) {
    configuration
        .fact("organization_domain", &Configuration::organization_domain, "The stamp's d=.")
        .fact("domains", &Configuration::domains, "Received here.")
        .fact("edge_name", &Configuration::edge_name, "authserv-id and e=.")
        .fact("request_certificate", &Configuration::request_certificate,
              "Whom the server asks for a certificate, a CertificateRequestRule.")
        .fact(
            "stage",
            [](const Configuration& self) {
                return std::string(self.stage == RefusalStage::mail ? "mail" : "rcpt");
            },
            "Where a refusal is given: \"rcpt\" or \"mail\".")
        .fact("named_authorities", &Configuration::named_authorities,
              "Certificates that the server names when it asks for one: TlsOptions.authorities.")
        .fact("tickets", &Configuration::tickets, "File of master keys, or an empty path.")
        .fact("listener", &Configuration::listener, "Where tickets are good.")
        .fact("identity_store", &Configuration::identity_store, "Or an empty path.")
        .fact("identity_passphrase", &Configuration::identity_passphrase, "A PassphraseSource.")
        .fact("additional_identities", &Configuration::additional_identities,
              "Labels of further certificates of the server, for other names that clients ask for.")
        .fact("stamp", &Configuration::stamp, "StampSettings; None: no marks are given.")
        .fact("evidence", &Configuration::evidence, "EvidenceSettings.")
        .fact("internal", &Configuration::internal, "InternalPeer: edges of our own.")
        .fact("partners", &Configuration::partners, "PartnerPolicy.")
        .fact("warnings", &Configuration::warnings, "ConfigurationProblem.")
        .fact("revision", &Configuration::revision,
              "SHA-256 over the file and every file it names.")
        .fact("policy_revision", &Configuration::policy_revision,
              "SHA-256 over what the partners' entries mean: equal for edges that agree.");
}

void bind_configuration(py::module_& module) {
    PyConfiguration configuration(module, "Configuration",
                                  "A configuration in force. Immutable; safe to share between "
                                  "threads. Reads files, so it is not pickled.");
    bind_facts(configuration);
    configuration.bound()
        .def_static("load", &Configuration::load, py::arg("file"), py::call_guard<WithoutGil>(),
                    "Reads a file; paths in it are relative to its folder. Raises "
                    "Error(INVALID_CONFIGURATION) with one line per mistake, "
                    "Error(UNREADABLE_FILE). check_file() has the mistakes as a list.")
        .def_static(
            "from_string",
            [](const std::string& toml, const std::filesystem::path& base,
               const std::string& name) { return Configuration::from_string(toml, base, name); },
            py::arg("toml"), py::arg("base_directory"), py::arg("name") = "domainsec.toml",
            py::call_guard<WithoutGil>(),
            "The same for text; name stands for the file in messages.")
        .def_static("check_file", &Configuration::check_file, py::arg("file"),
                    py::call_guard<WithoutGil>(),
                    "All mistakes and warnings of a file as ConfigurationProblem, in order of "
                    "line. Never raises over content.")
        .def(
            "partner_of",
            [](const Configuration& self, const DomainName& domain) {
                const auto* found = self.partner_of(domain);
                return found != nullptr ? std::optional(*found) : std::nullopt;
            },
            py::arg("mail_domain"), "The PartnerPolicy that owns a mail domain, or None.")
        .def("__repr__", [](const Configuration& self) {
            return py::str("<Configuration of {}, {} partners>")
                .format(self.edge_name ? self.edge_name->str() : "nobody", self.partners.size());
        });
}

}  // namespace

void bind_policy_configuration(py::module_& module) {
    bind_problem(module);
    bind_partner(module);
    bind_settings(module);
    bind_stamp_settings(module);
    bind_configuration(module);
}

}  // namespace domainsec::python
