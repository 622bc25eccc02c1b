// Reads revocation lists (RFC 5280 §5.1, §5.2, §5.3).
#include "trust/crl_reader.hpp"

#include <algorithm>

#include "pki/der_time.hpp"
#include "trust/extension_reading.hpp"
#include "trust/general_name.hpp"
#include "trust/object_identifiers.hpp"
#include "trust/signed_object.hpp"

namespace domainsec::inline v1::detail {
namespace {

constexpr std::uint8_t remove_from_crl = 8;

// A list of the whole world's certificates has hundreds; names cost more memory than entries.
constexpr std::size_t max_entry_issuers = 65536;

struct Extension {
    std::string_view oid;
    bool critical = false;
    ByteView value;
};

std::optional<Extension> next_extension(DerReader& list) {
    const auto element = list.next(der_sequence);
    if (!element) return std::nullopt;
    DerReader fields(element->content);
    const auto oid = fields.next(der_object_identifier);
    const auto critical = fields.next(der_boolean);
    const auto value = fields.next(der_octet_string);
    if (!oid || !value || !fields.at_end()) return std::nullopt;
    const bool is_critical = critical && critical->content.size() == 1 && critical->content[0] != 0;
    return Extension{text_of(oid->content), is_critical, value->content};
}

// A number of at most 20 octets that is not negative (RFC 5280 §5.2.3).
std::optional<ByteView> read_number(ByteView value) noexcept {
    const auto number = only_element(value, der_integer);
    if (!number || number->content.empty() || number->content.size() > 20) return std::nullopt;
    if ((number->content[0] & 0x80) != 0) return std::nullopt;
    return number->content;
}

bool is_set(const std::optional<DerElement>& boolean) noexcept {
    return boolean && boolean->content.size() == 1 && boolean->content[0] != 0;
}

bool equal(ByteView a, ByteView b) noexcept {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

}  // namespace

bool CrlReader::read() {
    const auto frame = read_signed_object(crl_.der_);
    if (!frame) return false;
    crl_.signature_.signed_part = frame->signed_part;
    crl_.signature_.algorithm = frame->signature_algorithm;
    crl_.signature_.signature = frame->signature;
    return read_signed_part(frame->content);
}

bool CrlReader::read_signed_part(ByteView content) {
    constexpr std::uint8_t extensions = 0xA0;
    DerReader fields(content);
    if (!read_head(fields) || !read_dates(fields)) return false;
    const auto entries = fields.next(der_sequence);
    const auto list = fields.next(extensions);
    if (!fields.at_end()) return false;
    if (list && !read_extensions(list->content)) return false;
    return !entries || read_entries(entries->content);
}

bool CrlReader::read_head(DerReader& fields) {
    if (const auto version = fields.next(der_integer))
        if (!equal(version->content, Bytes{1})) return false;
    const auto algorithm = fields.next(der_sequence);
    const auto issuer = fields.next(der_sequence);
    if (!algorithm || !issuer) return false;
    if (!equal(algorithm->whole, crl_.signature_.algorithm)) return false;
    auto name = DirectoryName::from_der(issuer->whole);
    if (!name || name->empty()) return false;
    crl_.issuer_ = *std::move(name);
    return true;
}

bool CrlReader::read_dates(DerReader& fields) {
    const auto this_update = fields.next();
    if (!this_update) return false;
    const auto updated = read_time(*this_update);
    if (!updated) return false;
    crl_.this_update_ = *updated;
    auto due = fields.next(der_utc_time);
    if (!due) due = fields.next(der_generalized_time);
    return !due || (crl_.next_update_ = read_time(*due));
}

bool CrlReader::read_entries(ByteView content) {
    DerReader entries(content);
    while (!entries.at_end()) {
        const auto entry = entries.next(der_sequence);
        if (!entry || !read_entry(entry->content)) return false;
    }
    return true;
}

bool CrlReader::read_entry(ByteView content) {
    DerReader fields(content);
    const auto serial = fields.next(der_integer);
    const auto date = fields.next();
    if (!serial || serial->content.empty() || !date) return false;
    Crl::Entry entry;
    entry.serial = serial->content;
    if (const auto extensions = fields.next(der_sequence))
        if (!read_entry_extensions(extensions->content, entry)) return false;
    if (!fields.at_end()) return false;
    entry.issuer = entry_issuer_;
    crl_.entries_.push_back(entry);
    return true;
}

bool CrlReader::read_entry_extensions(ByteView content, Crl::Entry& entry) {
    DerReader list(content);
    while (!list.at_end()) {
        const auto extension = next_extension(list);
        if (!extension) return false;
        if (extension->oid == oid::reason_code) {
            const auto reason = only_element(extension->value, der_enumerated);
            if (!reason || reason->content.size() != 1) return false;
            entry.is_removed = reason->content[0] == remove_from_crl;
        } else if (extension->oid == oid::certificate_issuer) {
            if (!read_entry_issuer(extension->value)) return false;
        } else if (extension->critical && extension->oid != oid::invalidity_date) {
            crl_.doubtful_ = "an entry with critical extension " +
                             oid::to_text(bytes_of(extension->oid)) + ", which is not understood";
        }
    }
    return true;
}

// RFC 5280 §5.3.3: on a list that is not indirect it has no place, and would hide an entry.
bool CrlReader::read_entry_issuer(ByteView value) {
    const auto sequence = only_element(value, der_sequence);
    if (!sequence || !crl_.scope_.is_indirect) return false;
    const auto names = read_general_names(sequence->content);
    if (!names) return false;
    for (const GeneralName& name : *names) {
        if (name.form != NameForm::directory) continue;
        auto issuer = DirectoryName::from_der(name.value);
        if (!issuer || crl_.entry_issuers_.size() == max_entry_issuers) return false;
        crl_.entry_issuers_.push_back(*std::move(issuer));
        entry_issuer_ = static_cast<std::uint32_t>(crl_.entry_issuers_.size());
        return true;
    }
    return false;
}

bool CrlReader::read_extensions(ByteView content) {
    const auto sequence = only_element(content, der_sequence);
    if (!sequence) return false;
    DerReader list(sequence->content);
    while (!list.at_end()) {
        const auto extension = next_extension(list);
        if (!extension) return false;
        take_extension(extension->oid, extension->critical, extension->value);
    }
    return true;
}

void CrlReader::take_extension(std::string_view oid, bool critical, ByteView value) {
    bool is_read = true;
    if (oid == oid::delta_crl_indicator) {
        crl_.base_number_ = read_number(value);
        is_read = crl_.base_number_.has_value();
    } else if (oid == oid::crl_number) {
        crl_.number_ = read_number(value);
        is_read = crl_.number_.has_value();
        crl_.unconforming_ = critical ? "a critical cRLNumber" : "";
    } else if (oid == oid::issuing_distribution_point) {
        is_read = read_scope(value);
    } else if (oid == oid::authority_key_identifier) {
        is_read = read_key_identifier(value, crl_.key_identifier_);
    } else if (oid == oid::freshest_crl && !critical) {
        const auto points = read_distribution_points(value, crl_.issuer_);
        is_read = points.has_value();
        if (points) crl_.delta_uris_ = uris_of(*points);
    } else if (critical) {
        crl_.unusable_ = "critical extension " + oid::to_text(bytes_of(oid));
    }
    if (!is_read) crl_.unusable_ = "unreadable extension " + oid::to_text(bytes_of(oid));
}

bool CrlReader::read_scope(ByteView value) {
    const auto sequence = only_element(value, der_sequence);
    if (!sequence) return false;
    crl_.scope_.octets = value;
    DerReader fields(sequence->content);
    if (!read_scope_fields(fields)) return false;
    const CrlScope& scope = crl_.scope_;
    const int kinds = int{scope.only_user_certificates} + int{scope.only_ca_certificates} +
                      int{scope.only_attribute_certificates};
    return kinds <= 1 && fields.at_end();
}

bool CrlReader::read_scope_fields(DerReader& fields) {
    constexpr std::uint8_t point = 0xA0, users = 0x81, authorities = 0x82, reasons = 0x83,
                           indirect = 0x84, attributes = 0x85;
    CrlScope& scope = crl_.scope_;
    if (const auto name = fields.next(point)) {
        scope.point = read_point_names(name->content, crl_.issuer_);
        if (!scope.point) return false;
    }
    scope.only_user_certificates = is_set(fields.next(users));
    scope.only_ca_certificates = is_set(fields.next(authorities));
    if (const auto some = fields.next(reasons)) {
        const auto mask = read_reasons(some->content);
        if (!mask) return false;
        scope.reasons = *mask;
    }
    scope.is_indirect = is_set(fields.next(indirect));
    scope.only_attribute_certificates = is_set(fields.next(attributes));
    return true;
}

}  // namespace domainsec::inline v1::detail
