// Revocation lists (RFC 5280 §5.1, §5.2, §5.3).
#include "trust/crl.hpp"

#include <algorithm>

#include "trust/certificate_facts.hpp"
#include "trust/crl_reader.hpp"
#include "trust/der_time.hpp"
#include "trust/object_identifiers.hpp"
#include "trust/signed_object.hpp"

namespace domainsec::inline v1::detail {
namespace {

constexpr std::uint8_t der_boolean = 0x01;

// The INTEGERs are in DER: the same number is the same octets.
bool serial_before(ByteView a, ByteView b) noexcept {
    if (a.size() != b.size()) return a.size() < b.size();
    return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end());
}

struct RawExtension {
    std::string_view oid;
    bool critical = false;
    ByteView value;
};

std::optional<RawExtension> next_extension(DerReader& list) {
    const auto element = list.next(der_sequence);
    if (!element) return std::nullopt;
    DerReader fields(element->content);
    const auto oid = fields.next(der_object_identifier);
    const auto critical = fields.next(der_boolean);
    const auto value = fields.next(der_octet_string);
    if (!oid || !value || !fields.at_end()) return std::nullopt;
    const bool is_critical = critical && critical->content.size() == 1 && critical->content[0] != 0;
    return RawExtension{text_of(oid->content), is_critical, value->content};
}

}  // namespace

std::shared_ptr<const Crl> Crl::from_der(Bytes der, std::string& why) {
    auto crl = std::make_shared<Crl>();
    crl->der_ = std::move(der);
    if (!CrlReader(*crl).read()) {
        why = "It is not a certificate revocation list in DER";
        return nullptr;
    }
    std::sort(crl->serials_.begin(), crl->serials_.end(), serial_before);
    return crl;
}

bool Crl::lists(ByteView serial) const noexcept {
    return std::binary_search(serials_.begin(), serials_.end(), serial, serial_before);
}

SignatureState Crl::signed_by(const Certificate& issuer) const {
    constexpr std::size_t max_remembered = 8;
    const Sha256Digest& key = issuer.spki_sha256();
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [checked_key, state] : checked_)
            if (checked_key == key) return state;
    }
    const SignatureState state =
        check_signature(signed_part_, signature_algorithm_, signature_, issuer);
    const std::lock_guard lock(mutex_);
    if (checked_.size() < max_remembered) checked_.emplace_back(key, state);
    return state;
}

bool CrlReader::read() {
    const auto frame = read_signed_object(crl_.der_);
    if (!frame) return false;
    crl_.signed_part_ = frame->signed_part;
    crl_.signature_algorithm_ = frame->signature_algorithm;
    crl_.signature_ = frame->signature;
    return read_signed_part(frame->content);
}

bool CrlReader::read_signed_part(ByteView content) {
    constexpr std::uint8_t extensions = 0xA0;
    DerReader fields(content);
    fields.next(der_integer);
    const auto algorithm = fields.next(der_sequence);
    const auto issuer = fields.next(der_sequence);
    const auto this_update = fields.next();
    if (!algorithm || !issuer || !this_update) return false;
    if (!std::equal(algorithm->whole.begin(), algorithm->whole.end(),
                    crl_.signature_algorithm_.begin(), crl_.signature_algorithm_.end()))
        return false;
    auto name = DirectoryName::from_der(issuer->whole);
    const auto updated = read_time(*this_update);
    if (!name || name->empty() || !updated) return false;
    crl_.issuer_ = *std::move(name);
    crl_.this_update_ = *updated;
    auto due = fields.next(der_utc_time);
    if (!due) due = fields.next(der_generalized_time);
    if (due && !(crl_.next_update_ = read_time(*due))) return false;
    if (const auto entries = fields.next(der_sequence))
        if (!read_entries(entries->content)) return false;
    if (const auto list = fields.next(extensions))
        if (!read_extensions(list->content)) return false;
    return fields.at_end();
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
    crl_.serials_.push_back(serial->content);
    if (const auto extensions = fields.next(der_sequence)) {
        DerReader list(extensions->content);
        while (!list.at_end()) {
            const auto extension = next_extension(list);
            if (!extension) return false;
            const bool understood =
                extension->oid == oid::reason_code || extension->oid == oid::invalidity_date;
            if (extension->critical && !understood)
                crl_.unusable_ =
                    "an entry with critical extension " + oid::to_text(bytes_of(extension->oid));
        }
    }
    return fields.at_end();
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
    if (oid == oid::delta_crl_indicator) {
        crl_.unusable_ = "a delta list, without its base";
    } else if (oid == oid::issuing_distribution_point) {
        if (!read_scope(value)) crl_.unusable_ = "a scope that is not understood";
    } else if (critical && oid != oid::authority_key_identifier && oid != oid::crl_number) {
        crl_.unusable_ = "critical extension " + oid::to_text(bytes_of(oid));
    }
}

bool CrlReader::read_scope(ByteView value) {
    constexpr std::uint8_t point = 0xA0, users = 0x81, authorities = 0x82;
    const auto sequence = only_element(value, der_sequence);
    if (!sequence) return false;
    DerReader fields(sequence->content);
    if (const auto name = fields.next(point)) {
        crl_.scope_.uris = read_point_name(name->content);
        if (!crl_.scope_.uris) return false;
    }
    crl_.scope_.only_user_certificates = fields.next(users).has_value();
    crl_.scope_.only_ca_certificates = fields.next(authorities).has_value();
    // onlySomeReasons, indirectCRL and onlyContainsAttributeCerts would follow.
    return fields.at_end();
}

}  // namespace domainsec::inline v1::detail
