// Objects of a token (PKCS #11 v2.40 §4; PKCS #11 Current Mechanisms v2.40 §2.1, §2.3).
#include "pki/pkcs11_objects.hpp"

#include <botan/bigint.h>
#include <botan/der_enc.h>

#include <domainsec/pki/certificate.hpp>

namespace domainsec::inline v1::detail {
namespace {

constexpr std::uint8_t der_object_identifier = 0x06;
constexpr std::uint8_t uncompressed_point = 0x04;

CK_ATTRIBUTE of_octets(CK_ATTRIBUTE_TYPE type, ByteView octets) {
    // The driver reads it; the interface of C has no const.
    return {type, const_cast<std::uint8_t*>(octets.data()), static_cast<CK_ULONG>(octets.size())};
}

std::vector<CK_OBJECT_HANDLE> find_of_class(Pkcs11Token& token, CK_OBJECT_CLASS wanted,
                                            std::vector<CK_ATTRIBUTE> more) {
    more.push_back({CKA_CLASS, &wanted, sizeof wanted});
    return token.find(std::move(more));
}

template <typename Number>
std::optional<Number> number(Pkcs11Token& token, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type) {
    const auto octets = token.attribute(object, type);
    if (!octets || octets->size() != sizeof(Number)) return std::nullopt;
    Number value{};
    std::copy(octets->begin(), octets->end(), reinterpret_cast<std::uint8_t*>(&value));
    return value;
}

Bytes info_of(const Botan::AlgorithmIdentifier& algorithm, ByteView key) {
    Bytes der;
    Botan::DER_Encoder encoder(der);
    encoder.start_sequence().encode(algorithm);
    encoder.encode(key.data(), key.size(), Botan::ASN1_Type::BitString).end_cons();
    return der;
}

std::optional<Bytes> rsa_info(Pkcs11Token& token, CK_OBJECT_HANDLE object) {
    const auto modulus = token.attribute(object, CKA_MODULUS);
    const auto exponent = token.attribute(object, CKA_PUBLIC_EXPONENT);
    if (!modulus || !exponent || modulus->empty() || exponent->empty()) return std::nullopt;
    Bytes key;
    Botan::DER_Encoder(key)
        .start_sequence()
        .encode(Botan::BigInt::from_bytes(*modulus))
        .encode(Botan::BigInt::from_bytes(*exponent))
        .end_cons();
    return info_of(Botan::AlgorithmIdentifier("RSA", Botan::AlgorithmIdentifier::USE_NULL_PARAM),
                   key);
}

// In an OCTET STRING, as it should be, or bare, as some drivers give it.
ByteView bare_point(ByteView value) {
    constexpr std::size_t header = 2;
    const bool wrapped = value.size() > header && value[0] == uncompressed_point &&
                         value[1] == value.size() - header && value[header] == uncompressed_point &&
                         value.size() % 2 == 1;
    return wrapped ? value.subspan(header) : value;
}

std::optional<Bytes> ec_info(Pkcs11Token& token, CK_OBJECT_HANDLE object) {
    const auto curve = token.attribute(object, CKA_EC_PARAMS);
    const auto point = token.attribute(object, CKA_EC_POINT);
    // Only a curve with a name.
    if (!curve || !point || curve->empty() || curve->front() != der_object_identifier ||
        point->empty())
        return std::nullopt;
    return info_of(Botan::AlgorithmIdentifier(Botan::OID::from_string("ECDSA"), *curve),
                   bare_point(*point));
}

std::optional<Bytes> key_info(Pkcs11Token& token, CK_OBJECT_HANDLE object, CK_KEY_TYPE kind) {
    return kind == CKK_RSA ? rsa_info(token, object) : ec_info(token, object);
}

std::optional<Bytes> certificate_info(Pkcs11Token& token, CK_OBJECT_HANDLE object) {
    const auto der = token.attribute(object, CKA_VALUE);
    if (!der) return std::nullopt;
    try {
        return Certificate::from_octets(*der).public_key();
    } catch (const Error&) {
        return std::nullopt;
    }
}

void check_use(Pkcs11Token& token, CK_OBJECT_HANDLE key) {
    if (number<CK_BBOOL>(token, key, CKA_SIGN).value_or(CK_TRUE) == CK_FALSE)
        throw Error(errc::unsupported_algorithm,
                    "The key in the token may not sign (CKA_SIGN): make one that may");
    if (number<CK_BBOOL>(token, key, CKA_ALWAYS_AUTHENTICATE).value_or(CK_FALSE) != CK_FALSE)
        throw Error(errc::unsupported_algorithm,
                    "The key in the token asks for the PIN at each signature "
                    "(CKA_ALWAYS_AUTHENTICATE), which no mail server can do: make one without");
}

}  // namespace

CK_OBJECT_HANDLE find_private_key(Pkcs11Token& token, const Pkcs11Uri& uri) {
    std::vector<CK_ATTRIBUTE> wanted;
    if (uri.object) wanted.push_back(of_octets(CKA_LABEL, bytes_of(*uri.object)));
    if (uri.id) wanted.push_back(of_octets(CKA_ID, *uri.id));
    const auto found = find_of_class(token, CKO_PRIVATE_KEY, std::move(wanted));
    if (found.empty())
        throw Error(errc::not_found,
                    "The token \"" + token.name() +
                        "\" has no private key that the PKCS #11 URI names: mend object or id, as "
                        "`pkcs11-tool --login --list-objects` prints them");
    if (found.size() > 1)
        throw Error(errc::invalid_argument,
                    "The token \"" + token.name() +
                        "\" has several private keys that the PKCS #11 URI names: add the id, as "
                        "`pkcs11-tool --login --list-objects` prints it");
    check_use(token, found.front());
    return found.front();
}

Bytes public_key_of(Pkcs11Token& token, CK_OBJECT_HANDLE private_key) {
    const auto kind = number<CK_KEY_TYPE>(token, private_key, CKA_KEY_TYPE);
    const bool usable = kind && (*kind == CKK_RSA || *kind == CKK_EC);
    if (!usable)
        throw Error(errc::unsupported_algorithm,
                    "The key in the token is neither RSA nor ECDSA: make one with P-256");
    if (auto info = key_info(token, private_key, *kind)) return *info;
    const auto id = token.attribute(private_key, CKA_ID).value_or(Bytes());
    const auto label = token.attribute(private_key, CKA_LABEL).value_or(Bytes());
    const std::vector<CK_ATTRIBUTE> same{id.empty() ? of_octets(CKA_LABEL, label)
                                                    : of_octets(CKA_ID, id)};
    for (const auto object : find_of_class(token, CKO_PUBLIC_KEY, same))
        if (number<CK_KEY_TYPE>(token, object, CKA_KEY_TYPE) == kind)
            if (auto info = key_info(token, object, *kind)) return *info;
    for (const auto object : find_of_class(token, CKO_CERTIFICATE, same))
        if (auto info = certificate_info(token, object)) return *info;
    throw Error(errc::not_found,
                "The token \"" + token.name() +
                    "\" holds neither the public key nor a certificate of this key: write one into "
                    "it with the same id (pkcs11-tool --write-object)");
}

}  // namespace domainsec::inline v1::detail
