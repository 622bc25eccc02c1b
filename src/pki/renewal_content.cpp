// Reads a certificate back into what it was asked for with (RFC 5280 §4.2.1.6, §4.2.1.12).
#include "pki/renewal_content.hpp"

#include <botan/pkix_types.h>

#include <algorithm>
#include <domainsec/error.hpp>

#include "pki/certificate_data.hpp"

namespace domainsec::inline v1::detail {
namespace {

constexpr std::string_view server_auth = "1.3.6.1.5.5.7.3.1";
constexpr std::string_view client_auth = "1.3.6.1.5.5.7.3.2";

void add_name(CertificateTemplate& content, const std::string& name) {
    if (name.starts_with("*.")) {
        content.dns_wildcards.push_back(name);
        return;
    }
    auto read = DomainName::from_string(name);
    if (!read)
        throw Error(errc::malformed_certificate,
                    "It holds the name \"" + escaped(name, 80) +
                        "\", which cannot be asked for again: make a new request");
    content.dns_names.push_back(*std::move(read));
}

}  // namespace

CertificateTemplate renewal_content(const Certificate& certificate) {
    CertificateTemplate content;
    const auto& subject = certificate.data().x509().subject_dn();
    content.common_name = subject.get_first_attribute("X520.CommonName");
    content.organization = subject.get_first_attribute("X520.Organization");
    for (const auto& name : certificate.data().shown().dns_names) add_name(content, name);
    const auto& usages = certificate.extended_key_usages();
    const auto has = [&](std::string_view oid) {
        return std::find(usages.begin(), usages.end(), oid) != usages.end();
    };
    content.server_auth = has(server_auth);
    content.client_auth = has(client_auth);
    content.is_ca = certificate.is_ca();
    return content;
}

}  // namespace domainsec::inline v1::detail
