// Decides what may be issued, and issues it (RFC 5280 §4 and §5).
#include <domainsec/pki/issue.hpp>

#include <botan/x509_ext.h>

#include <algorithm>
#include <domainsec/error.hpp>
#include <domainsec/pki/certificate.hpp>

#include "pki/certificate_builder.hpp"
#include "pki/certificate_data.hpp"
#include "pki/issue_checks.hpp"
#include "pki/issue_extensions.hpp"
#include "pki/private_key_data.hpp"

namespace domainsec::inline v1 {
namespace {

using Usage = Botan::Key_Constraints;

// Who signs: a name, a key identifier, a key.
struct Signer {
    Bytes name;
    Bytes key_identifier;
    const PrivateKey& key;
};

Certificate issue(const CertificateTemplate& content, ByteView subject_key, const Bytes& subject,
                  const Signer& signer) {
    const Bytes subject_key_identifier = detail::key_identifier(subject_key);
    detail::CertificateContent certificate;
    certificate.serial = detail::random_serial();
    certificate.issuer = signer.name;
    certificate.not_before = content.not_before;
    certificate.not_after = content.not_after;
    certificate.subject = subject;
    certificate.subject_public_key.assign(subject_key.begin(), subject_key.end());
    certificate.extensions =
        detail::issued_extensions(content, subject_key_identifier, signer.key_identifier);
    const Bytes der = detail::sign_certificate(certificate, *signer.key.data().botan_key);
    if (der.size() > detail::max_certificate_octets)
        throw Error(errc::limit_exceeded,
                    "The certificate would have " + std::to_string(der.size()) +
                        " octets, and nobody would read it: name fewer domains",
                    {}, 0, "dns_names");
    std::string why;
    auto issued = Certificate::from_der(der, &why);
    if (!issued) throw Error(errc::invalid_argument, "No certificate can be made of this: " + why);
    return *std::move(issued);
}

// As it stands in the authority, for both have to be octet by octet the same (RFC 5280 §4.1.2.4).
Bytes encoded_name_of(const Certificate& authority) {
    const ByteView name = authority.data().fields.subject;
    return {name.begin(), name.end()};
}

Bytes key_identifier_of(const Certificate& authority) {
    const Bytes& stated = authority.data().x509().subject_key_id();
    return stated.empty() ? detail::key_identifier(authority.public_key()) : stated;
}

}  // namespace

Certificate make_self_signed(const PrivateKey& key, const CertificateTemplate& content) {
    content.check();
    detail::check_subject_key(key.public_key());
    const Bytes subject = detail::subject_of(content);
    return issue(content, key.public_key(), subject,
                 {subject, detail::key_identifier(key.public_key()), key});
}

Certificate issue_certificate(const Certificate& authority, const PrivateKey& authority_key,
                              ByteView subject_key, const CertificateTemplate& content) {
    content.check();
    detail::check_subject_key(subject_key);
    detail::check_authority(authority, authority_key, Usage::KeyCertSign);
    detail::check_within_authority(authority, content);
    return issue(content, subject_key, detail::subject_of(content),
                 {encoded_name_of(authority), key_identifier_of(authority), authority_key});
}

Bytes make_crl(const Certificate& authority, const PrivateKey& authority_key,
               const std::vector<RevokedEntry>& revoked, TimePoint this_update,
               TimePoint next_update, unsigned number) {
    detail::check_authority(authority, authority_key, Usage::CrlSign);
    if (next_update <= this_update)
        throw Error(errc::invalid_argument, "It has to come after this_update", {}, 0,
                    "next_update");
    detail::RevocationListContent list;
    list.issuer = encoded_name_of(authority);
    list.this_update = this_update;
    list.next_update = next_update;
    for (const RevokedEntry& entry : revoked) {
        if (entry.serial.empty() || entry.serial.size() > 20)
            throw Error(errc::invalid_argument, "A serial has 1 to 20 octets", {}, 0, "revoked");
        if (entry.reason > 10 || entry.reason == 7)
            throw Error(errc::invalid_argument, "It is no CRLReason", {}, 0, "reason");
        list.entries.push_back(
            {Botan::BigInt::from_bytes(entry.serial), entry.revoked_at, entry.reason});
    }
    list.extensions = {detail::authority_key_identifier(key_identifier_of(authority)),
                       detail::crl_number(number)};
    return detail::sign_revocation_list(list, *authority_key.data().botan_key);
}

}  // namespace domainsec::inline v1
