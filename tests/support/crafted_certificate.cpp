// Certificates that nobody should issue, signed all the same.
#include "support/crafted_certificate.hpp"

#include <botan/der_enc.h>

#include <algorithm>
#include <stdexcept>

#include "pki/certificate_data.hpp"
#include "pki/private_key_data.hpp"

namespace domainsec::test {
namespace {

constexpr auto digital_signature = 0x8000U;

detail::CertificateContent ordinary_leaf(const TestCa& authority) {
    const PrivateKey& key = pooled_key(KeyAlgorithm::ecdsa_p256);
    detail::CertificateContent content;
    content.serial = detail::random_serial();
    content.issuer = authority.certificate().data().x509().subject_dn().DER_encode();
    content.not_before = test_now() - std::chrono::days(30);
    content.not_after = test_now() + std::chrono::days(60);
    content.subject = detail::encode_name("fabrikam.example", {});
    content.subject_public_key = key.public_key();
    content.extensions = {
        detail::basic_constraints(false, std::nullopt),
        detail::key_usage(digital_signature),
        detail::subject_key_identifier(detail::key_identifier(key.public_key())),
        detail::authority_key_identifier(
            detail::key_identifier(authority.certificate().public_key())),
        detail::extended_key_usage({"1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"}),
        detail::subject_alternative_name({"fabrikam.example"}, false),
    };
    return content;
}

}  // namespace

Bytes craft_certificate(const TestCa& authority, const Change& change) {
    detail::CertificateContent content = ordinary_leaf(authority);
    change(content);
    return detail::sign_certificate(content, *authority.key().data().botan_key);
}

Certificate crafted(const TestCa& authority, const Change& change) {
    std::string why;
    auto certificate = Certificate::from_der(craft_certificate(authority, change), &why);
    if (!certificate) throw std::invalid_argument(why);
    return *std::move(certificate);
}

void set_extension(detail::CertificateContent& content, detail::RawExtension extension) {
    remove_extension(content, extension.oid);
    content.extensions.push_back(std::move(extension));
}

void remove_extension(detail::CertificateContent& content, const std::string& oid) {
    auto& list = content.extensions;
    list.erase(std::remove_if(list.begin(), list.end(),
                              [&](const detail::RawExtension& e) { return e.oid == oid; }),
               list.end());
}

Bytes certificate_with_names(const TestCa& authority, std::size_t count) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < count; ++i)
        names.push_back("h" + std::to_string(i) + ".fabrikam.example");
    return craft_certificate(authority, [&](detail::CertificateContent& content) {
        set_extension(content, detail::subject_alternative_name(names, false));
    });
}

Bytes rsa_public_key(ByteView modulus, ByteView exponent) {
    Bytes numbers;
    Botan::DER_Encoder(numbers)
        .start_sequence()
        .encode(Botan::BigInt::from_bytes(modulus))
        .encode(Botan::BigInt::from_bytes(exponent))
        .end_cons();
    Bytes key;
    Botan::DER_Encoder(key)
        .start_sequence()
        .encode(Botan::AlgorithmIdentifier("RSA", Botan::AlgorithmIdentifier::USE_NULL_PARAM))
        .encode(numbers, Botan::ASN1_Type::BitString)
        .end_cons();
    return key;
}

}  // namespace domainsec::test
