// Builds what stands behind a Certificate from its DER (RFC 5280 §4.1, §4.2).
#include "pki/certificate_data.hpp"

#include <botan/x509_ext.h>

#include <domainsec/error.hpp>

#include "pki/der_reader.hpp"
#include "pki/der_values.hpp"

namespace domainsec::inline v1 {
namespace detail {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view subject_alternative_name_oid = "\x55\x1D\x11"sv;
constexpr std::string_view basic_constraints_oid = "\x55\x1D\x13"sv;
constexpr std::string_view extended_key_usage_oid = "\x55\x1D\x25"sv;

// GeneralNames (RFC 5280 §4.2.1.6): Botan sorts, lower-cases and merges them; here they are as they
// stand. False when it is not a list of names.
bool read_dns_names(ByteView extension, std::vector<std::string>& names) {
    constexpr std::uint8_t dns_name = 0x82;
    const auto list = only_element(extension, der_sequence);
    if (!list) return false;
    DerReader entries(list->content);
    while (!entries.at_end()) {
        const auto entry = entries.next();
        if (!entry) return false;
        if (entry->tag == dns_name) names.emplace_back(text_of(entry->content));
    }
    return true;
}

// RFC 5280 §4.2.1.12. False when it is not a list of purposes.
bool read_usages(ByteView extension, std::vector<std::string>& usages) {
    const auto list = only_element(extension, der_sequence);
    if (!list) return false;
    DerReader purposes(list->content);
    while (!purposes.at_end()) {
        const auto purpose = purposes.next(der_object_identifier);
        if (!purpose || !is_object_identifier(purpose->content)) return false;
        usages.push_back(object_identifier_text(purpose->content));
    }
    return true;
}

// RFC 5280 §4.2.1.9. What cannot be read makes no authority.
bool says_authority(ByteView extension) noexcept {
    constexpr std::uint8_t der_boolean = 0x01;
    constexpr std::size_t longest_path_length = 5;
    const auto constraints = only_element(extension, der_sequence);
    if (!constraints) return false;
    DerReader fields(constraints->content);
    const auto flag = fields.next(der_boolean);
    if (!flag || !read_boolean(flag->content).value_or(false)) return false;
    if (fields.at_end()) return true;
    const auto length = fields.next(der_integer);
    if (!length || !fields.at_end() || !is_integer(length->content)) return false;
    const bool negative = (length->content[0] & 0x80) != 0;
    const bool fits = length->content.size() < longest_path_length ||
                      (length->content.size() == longest_path_length && length->content[0] == 0);
    return !negative && fits;
}

bool is_authority(const CertificateFields& fields) noexcept {
    const auto* extension = fields.extension(basic_constraints_oid);
    return extension != nullptr && says_authority(extension->value);
}

CertificateData::Shown shown_parts(const CertificateFields& fields) {
    CertificateData::Shown shown;
    if (const auto* names = fields.extension(subject_alternative_name_oid))
        if (!read_dns_names(names->value, shown.dns_names)) shown.dns_names.clear();
    shown.escaped_dns_names.reserve(shown.dns_names.size());
    for (const std::string& name : shown.dns_names)
        shown.escaped_dns_names.push_back(escaped(name));
    if (const auto* usages = fields.extension(extended_key_usage_oid))
        if (!read_usages(usages->value, shown.extended_key_usages))
            shown.extended_key_usages.clear();
    return shown;
}

bool failed_to_decode(const Botan::Extensions& extensions, const Botan::OID& oid) {
    const auto* unknown = dynamic_cast<const Botan::Cert_Extension::Unknown_Extension*>(
        extensions.get_extension_object(oid));
    return unknown != nullptr && unknown->failed_to_decode();
}

}  // namespace
}  // namespace detail

CertificateData::CertificateData(Bytes encoded, detail::CertificateFields read)
    : der(std::move(encoded)),
      fields(std::move(read)),
      fingerprint(sha256(der)),
      public_key_info(fields.public_key_info.begin(), fields.public_key_info.end()),
      spki_sha256(sha256(public_key_info)),
      is_ca(detail::is_authority(fields)),
      key(detail::facts_of_public_key(public_key_info)) {}

const CertificateData::Shown& CertificateData::shown() const {
    std::call_once(shown_made_, [this] { shown_ = detail::shown_parts(fields); });
    return shown_;
}

const Botan::X509_Certificate& CertificateData::x509() const {
    std::call_once(x509_built_, [this] {
        try {
            x509_.emplace(der);
        } catch (const std::exception& reason) {
            throw Error(errc::malformed_certificate,
                        "The certificate of \"" + detail::name_as_text(fields.subject) +
                            "\" cannot be used by the TLS engine: " + escaped(reason.what()));
        }
    });
    return *x509_;
}

std::shared_ptr<const Botan::Public_Key> CertificateData::botan_key() const {
    std::call_once(key_built_, [this] { botan_key_ = detail::build_public_key(public_key_info); });
    return botan_key_;
}

std::vector<std::string> CertificateData::unreadable_extensions() const {
    std::vector<std::string> unreadable;
    const Botan::Extensions& extensions = x509().v3_extensions();
    for (const Botan::OID& oid : extensions.get_extension_oids())
        if (detail::failed_to_decode(extensions, oid)) unreadable.push_back(oid.to_string());
    return unreadable;
}

namespace detail {

std::shared_ptr<const CertificateData> parse_certificate(ByteView der, std::string& why) {
    if (!only_element(der, der_sequence)) {
        why = "It is not one DER sequence: cut off, followed by other octets, or something else";
        return nullptr;
    }
    // The views are into the copy that is kept.
    Bytes kept(der.begin(), der.end());
    std::string problem;
    auto fields = read_certificate_fields(kept, problem);
    if (!fields) {
        why = "It is not an X.509 certificate that can be read: " + problem;
        return nullptr;
    }
    return std::make_shared<const CertificateData>(std::move(kept), *std::move(fields));
}

std::shared_ptr<const CertificateData> with_public_key(const CertificateData& certificate,
                                                       Bytes public_key_info) {
    std::string unused;
    Bytes kept = certificate.der;
    auto fields = read_certificate_fields(kept, unused);
    auto changed = std::make_shared<CertificateData>(std::move(kept), std::move(fields).value());
    changed->public_key_info = std::move(public_key_info);
    changed->spki_sha256 = sha256(changed->public_key_info);
    changed->key = facts_of_public_key(changed->public_key_info);
    return changed;
}

}  // namespace detail
}  // namespace domainsec::inline v1
