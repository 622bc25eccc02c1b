// SafeContents and bags (RFC 7292 §4.2), and their attributes (RFC 2985 §5.5).
#include "pki/pkcs12_bags.hpp"

#include "pki/utf16_text.hpp"

namespace domainsec::inline v1::detail {
namespace {

constexpr std::uint8_t der_bmp_string = 0x1E;
constexpr std::uint8_t explicit_0 = 0xA0;

[[noreturn]] void malformed_bag(const char* what) {
    throw Error(errc::malformed_key, std::string("Its ") + what + " cannot be read: it is damaged");
}

std::string friendly_name(const std::optional<DerElement>& text) {
    if (!text || text->tag != der_bmp_string) return {};
    if (text->content.size() > 2 * max_friendly_name_octets) return {};
    std::string name = utf8_from_utf16(text->content).value_or(std::string());
    return name.size() > max_friendly_name_octets ? std::string() : name;
}

// Attributes that are not understood say nothing; those that break the bag's structure do not come
// here.
BagAttributes read_attributes(const std::optional<DerElement>& set) {
    BagAttributes attributes;
    if (!set) return attributes;
    DerReader list(set->content);
    while (const auto attribute = list.next(der_sequence)) {
        DerReader fields(attribute->content);
        const auto type = fields.next(der_object_identifier);
        const auto values = fields.next(der_set);
        if (!type || !values) malformed_bag("attributes");
        DerReader first(values->content);
        const auto value = first.next();
        if (text_of(type->content) == oid::friendly_name)
            attributes.friendly_name = friendly_name(value);
        if (text_of(type->content) == oid::local_key_id && value)
            attributes.local_key_id.assign(value->content.begin(), value->content.end());
    }
    if (!list.at_end()) malformed_bag("attributes");
    return attributes;
}

}  // namespace

void Pkcs12Bags::collect(ByteView safe_contents) {
    const auto der = der_from_ber(safe_contents);
    if (!der) malformed_bag("SafeContents");
    collect(*der, 1);
}

void Pkcs12Bags::collect(ByteView safe_contents_der, std::size_t depth) {
    if (depth > max_safe_contents_depth)
        throw Error(errc::limit_exceeded, "It has SafeContents in SafeContents, deeper than " +
                                              std::to_string(max_safe_contents_depth) +
                                              ": no honest file has");
    const auto outer = only_element(safe_contents_der, der_sequence);
    if (!outer) malformed_bag("SafeContents");
    DerReader list(outer->content);
    while (const auto element = list.next(der_sequence)) bag(*element, depth);
    if (!list.at_end()) malformed_bag("SafeContents");
}

void Pkcs12Bags::bag(const DerElement& element, std::size_t depth) {
    DerReader fields(element.content);
    const auto type = fields.next(der_object_identifier);
    const auto value = fields.next(explicit_0);
    const auto set = fields.next(der_set);
    if (!type || !value || !fields.at_end()) malformed_bag("bags");
    const std::string_view kind = text_of(type->content);
    if (kind == oid::key_bag)
        keys_.push_back(
            {read_attributes(set), std::nullopt, {value->content.begin(), value->content.end()}});
    else if (kind == oid::shrouded_key_bag)
        shrouded_key(value->content, read_attributes(set));
    else if (kind == oid::certificate_bag)
        certificate(value->content, read_attributes(set));
    else if (kind == oid::safe_contents_bag)
        collect(value->content, depth + 1);
}

// An EncryptedPrivateKeyInfo (RFC 5958 §3).
void Pkcs12Bags::shrouded_key(ByteView value, BagAttributes attributes) {
    const auto outer = only_element(value, der_sequence);
    if (!outer) malformed_bag("encrypted key");
    DerReader fields(outer->content);
    const auto algorithm = read_algorithm(fields.next());
    const auto ciphertext = fields.next(der_octet_string);
    if (!algorithm || !ciphertext || !fields.at_end()) malformed_bag("encrypted key");
    KeyBag key{std::move(attributes),
               read_encryption(*algorithm, legacy_),
               {ciphertext->content.begin(), ciphertext->content.end()}};
    work_.take(key.encryption->iterations);
    keys_.push_back(std::move(key));
}

void Pkcs12Bags::certificate(ByteView value, BagAttributes attributes) {
    const auto outer = only_element(value, der_sequence);
    if (!outer) malformed_bag("certificate bag");
    DerReader fields(outer->content);
    const auto type = fields.next(der_object_identifier);
    const auto wrapped = fields.next(explicit_0);
    if (!type || !wrapped || !fields.at_end()) malformed_bag("certificate bag");
    if (text_of(type->content) != oid::x509_certificate) return;
    const auto octets = only_element(wrapped->content, der_octet_string);
    if (!octets) malformed_bag("certificate bag");
    if (certificates_.size() == max_pkcs_certificates)
        throw Error(
            errc::limit_exceeded,
            "It holds more than " + std::to_string(max_pkcs_certificates) + " certificates");
    certificates_.push_back(
        {std::move(attributes), {octets->content.begin(), octets->content.end()}});
}

}  // namespace domainsec::inline v1::detail
