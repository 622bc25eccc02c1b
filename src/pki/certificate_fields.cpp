// Reads Certificate and TBSCertificate (RFC 5280 §4.1) as strictly as DER is defined (X.690 §10,
// §11): what is read here has one encoding, and this is it.
#include "pki/certificate_fields.hpp"

#include <algorithm>

#include "pki/der_reader.hpp"
#include "pki/der_time.hpp"
#include "pki/der_values.hpp"

namespace domainsec::inline v1::detail {
namespace {

constexpr std::uint8_t der_boolean = 0x01;

// AlgorithmIdentifier (RFC 5280 §4.1.1.2): a name, and at most one element of parameters.
bool is_algorithm(const DerElement& element) noexcept {
    DerReader fields(element.content);
    const auto oid = fields.next(der_object_identifier);
    if (!oid || !is_object_identifier(oid->content)) return false;
    return fields.at_end() || (fields.next() && fields.at_end());
}

// AttributeTypeAndValue, whose value is a text in all attributes that name anybody (§4.1.2.4).
bool is_attribute(const DerElement& element) noexcept {
    DerReader fields(element.content);
    const auto type = fields.next(der_object_identifier);
    const auto value = fields.next();
    return type && value && fields.at_end() && is_object_identifier(type->content) &&
           is_text_of_type(value->tag, value->content);
}

bool is_name(const DerElement& element) noexcept {
    DerReader parts(element.content);
    while (!parts.at_end()) {
        const auto part = parts.next(der_set);
        if (!part) return false;
        DerReader attributes(part->content);
        while (!attributes.at_end()) {
            const auto attribute = attributes.next(der_sequence);
            if (!attribute || !is_attribute(*attribute)) return false;
        }
    }
    return true;
}

bool is_public_key_info(const DerElement& element) noexcept {
    DerReader fields(element.content);
    const auto algorithm = fields.next(der_sequence);
    const auto key = fields.next(der_bit_string);
    return algorithm && key && fields.at_end() && is_algorithm(*algorithm) &&
           is_bit_string(key->content);
}

// Times before 1950 are written in no certificate (RFC 5280 §4.1.2.5.1): a slip of a digit.
std::optional<TimePoint> certificate_time(const std::optional<DerElement>& element) noexcept {
    constexpr TimePoint earliest{std::chrono::sys_days(std::chrono::year(1950) / 1 / 1)};
    if (!element) return std::nullopt;
    const auto time = read_time(*element);
    return time && *time >= earliest ? time : std::nullopt;
}

std::optional<ExtensionField> extension_of(const DerElement& element) noexcept {
    DerReader fields(element.content);
    const auto oid = fields.next(der_object_identifier);
    if (!oid || !is_object_identifier(oid->content)) return std::nullopt;
    ExtensionField extension{oid->content, false, {}};
    if (const auto flag = fields.next(der_boolean)) {
        const auto critical = read_boolean(flag->content);
        if (!critical) return std::nullopt;
        extension.critical = *critical;
    }
    const auto value = fields.next(der_octet_string);
    if (!value || !fields.at_end()) return std::nullopt;
    extension.value = value->content;
    return extension;
}

// By sorting, for 64 KiB have room for thousands of them.
bool has_duplicates(const std::vector<ExtensionField>& extensions) {
    std::vector<std::string_view> names;
    names.reserve(extensions.size());
    for (const ExtensionField& extension : extensions) names.push_back(text_of(extension.oid));
    std::ranges::sort(names);
    return std::ranges::adjacent_find(names) != names.end();
}

/// Each step reads one part, or says what is wrong with it.
class FieldReader final {
  public:
    bool read(ByteView der) {
        const auto outer = only_element(der, der_sequence);
        if (!outer) return refuse("it is not one sequence");
        DerReader frame(outer->content);
        const auto signed_part = frame.next(der_sequence);
        const auto algorithm = frame.next(der_sequence);
        const auto signature = frame.next(der_bit_string);
        if (!signed_part || !algorithm || !signature || !frame.at_end())
            return refuse("it is not a signed part, an algorithm and a signature");
        if (!is_algorithm(*algorithm)) return refuse("its signature algorithm is malformed");
        // Signatures are whole octets; only so do they have one encoding.
        if (signature->content.empty() || signature->content[0] != 0)
            return refuse("its signature is not a string of whole octets");
        fields.signed_part = signed_part->whole;
        fields.signature_algorithm = algorithm->whole;
        fields.signature = signature->content.subspan(1);
        return read_signed_part(signed_part->content);
    }

