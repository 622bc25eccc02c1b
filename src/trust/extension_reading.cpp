// Readers of certificate extensions (RFC 5280 §4.2.1, §4.2.2.1; RFC 6960 §4.2.2.2.1; RFC 9608 §2).
#include "trust/extension_reading.hpp"

#include "pki/der_reader.hpp"
#include "trust/object_identifiers.hpp"

namespace domainsec::inline v1::detail {
namespace {

constexpr std::uint8_t der_null = 0x05;

constexpr std::size_t max_ocsp_uris = 8;

// For what says all by being there.
bool is_null(ByteView value) noexcept {
    const auto nothing = only_element(value, der_null);
    return nothing && nothing->content.empty();
}

}  // namespace

std::optional<std::size_t> read_count(ByteView digits) noexcept {
    if (digits.empty() || (digits[0] & 0x80) != 0) return std::nullopt;
    if (digits.size() > 1 && digits[0] == 0 && (digits[1] & 0x80) == 0) return std::nullopt;
    std::size_t value = 0;
    for (const std::uint8_t octet : digits) {
        if (value > 0xFFFF) return value;
        value = value << 8 | octet;
    }
    return value;
}

bool read_key_identifier(ByteView value, AuthorityKeyIdentifier& identifier) noexcept {
    constexpr std::uint8_t key_identifier = 0x80, issuer = 0xA1, serial = 0x82;
    const auto sequence = only_element(value, der_sequence);
    if (!sequence) return false;
    DerReader fields(sequence->content);
    if (const auto key = fields.next(key_identifier)) identifier.key = key->content;
    identifier.names_issuer = fields.next(issuer).has_value();
    identifier.names_serial = fields.next(serial).has_value();
    return fields.at_end();
}

bool read_authority_key_identifier(ByteView value, CertificateFacts& facts) {
    return read_key_identifier(value, facts.authority_key_identifier.emplace());
}

bool read_subject_key_identifier(ByteView value, CertificateFacts& facts) {
    const auto identifier = only_element(value, der_octet_string);
    if (!identifier) return false;
    facts.subject_key_identifier = identifier->content;
    return true;
}

bool read_key_usage(ByteView value, CertificateFacts& facts) {
    const auto bits = only_element(value, der_bit_string);
    if (!bits || bits->content.empty() || bits->content.size() > 3 || bits->content[0] > 7)
        return false;
    // X.690 §11.2.1: a bit that is not used is zero. Read as set, it would grant what nobody did.
    const unsigned unused = (1U << bits->content[0]) - 1;
    if (bits->content.size() == 1 ? unused != 0 : (bits->content.back() & unused) != 0)
        return false;
    facts.key_usage = bits->content.size() > 1 ? bits->content[1] : std::uint8_t{0};
    return true;
}

bool read_alternative_names(ByteView value, CertificateFacts& facts) {
    facts.has_alternative_names = true;
    const auto sequence = only_element(value, der_sequence);
    if (!sequence || sequence->content.empty()) return false;
    auto names = read_general_names(sequence->content);
    if (!names) return false;
    facts.alternative_names = *std::move(names);
    return true;
}

bool read_basic_constraints(ByteView value, CertificateFacts& facts) {
    facts.basic_constraints.emplace();
    const auto sequence = only_element(value, der_sequence);
    if (!sequence) return false;
    DerReader fields(sequence->content);
    BasicConstraints constraints;
    if (const auto is_ca = fields.next(der_boolean)) {
        if (is_ca->content.size() != 1) return false;
        constraints.is_ca = is_ca->content[0] != 0;
    }
    if (const auto length = fields.next(der_integer)) {
        constraints.path_length = read_count(length->content);
        if (!constraints.path_length) return false;
    }
    if (!fields.at_end()) return false;
    facts.basic_constraints = constraints;
    return true;
}

bool read_name_constraints(ByteView value, CertificateFacts& facts) {
    const auto sequence = only_element(value, der_sequence);
    if (!sequence || sequence->content.empty()) return false;
    facts.name_constraints = value;
    return true;
}

bool read_extended_key_usage(ByteView value, CertificateFacts& facts) {
    facts.extended_key_usage.emplace();
    ExtendedKeyUsage& usage = *facts.extended_key_usage;
    const auto sequence = only_element(value, der_sequence);
    if (!sequence || sequence->content.empty()) return false;
    DerReader purposes(sequence->content);
    while (!purposes.at_end()) {
        const auto purpose = purposes.next(der_object_identifier);
        if (!purpose) return false;
        const std::string_view oid = text_of(purpose->content);
        usage.server = usage.server || oid == oid::server_auth;
        usage.client = usage.client || oid == oid::client_auth;
        usage.ocsp_signing = usage.ocsp_signing || oid == oid::ocsp_signing;
        usage.any = usage.any || oid == oid::any_extended_key_usage;
        if (usage.text.size() > 256) continue;
        if (!usage.text.empty()) usage.text += ", ";
        usage.text += oid::to_text(purpose->content);
    }
    return true;
}

bool read_crl_distribution_points(ByteView value, CertificateFacts& facts) {
    facts.has_crl_distribution_points = true;
    auto points = read_distribution_points(value, facts.issuer);
    if (!points) return false;
    facts.distribution_points = *std::move(points);
    facts.crl_uris = uris_of(facts.distribution_points);
    return true;
}

bool read_freshest_crl(ByteView value, CertificateFacts& facts) {
    facts.has_freshest_crl = true;
    const auto points = read_distribution_points(value, facts.issuer);
    if (!points) return false;
    facts.delta_uris = uris_of(*points);
    return true;
}

bool read_authority_information_access(ByteView value, CertificateFacts& facts) {
    const auto list = only_element(value, der_sequence);
    if (!list || list->content.empty()) return false;
    DerReader descriptions(list->content);
    while (!descriptions.at_end()) {
        const auto description = descriptions.next(der_sequence);
        if (!description) return false;
        DerReader fields(description->content);
        const auto method = fields.next(der_object_identifier);
        const auto location = fields.next();
        if (!method || !location || !fields.at_end()) return false;
        if (text_of(method->content) != oid::ocsp) continue;
        facts.has_ocsp_responder = true;
        const auto name = read_general_name(location->whole);
        if (name && name->form == NameForm::uri && is_http_uri(text_of(name->value)) &&
            facts.ocsp_uris.size() < max_ocsp_uris)
            facts.ocsp_uris.emplace_back(text_of(name->value));
    }
    return true;
}

bool read_ocsp_no_check(ByteView value, CertificateFacts& facts) {
    facts.ocsp_no_check = true;
    return is_null(value);
}

bool read_no_revocation_available(ByteView value, CertificateFacts& facts) {
    facts.no_revocation_available = true;
    return is_null(value);
}

}  // namespace domainsec::inline v1::detail
