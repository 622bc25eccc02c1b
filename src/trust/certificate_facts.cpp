// Reads a certificate for validation (RFC 5280 §4.1, §4.2).
#include "trust/certificate_facts.hpp"

#include <algorithm>
#include <array>

#include "pki/der_reader.hpp"
#include "trust/extension_reading.hpp"
#include "trust/object_identifiers.hpp"
#include "trust/signed_object.hpp"

namespace domainsec::inline v1::detail {
namespace {

// Real certificates have about ten.
constexpr std::size_t max_extensions = 100;
constexpr std::size_t max_unknown_reported = 8;

std::optional<ExtensionFacts> read_extension(ByteView content) {
    DerReader fields(content);
    const auto oid = fields.next(der_object_identifier);
    if (!oid) return std::nullopt;
    ExtensionFacts extension{text_of(oid->content), false, {}};
    if (const auto critical = fields.next(der_boolean)) {
        if (critical->content.size() != 1) return std::nullopt;
        extension.critical = critical->content[0] != 0;
    }
    const auto value = fields.next(der_octet_string);
    if (!value || !fields.at_end()) return std::nullopt;
    extension.value = value->content;
    return extension;
}

using Reader = bool (*)(ByteView, CertificateFacts&);

// An extension that we understand: how to read it, and where it is described.
struct KnownExtension {
    std::string_view oid;
    std::string_view rule;
    Reader read;
};

bool leave_alone(ByteView, CertificateFacts&) {
    return true;
}

constexpr std::array<KnownExtension, 17> known_extensions{{
    {oid::authority_key_identifier, "RFC 5280 §4.2.1.1", read_authority_key_identifier},
    {oid::subject_key_identifier, "RFC 5280 §4.2.1.2", read_subject_key_identifier},
    {oid::key_usage, "RFC 5280 §4.2.1.3", read_key_usage},
    {oid::certificate_policies, "RFC 5280 §4.2.1.4", read_certificate_policies},
    {oid::policy_mappings, "RFC 5280 §4.2.1.5", read_policy_mappings},
    {oid::subject_alt_name, "RFC 5280 §4.2.1.6", read_alternative_names},
    {oid::issuer_alt_name, "RFC 5280 §4.2.1.7", leave_alone},
    {oid::basic_constraints, "RFC 5280 §4.2.1.9", read_basic_constraints},
    {oid::name_constraints, "RFC 5280 §4.2.1.10", read_name_constraints},
    {oid::policy_constraints, "RFC 5280 §4.2.1.11", read_policy_constraints},
    {oid::extended_key_usage, "RFC 5280 §4.2.1.12", read_extended_key_usage},
    {oid::crl_distribution_points, "RFC 5280 §4.2.1.13", read_crl_distribution_points},
    {oid::inhibit_any_policy, "RFC 5280 §4.2.1.14", read_inhibit_any_policy},
    {oid::freshest_crl, "RFC 5280 §4.2.1.15", read_freshest_crl},
    {oid::authority_information_access, "RFC 5280 §4.2.2.1", read_authority_information_access},
    {oid::ocsp_no_check, "RFC 6960 §4.2.2.2.1", read_ocsp_no_check},
    {oid::no_revocation_available, "RFC 9608 §2", read_no_revocation_available},
}};

// RFC 5280 §4.2.1.15, §4.2.2.1. A critical one means something that we do not know.
bool must_not_be_critical(std::string_view oid) noexcept {
    return oid == oid::freshest_crl || oid == oid::authority_information_access;
}

void take_extension(const ExtensionFacts& extension, CertificateFacts& facts) {
    for (const KnownExtension& known : known_extensions) {
        if (known.oid != extension.oid) continue;
        if (extension.critical && must_not_be_critical(extension.oid)) break;
        if (!known.read(extension.value, facts))
            facts.malformations.push_back(
                {std::string(known.rule),
                 "extension " + oid::to_text(bytes_of(extension.oid)) + " cannot be read"});
        return;
    }
    if (extension.critical && facts.unknown_critical_extensions.size() < max_unknown_reported)
        facts.unknown_critical_extensions.push_back(oid::to_text(bytes_of(extension.oid)));
}

bool read_extensions(ByteView content, CertificateFacts& facts) {
    const auto list = only_element(content, der_sequence);
    if (!list) return false;
    DerReader reader(list->content);
    while (!reader.at_end()) {
        const auto element = reader.next(der_sequence);
        if (!element) return false;
        const auto extension = read_extension(element->content);
        if (!extension || facts.extensions.size() == max_extensions) return false;
        if (facts.extension(extension->oid) != nullptr) return false;
        facts.extensions.push_back(*extension);
        take_extension(*extension, facts);
    }
    return true;
}

bool read_version(DerReader& fields, CertificateFacts& facts) {
    constexpr std::uint8_t version_tag = 0xA0;
    const auto version = fields.next(version_tag);
    if (!version) return true;
    const auto number = only_element(version->content, der_integer);
    if (!number || number->content.size() != 1 || number->content[0] > 2) return false;
    facts.version = number->content[0] + 1U;
    return true;
}

bool read_names(DerReader& fields, CertificateFacts& facts) {
    const auto issuer = fields.next(der_sequence);
    const auto validity = fields.next(der_sequence);
    const auto subject = fields.next(der_sequence);
    const auto key = fields.next(der_sequence);
    if (!issuer || !validity || !subject || !key) return false;
    auto issuer_name = DirectoryName::from_der(issuer->whole);
    auto subject_name = DirectoryName::from_der(subject->whole);
    if (!issuer_name || !subject_name) return false;
    facts.issuer = *std::move(issuer_name);
    facts.subject = *std::move(subject_name);
    facts.issuer_der = issuer->whole;
    facts.subject_der = subject->whole;
    return true;
}

bool read_signed_part(ByteView content, CertificateFacts& facts) {
    constexpr std::uint8_t issuer_id = 0x81, subject_id = 0x82, extensions = 0xA3;
    DerReader fields(content);
    if (!read_version(fields, facts)) return false;
    const auto serial = fields.next(der_integer);
    const auto algorithm = fields.next(der_sequence);
    if (!serial || !algorithm) return false;
    facts.serial = serial->content;
    if (!std::equal(algorithm->whole.begin(), algorithm->whole.end(),
                    facts.signature_algorithm.begin(), facts.signature_algorithm.end()))
        facts.malformations.push_back(
            {"RFC 5280 §4.1.1.2", "two signature algorithms that are not the same"});
    if (!read_names(fields, facts)) return false;
    fields.next(issuer_id);
    fields.next(subject_id);
    const auto list = fields.next(extensions);
    if (list && (facts.version != 3 || !read_extensions(list->content, facts))) return false;
    return fields.at_end();
}

bool read_fields(CertificateFacts& facts) {
    const auto frame = read_signed_object(facts.certificate.der());
    if (!frame) return false;
    facts.signed_part = frame->signed_part;
    facts.signature_algorithm = frame->signature_algorithm;
    facts.signature = frame->signature;
    return read_signed_part(frame->content, facts);
}

}  // namespace

CertificateFacts::CertificateFacts(const Certificate& read_from) : certificate(read_from) {
    if (!read_fields(*this))
        malformations.push_back({"RFC 5280 §4.1", "a certificate that is not built as it must be"});
    if (issuer.empty()) malformations.push_back({"RFC 5280 §4.1.2.4", "an empty issuer name"});
    if (basic_constraints && basic_constraints->is_ca && subject.empty())
        malformations.push_back({"RFC 5280 §4.1.2.6", "an authority without a name"});
    if (no_revocation_available && is_ca())
        malformations.push_back({"RFC 9608 §3", "an authority with noRevAvail"});
}

const ExtensionFacts* CertificateFacts::extension(std::string_view oid) const noexcept {
    const auto found = std::find_if(extensions.begin(), extensions.end(),
                                    [oid](const auto& candidate) { return candidate.oid == oid; });
    return found == extensions.end() ? nullptr : &*found;
}

bool key_identifiers_differ(const CertificateFacts& child,
                            const CertificateFacts& issuer) noexcept {
    if (!child.authority_key_identifier || !child.authority_key_identifier->key ||
        !issuer.subject_key_identifier)
        return false;
    return !std::ranges::equal(*child.authority_key_identifier->key,
                               *issuer.subject_key_identifier);
}

}  // namespace domainsec::inline v1::detail
