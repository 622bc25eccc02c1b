// Encodes and signs certificates and revocation lists (RFC 5280 §4.1, §4.2, §5.1).
#include "pki/certificate_builder.hpp"

#include <botan/der_enc.h>
#include <botan/pubkey.h>
#include <botan/x509_obj.h>

#include <array>
#include <bit>
#include <cstdio>
#include <domainsec/pki/certificate.hpp>
#include <string_view>

#include "pki/der_reader.hpp"
#include "pki/public_key_facts.hpp"
#include "pki/random.hpp"

namespace domainsec::inline v1::detail {
namespace {

using Botan::ASN1_Class;
using Botan::ASN1_Type;
using Botan::DER_Encoder;

// RFC 5280 §4.1.2.5: UTCTime through 2049, GeneralizedTime from 2050.
void encode_time(DER_Encoder& der, TimePoint time) {
    const auto digits = generalized_time(time);
    const std::string_view text(digits);
    const bool short_year = text >= "1950" && text < "2050";
    der.add_object(short_year ? ASN1_Type::UtcTime : ASN1_Type::GeneralizedTime,
                   ASN1_Class::Universal, short_year ? text.substr(2) : text);
}

void encode_extension(DER_Encoder& der, const RawExtension& extension) {
    der.start_sequence().encode(Botan::OID(extension.oid));
    if (extension.critical) der.encode(true);
    der.encode(extension.content, ASN1_Type::OctetString).end_cons();
}

void encode_extensions(DER_Encoder& der, std::uint32_t tag,
                       const std::vector<RawExtension>& extensions) {
    if (extensions.empty()) return;
    der.start_explicit_context_specific(tag).start_sequence();
    for (const RawExtension& extension : extensions) encode_extension(der, extension);
    der.end_cons().end_cons();
}

std::string hash_for(const Botan::Private_Key& signer) {
    const auto facts = facts_of_public_key(signer.subject_public_key());
    return facts.kind == KeyKind::ecdsa && facts.bits > 256 ? "SHA-384" : "SHA-256";
}

template <typename Encode>
Bytes encoded(Encode encode) {
    Bytes octets;
    DER_Encoder der(octets);
    encode(der);
    return octets;
}

void encode_uris(DER_Encoder& der, const std::vector<std::string>& uris) {
    constexpr auto uniform_resource_identifier = ASN1_Type(6);
    for (const std::string& uri : uris)
        der.add_object(uniform_resource_identifier, ASN1_Class::ContextSpecific,
                       std::string_view(uri));
}

void encode_reason(DER_Encoder& der, std::uint8_t reason) {
    if (reason == 0) return;
    const auto value = static_cast<char>(reason);
    const Bytes content = encoded([&](DER_Encoder& inner) {
        inner.add_object(ASN1_Type::Enumerated, ASN1_Class::Universal, std::string_view(&value, 1));
    });
    der.start_sequence();
    encode_extension(der, {"2.5.29.21", false, content});
    der.end_cons();
}

}  // namespace

std::unique_ptr<Botan::PK_Signer> signer_for(const Botan::Private_Key& key) {
    return Botan::X509_Object::choose_sig_format(key, system_random(), hash_for(key), "");
}

std::string generalized_time(TimePoint time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(time - day);
    char text[32];
    const int length = std::snprintf(
        text, sizeof text, "%04d%02u%02u%02d%02d%02dZ", static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
        static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
        static_cast<int>(clock.seconds().count()));
    return {text, static_cast<std::size_t>(length)};
}

Bytes sign_certificate(const CertificateContent& content, const Botan::Private_Key& signer) {
    constexpr std::size_t version_3 = 2;
    const auto operation = signer_for(signer);
    const auto algorithm = operation->algorithm_identifier();
    const Bytes to_be_signed = encoded([&](DER_Encoder& der) {
        der.start_sequence();
        // RFC 5280 §4.1.2.1: without extensions it is of version 1, which is not written.
        if (!content.extensions.empty())
            der.start_explicit_context_specific(0).encode(version_3).end_cons();
        der.encode(content.serial).encode(algorithm).raw_bytes(content.issuer);
        der.start_sequence();
        encode_time(der, content.not_before);
        encode_time(der, content.not_after);
        der.end_cons();
        der.raw_bytes(content.subject).raw_bytes(content.subject_public_key);
        encode_extensions(der, 3, content.extensions);
        der.end_cons();
    });
    return Botan::X509_Object::make_signed(*operation, system_random(), algorithm, to_be_signed);
}

Bytes sign_revocation_list(const RevocationListContent& content, const Botan::Private_Key& signer) {
    constexpr std::size_t version_2 = 1;
    const auto operation = signer_for(signer);
    const auto algorithm = operation->algorithm_identifier();
    const Bytes to_be_signed = encoded([&](DER_Encoder& der) {
        der.start_sequence().encode(version_2).encode(algorithm).raw_bytes(content.issuer);
        encode_time(der, content.this_update);
        encode_time(der, content.next_update);
        // RFC 5280 §5.1.2.6: absent when nothing is revoked.
        if (!content.entries.empty()) {
            der.start_sequence();
            for (const auto& entry : content.entries) {
                der.start_sequence().encode(entry.serial);
                encode_time(der, entry.revoked_at);
                encode_reason(der, entry.reason);
                der.end_cons();
            }
            der.end_cons();
        }
        encode_extensions(der, 0, content.extensions);
        der.end_cons();
    });
    return Botan::X509_Object::make_signed(*operation, system_random(), algorithm, to_be_signed);
}

Bytes sign_request(const RequestContent& content, const Botan::Private_Key& signer) {
    constexpr std::size_t version_1 = 0;
    constexpr auto extension_request = "1.2.840.113549.1.9.14";
    const auto operation = signer_for(signer);
    const Bytes extensions = encoded([&](DER_Encoder& der) {
        der.start_sequence();
        for (const RawExtension& extension : content.extensions) encode_extension(der, extension);
        der.end_cons();
    });
    const Bytes to_be_signed = encoded([&](DER_Encoder& der) {
        der.start_sequence().encode(version_1);
        der.raw_bytes(content.subject).raw_bytes(content.subject_public_key);
        der.start_context_specific(0);
        der.start_sequence().encode(Botan::OID(extension_request)).start_set();
        der.raw_bytes(extensions).end_cons().end_cons();
        der.end_cons().end_cons();
    });
    return Botan::X509_Object::make_signed(*operation, system_random(),
                                           operation->algorithm_identifier(), to_be_signed);
}

Botan::BigInt random_serial() {
    std::array<std::uint8_t, 16> octets{};
    system_random().randomize(octets);
    // Positive, and always of the same length.
    octets[0] = static_cast<std::uint8_t>((octets[0] & 0x7F) | 0x40);
    return Botan::BigInt::from_bytes(octets);
}

Bytes encode_name(const std::string& common_name, const std::string& organization) {
    Botan::X509_DN name;
    if (!organization.empty()) name.add_attribute("X520.Organization", organization);
    if (!common_name.empty()) name.add_attribute("X520.CommonName", common_name);
    return name.DER_encode();
}

Bytes key_identifier(ByteView subject_public_key_info) {
    constexpr std::ptrdiff_t octets = 20;
    const Sha256Digest digest = sha256(key_bits(subject_public_key_info));
    return {digest.begin(), digest.begin() + octets};
}

RawExtension subject_key_identifier(const Bytes& identifier) {
    return {"2.5.29.14", false,
            encoded([&](DER_Encoder& der) { der.encode(identifier, ASN1_Type::OctetString); })};
}

RawExtension authority_key_identifier(const Bytes& identifier) {
    return {"2.5.29.35", false, encoded([&](DER_Encoder& der) {
                der.start_sequence()
                    .add_object(ASN1_Type(0), ASN1_Class::ContextSpecific, identifier)
                    .end_cons();
            })};
}

RawExtension basic_constraints(bool is_ca, std::optional<std::size_t> path_length) {
    return {"2.5.29.19", true, encoded([&](DER_Encoder& der) {
                der.start_sequence();
                if (is_ca) der.encode(true);
                if (is_ca && path_length) der.encode(*path_length);
                der.end_cons();
            })};
}

RawExtension key_usage(std::uint32_t bits) {
    // A named BIT STRING without trailing zero bits (X.690 §11.2.2); bit 0 is the highest of 16.
    const auto high = static_cast<std::uint8_t>(bits >> 8);
    const auto low = static_cast<std::uint8_t>(bits);
    const std::uint8_t last = low != 0 ? low : high;
    const auto unused = static_cast<std::uint8_t>(last == 0 ? 0 : std::countr_zero(last));
    Bytes content{der_bit_string, 2, unused, high};
    if (low != 0) {
        content[1] = 3;
        content.push_back(low);
    }
    return {"2.5.29.15", true, std::move(content)};
}

RawExtension extended_key_usage(const std::vector<std::string>& oids) {
    return {"2.5.29.37", false, encoded([&](DER_Encoder& der) {
                der.start_sequence();
                for (const std::string& oid : oids) der.encode(Botan::OID(oid));
                der.end_cons();
            })};
}

RawExtension subject_alternative_name(const std::vector<std::string>& dns_names, bool critical) {
    constexpr auto dns_name = ASN1_Type(2);
    return {"2.5.29.17", critical, encoded([&](DER_Encoder& der) {
                der.start_sequence();
                for (const std::string& name : dns_names)
                    der.add_object(dns_name, ASN1_Class::ContextSpecific, std::string_view(name));
                der.end_cons();
            })};
}

RawExtension crl_distribution_points(const std::vector<std::string>& uris) {
    return {"2.5.29.31", false, encoded([&](DER_Encoder& der) {
                der.start_sequence()
                    .start_sequence()
                    .start_explicit_context_specific(0)
                    .start_explicit_context_specific(0);
                encode_uris(der, uris);
                der.end_cons().end_cons().end_cons().end_cons();
            })};
}

RawExtension authority_information_access(const std::vector<std::string>& ocsp_uris) {
    return {"1.3.6.1.5.5.7.1.1", false, encoded([&](DER_Encoder& der) {
                der.start_sequence();
                for (const std::string& uri : ocsp_uris) {
                    der.start_sequence().encode(Botan::OID("1.3.6.1.5.5.7.48.1"));
                    encode_uris(der, {uri});
                    der.end_cons();
                }
                der.end_cons();
            })};
}

RawExtension permitted_names(const std::vector<DomainName>& domains) {
    constexpr auto dns_name = ASN1_Type(2);
    constexpr auto permitted_subtrees = 0;
    return {"2.5.29.30", true, encoded([&](DER_Encoder& der) {
                der.start_sequence().start_context_specific(permitted_subtrees);
                for (const DomainName& domain : domains)
                    der.start_sequence()
                        .add_object(dns_name, ASN1_Class::ContextSpecific,
                                    std::string_view(domain.str()))
                        .end_cons();
                der.end_cons().end_cons();
            })};
}

RawExtension crl_number(std::size_t number) {
    return {"2.5.29.20", false, encoded([&](DER_Encoder& der) { der.encode(number); })};
}

}  // namespace domainsec::inline v1::detail