    CertificateFields fields;
    const char* problem = "";

  private:
    bool refuse(const char* sentence) noexcept {
        problem = sentence;
        return false;
    }

    bool read_signed_part(ByteView content) {
        DerReader parts(content);
        return read_version(parts) && read_serial(parts) && read_algorithm(parts) &&
               read_issuer(parts) && read_validity(parts) && read_subject(parts) &&
               read_identifiers(parts) && read_extensions(parts);
    }

    bool read_version(DerReader& parts) {
        constexpr std::uint8_t version_tag = 0xA0;
        const auto version = parts.next(version_tag);
        if (!version) return true;
        const auto number = only_element(version->content, der_integer);
        if (!number || number->content.size() != 1 || number->content[0] > 2)
            return refuse("its version is none of 1, 2 and 3");
        fields.version = number->content[0] + 1U;
        return true;
    }

    bool read_serial(DerReader& parts) {
        const auto serial = parts.next(der_integer);
        if (!serial || !is_integer(serial->content))
            return refuse("its serial number is malformed");
        fields.serial = serial->content;
        return true;
    }

    bool read_algorithm(DerReader& parts) {
        const auto algorithm = parts.next(der_sequence);
        if (!algorithm || !std::ranges::equal(algorithm->whole, fields.signature_algorithm))
            return refuse("it names two signature algorithms that are not the same");
        return true;
    }

    bool read_issuer(DerReader& parts) {
        const auto name = parts.next(der_sequence);
        if (!name || !is_name(*name)) return refuse("its issuer's name is malformed");
        fields.issuer = name->whole;
        return true;
    }

    bool read_validity(DerReader& parts) {
        const auto validity = parts.next(der_sequence);
        if (!validity) return refuse("it has no validity");
        DerReader times(validity->content);
        const auto not_before = certificate_time(times.next());
        const auto not_after = certificate_time(times.next());
        if (!not_before || !not_after || !times.at_end())
            return refuse("its validity holds what is no time from 1950 to 9999");
        fields.not_before = *not_before;
        fields.not_after = *not_after;
        return true;
    }

    bool read_subject(DerReader& parts) {
        const auto name = parts.next(der_sequence);
        if (!name || !is_name(*name)) return refuse("its subject's name is malformed");
        const auto key = parts.next(der_sequence);
        if (!key || !is_public_key_info(*key)) return refuse("its public key is malformed");
        fields.subject = name->whole;
        fields.public_key_info = key->whole;
        return true;
    }

    // issuerUniqueID and subjectUniqueID, which nobody uses (§4.1.2.8).
    bool read_identifiers(DerReader& parts) {
        for (const std::uint8_t tag : {std::uint8_t{0x81}, std::uint8_t{0x82}})
            if (const auto identifier = parts.next(tag); identifier)
                if (!is_bit_string(identifier->content))
                    return refuse("a unique identifier in it is malformed");
        return true;
    }

    bool read_extensions(DerReader& parts) {
        constexpr std::uint8_t extensions_tag = 0xA3;
        constexpr std::size_t usual = 12;
        const auto holder = parts.next(extensions_tag);
        if (!parts.at_end()) return refuse("something unknown stands among its fields");
        if (!holder) return true;
        const auto list = only_element(holder->content, der_sequence);
        if (!list) return refuse("its extensions are no sequence");
        fields.extensions.reserve(usual);
        DerReader entries(list->content);
        while (!entries.at_end()) {
            const auto entry = entries.next(der_sequence);
            const auto extension = entry ? extension_of(*entry) : std::nullopt;
            if (!extension) return refuse("an extension of it is malformed");
            fields.extensions.push_back(*extension);
        }
        return !has_duplicates(fields.extensions) || refuse("it has an extension twice");
    }
};

}  // namespace

const ExtensionField* CertificateFields::extension(std::string_view oid) const noexcept {
    const auto found = std::ranges::find_if(
        extensions, [oid](const ExtensionField& field) { return text_of(field.oid) == oid; });
    return found == extensions.end() ? nullptr : &*found;
}

std::optional<CertificateFields> read_certificate_fields(ByteView der, std::string& why) {
    FieldReader reader;
    if (reader.read(der)) return std::move(reader.fields);
    why = reader.problem;
    return std::nullopt;
}

}  // namespace domainsec::inline v1::detail
