// What a conforming authority issues (RFC 5280 §4.1, §4.2; CA/Browser Forum Baseline Requirements
// §7.1): one function for each part of a certificate.
#include <algorithm>
#include <array>

#include "pki/certificate_data.hpp"
#include "trust/issuance_names.hpp"
#include "trust/name_constraints.hpp"
#include "trust/object_identifiers.hpp"
#include "trust/path_rules.hpp"

namespace domainsec::inline v1::detail {
namespace {

/// One certificate of the path under the rules.
struct Issued {
    const RuleInput& input;
    std::size_t index;
    FindingList& findings;

    const CertificateFacts& facts() const { return input.certificate(index); }
    bool is_leaf() const noexcept { return index == 0; }

    void refuse_if(bool refused, const char* rule, const char* seen, const char* expected) const {
        if (refused)
            findings.add({TrustReason::not_conforming, rule, seen, expected}, index, facts());
    }
};

bool is_critical(const CertificateFacts& facts, std::string_view oid) noexcept {
    const ExtensionFacts* const extension = facts.extension(oid);
    return extension != nullptr && extension->critical;
}

bool stands_uncritical(const CertificateFacts& facts, std::string_view oid) noexcept {
    const ExtensionFacts* const extension = facts.extension(oid);
    return extension != nullptr && !extension->critical;
}

// RFC 5280 §4.2.1.1 excepts it from naming its issuer's key. By signature, for a root that was
// signed by another as well has the same name in both certificates.
bool is_self_signed(const CertificateFacts& facts, AlgorithmRules rules) {
    return check_signature(facts.signed_part, facts.signature_algorithm, facts.signature,
                           facts.certificate, rules) == SignatureState::good;
}

// What an anchor's number and signature say is not asked (RFC 5280 §6.1.1 (d)).
void check_frame(const Issued& issued) {
    constexpr std::size_t longest_serial = 20;
    const ByteView serial = issued.facts().serial;
    issued.refuse_if(issued.facts().version != 3, "RFC 5280 §4.1.2.1",
                     "a certificate of version 1 or 2", "version 3");
    if (issued.input.is_anchor(issued.index)) return;
    issued.refuse_if(serial.size() > longest_serial, "RFC 5280 §4.1.2.2",
                     "a serial number of more than 20 octets", "at most 20 octets");
    const bool zero = std::ranges::all_of(serial, [](std::uint8_t octet) { return octet == 0; });
    issued.refuse_if(zero || (serial[0] & 0x80) != 0, "RFC 5280 §4.1.2.2",
                     "a serial number that is zero or negative", "a positive number");
}

void check_key_identifiers(const Issued& issued) {
    const CertificateFacts& facts = issued.facts();
    const auto& authority = facts.authority_key_identifier;
    const bool is_root = issued.input.is_anchor(issued.index) &&
                         is_self_signed(facts, algorithms_of(issued.input.options));
    issued.refuse_if(!authority && !is_root, "RFC 5280 §4.2.1.1", "no authorityKeyIdentifier",
                     "the identifier of the issuer's key");
    issued.refuse_if(authority && !authority->key, "RFC 5280 §4.2.1.1",
                     "authorityKeyIdentifier without keyIdentifier",
                     "the identifier of the issuer's key");
    issued.refuse_if(authority && (authority->names_issuer || authority->names_serial),
                     "BR §7.1.2.11.1", "authorityKeyIdentifier with issuer or serial number",
                     "keyIdentifier alone");
    issued.refuse_if(is_root && key_identifiers_differ(facts, facts), "RFC 5280 §4.2.1.1",
                     "a root whose two key identifiers differ", "the same in both");
    issued.refuse_if(is_critical(facts, oid::authority_key_identifier), "RFC 5280 §4.2.1.1",
                     "a critical authorityKeyIdentifier", "one that is not critical");
    issued.refuse_if(is_critical(facts, oid::subject_key_identifier), "RFC 5280 §4.2.1.2",
                     "a critical subjectKeyIdentifier", "one that is not critical");
    issued.refuse_if(facts.is_ca() && !facts.subject_key_identifier, "RFC 5280 §4.2.1.2",
                     "an authority without subjectKeyIdentifier", "subjectKeyIdentifier");
}

void check_authority_marks(const Issued& issued) {
    const CertificateFacts& facts = issued.facts();
    const bool signs_certificates =
        facts.key_usage && (*facts.key_usage & usage_key_cert_sign) != 0;
    issued.refuse_if(facts.is_ca() && !is_critical(facts, oid::basic_constraints),
                     "RFC 5280 §4.2.1.9", "basicConstraints that are not critical",
                     "critical ones, for this is an authority");
    const bool is_anchor = issued.input.is_anchor(issued.index);
    issued.refuse_if(facts.is_ca() && !is_anchor && !signs_certificates, "RFC 5280 §4.2.1.3",
                     "an authority without keyCertSign", "keyUsage with keyCertSign");
    issued.refuse_if(!facts.is_ca() && signs_certificates, "RFC 5280 §4.2.1.9",
                     "keyCertSign without cA", "keyCertSign in authorities alone");
    issued.refuse_if(!facts.is_ca() && facts.basic_constraints &&
                         facts.basic_constraints->path_length.has_value(),
                     "RFC 5280 §4.2.1.9", "pathLenConstraint without cA",
                     "pathLenConstraint in authorities alone");
    issued.refuse_if(issued.is_leaf() && facts.is_ca(), "BR §7.1.2.7.8",
                     "an authority's certificate at the end of the chain", "one without cA");
}

void check_criticality(const Issued& issued) {
    struct Rule {
        std::string_view oid;
        const char* rule;
        const char* seen;
    };
    static constexpr std::array<Rule, 3> must_be_critical{{
        {oid::name_constraints, "RFC 5280 §4.2.1.10", "nameConstraints that are not critical"},
        {oid::policy_constraints, "RFC 5280 §4.2.1.11", "policyConstraints that are not critical"},
        {oid::inhibit_any_policy, "RFC 5280 §4.2.1.14", "inhibitAnyPolicy that is not critical"},
    }};
    const CertificateFacts& facts = issued.facts();
    for (const Rule& rule : must_be_critical)
        issued.refuse_if(stands_uncritical(facts, rule.oid), rule.rule, rule.seen,
                         "a critical extension");
    issued.refuse_if(!facts.is_ca() && facts.name_constraints, "RFC 5280 §4.2.1.10",
                     "nameConstraints without cA", "nameConstraints in authorities alone");
    issued.refuse_if(is_critical(facts, oid::authority_information_access), "RFC 5280 §4.2.2.1",
                     "a critical authorityInfoAccess", "one that is not critical");
}

void check_constraints(const Issued& issued) {
    const CertificateFacts& facts = issued.facts();
    const auto constraints =
        facts.name_constraints ? read_constraints(*facts.name_constraints) : std::nullopt;
    if (!constraints) return;
    const auto starts_with_dot = [](const GeneralName& base) {
        return base.form == NameForm::dns && text_of(base.value).starts_with('.');
    };
    issued.refuse_if(std::ranges::any_of(constraints->permitted, starts_with_dot) ||
                         std::ranges::any_of(constraints->excluded, starts_with_dot),
                     "RFC 5280 §4.2.1.10", "a dNSName constraint with a leading dot",
                     "the domain alone: what is below it belongs to it");
}

void check_usages(const Issued& issued) {
    const CertificateFacts& facts = issued.facts();
    issued.refuse_if(issued.input.is_anchor(issued.index) && facts.extended_key_usage,
                     "BR §7.1.2.1.2", "a root with extendedKeyUsage",
                     "no such extension in a root");
    if (!issued.is_leaf()) return;
    issued.refuse_if(!facts.extended_key_usage && !issued.input.options.any_usage, "BR §7.1.2.7.6",
                     "no extendedKeyUsage", "the usages of the certificate, named");
    issued.refuse_if(facts.extended_key_usage && facts.extended_key_usage->any, "BR §7.1.2.7.10",
                     "anyExtendedKeyUsage", "named usages alone");
    issued.refuse_if(is_critical(facts, oid::extended_key_usage), "BR §7.1.2.7.6",
                     "a critical extendedKeyUsage", "one that is not critical");
}

void check_key(const Issued& issued) {
    const PublicKeyFacts& key = issued.facts().certificate.data().key;
    issued.refuse_if(key.kind == KeyKind::rsa && key.bits % 8 != 0, "BR §6.1.5",
                     "an RSA modulus whose length is no multiple of 8 bits",
                     "a multiple of 8 bits");
}

void check_names(const Issued& issued) {
    const CertificateFacts& facts = issued.facts();
    const bool critical = is_critical(facts, oid::subject_alt_name);
    issued.refuse_if(facts.has_alternative_names && !critical && facts.subject.empty(),
                     "RFC 5280 §4.2.1.6", "subjectAltName that is not critical beside no subject",
                     "a critical one");
    issued.refuse_if(critical && !facts.subject.empty(), "BR §7.1.2.7.12",
                     "a critical subjectAltName beside a subject", "one that is not critical");
    if (!issued.is_leaf()) return;
    if (const std::string name = improper_dns_name(facts); !name.empty())
        issued.findings.add({TrustReason::not_conforming, "RFC 5280 §4.2.1.6", name,
                             "host names in preferred name syntax: letters, digits and hyphens"},
                            issued.index, facts);
    if (const std::string name = common_name_outside(facts); !name.empty())
        issued.findings.add({TrustReason::not_conforming, "BR §7.1.4.3", name,
                             "a common name that stands in subjectAltName, octet by octet"},
                            issued.index, facts);
}

}  // namespace

void check_issuance(const RuleInput& input, FindingList& findings) {
    for (std::size_t i = 0; i < input.size(); ++i) {
        const Issued issued{input, i, findings};
        if (issued.facts().serial.empty()) continue;  // Malformed, and reported as such.
        check_frame(issued);
        check_key_identifiers(issued);
        check_authority_marks(issued);
        check_criticality(issued);
        check_constraints(issued);
        check_usages(issued);
        check_key(issued);
        check_names(issued);
    }
}

}  // namespace domainsec::inline v1::detail
