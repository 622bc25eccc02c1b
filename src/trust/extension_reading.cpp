// Readers of certificate extensions (RFC 5280 §4.2.1, RFC 9608 §2).
#include "trust/extension_reading.hpp"

#include "pki/der_reader.hpp"
#include "trust/object_identifiers.hpp"

namespace domainsec::inline v1::detail {
namespace {

constexpr std::uint8_t der_boolean = 0x01;
constexpr std::uint8_t der_null = 0x05;

bool is_http_uri(std::string_view uri) noexcept {
    constexpr std::size_t max_uri = 2048;
    if (uri.size() > max_uri) return false;
    if (!uri.starts_with("http://") && !uri.starts_with("https://")) return false;
    for (const char c : uri)
        if (c <= ' ' || c > '~') return false;
    return true;
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

bool read_authority_key_identifier(ByteView value, CertificateFacts& facts) {
    constexpr std::uint8_t key_identifier = 0x80, issuer = 0xA1, serial = 0x82;
    const auto sequence = only_element(value, der_sequence);
    if (!sequence) return false;
    DerReader fields(sequence->content);
    AuthorityKeyIdentifier& identifier = facts.authority_key_identifier.emplace();
    if (const auto key = fields.next(key_identifier)) identifier.key = key->content;
    identifier.names_issuer = fields.next(issuer).has_value();
    identifier.names_serial = fields.next(serial).has_value();
    return fields.at_end();
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
        usage.any = usage.any || oid == oid::any_extended_key_usage;
        if (usage.text.size() > 256) continue;
        if (!usage.text.empty()) usage.text += ", ";
        usage.text += oid::to_text(purpose->content);
    }
    return true;
}

std::optional<std::vector<std::string>> read_point_name(ByteView content) {
    constexpr std::uint8_t full_name = 0xA0, relative_name = 0xA1;
    std::vector<std::string> uris;
    DerReader choice(content);
    const auto name = choice.next();
    if (!name || !choice.at_end()) return std::nullopt;
    if (name->tag == relative_name) return uris;
    if (name->tag != full_name) return std::nullopt;
    const auto names = read_general_names(name->content);
    if (!names) return std::nullopt;
    for (const GeneralName& entry : *names)
        if (entry.form == NameForm::uri) uris.emplace_back(text_of(entry.value));
    return uris;
}

std::optional<std::vector<std::string>> read_distribution_points(ByteView extension) {
    constexpr std::uint8_t point_name = 0xA0, reasons = 0x81, crl_issuer = 0xA2;
    constexpr std::size_t max_uris = 8;
    const auto list = only_element(extension, der_sequence);
    if (!list || list->content.empty()) return std::nullopt;
    std::vector<std::string> result;
    DerReader points(list->content);
    while (!points.at_end()) {
        const auto point = points.next(der_sequence);
        if (!point) return std::nullopt;
        DerReader fields(point->content);
        const auto name = fields.next(point_name);
        const bool some_reasons = fields.next(reasons).has_value();
        const bool other_issuer = fields.next(crl_issuer).has_value();
        if (!fields.at_end()) return std::nullopt;
        if (!name) continue;
        const auto uris = read_point_name(name->content);
        if (!uris) return std::nullopt;
        if (some_reasons || other_issuer) continue;
        for (const std::string& uri : *uris)
            if (is_http_uri(uri) && result.size() < max_uris) result.push_back(uri);
    }
    return result;
}

bool read_crl_distribution_points(ByteView value, CertificateFacts& facts) {
    facts.has_crl_distribution_points = true;
    auto uris = read_distribution_points(value);
    if (!uris) return false;
    facts.crl_uris = *std::move(uris);
    return true;
}

bool read_no_revocation_available(ByteView value, CertificateFacts& facts) {
    facts.no_revocation_available = true;
    const auto nothing = only_element(value, der_null);
    return nothing && nothing->content.empty();
}

}  // namespace domainsec::inline v1::detail
