// Reads the certificates of a degenerate SignedData (RFC 5652 §5.1, §10.2.2, §10.2.3).
#include <domainsec/pki/pkcs7.hpp>

#include <domainsec/error.hpp>

#include "pki/pkcs_objects.hpp"

namespace domainsec::inline v1 {
namespace {

using namespace detail;

constexpr std::uint8_t certificate_set = 0xA0;
constexpr std::uint8_t revocation_set = 0xA1;

[[noreturn]] void refuse_bundle(const std::string& sentence) {
    throw Error(errc::malformed_certificate, sentence);
}

// The content octets of CertificateSet.
ByteView certificates_of(ByteView signed_data) {
    const auto outer = only_element(signed_data, der_sequence);
    if (!outer) refuse_bundle("It is not a PKCS#7 file of certificates, or it is damaged");
    DerReader fields(outer->content);
    const auto version = fields.next(der_integer);
    const auto digests = fields.next(der_set);
    const auto content = read_content_info(fields.next(der_sequence));
    const auto certificates = fields.next(certificate_set);
    fields.next(revocation_set);
    const auto signers = fields.next(der_set);
    if (!version || !digests || !content || !signers || !fields.at_end())
        refuse_bundle("It is not a PKCS#7 file of certificates, or it is damaged");
    if (!signers->content.empty() || !content->content.empty())
        refuse_bundle("It is signed content, not a list of certificates: export those alone");
    return certificates ? certificates->content : ByteView();
}

}  // namespace

std::vector<Certificate> read_pkcs7(ByteView file) {
    const SecretOctets der = read_pkcs_file(file, {"PKCS7", "CMS"}, errc::malformed_certificate,
                                            "PKCS#7 file of certificates");
    const auto info = read_content_info(only_element(der, der_sequence));
    if (!info || info->type != oid::signed_data)
        refuse_bundle("It is not a PKCS#7 file of certificates (SignedData)");
    std::vector<Certificate> certificates;
    DerReader choices(certificates_of(info->content));
    while (const auto choice = choices.next()) {
        // The other kinds of CertificateChoices have tags of their own.
        if (choice->tag != der_sequence) continue;
        if (certificates.size() == max_pkcs_certificates)
            throw Error(
                errc::limit_exceeded,
                "It holds more than " + std::to_string(max_pkcs_certificates) + " certificates");
        std::string why;
        auto certificate = Certificate::from_der(choice->whole, &why);
        if (!certificate)
            refuse_bundle("Certificate " + std::to_string(certificates.size() + 1) +
                          " in it cannot be read: " + why);
        certificates.push_back(*std::move(certificate));
    }
    if (certificates.empty()) refuse_bundle("There is no certificate in it");
    return certificates;
}

}  // namespace domainsec::inline v1
