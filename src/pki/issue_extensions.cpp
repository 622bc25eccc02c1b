// Names, usages and constraints of what is issued or asked for (RFC 5280 §4.2).
#include "pki/issue_extensions.hpp"

#include <botan/x509_ext.h>

namespace domainsec::inline v1::detail {
namespace {

using Usage = Botan::Key_Constraints;

constexpr auto server_auth_oid = "1.3.6.1.5.5.7.3.1";
constexpr auto client_auth_oid = "1.3.6.1.5.5.7.3.2";
constexpr std::size_t max_common_name = 64;

std::vector<std::string> alternative_names(const CertificateTemplate& content) {
    std::vector<std::string> names;
    for (const DomainName& name : content.dns_names) names.push_back(name.str());
    names.insert(names.end(), content.dns_wildcards.begin(), content.dns_wildcards.end());
    return names;
}

std::string common_name(const CertificateTemplate& content) {
    if (!content.common_name.empty() || content.dns_names.empty()) return content.common_name;
    const std::string& first = content.dns_names.front().str();
    return first.size() <= max_common_name ? first : std::string();
}

std::vector<std::string> key_purposes(const CertificateTemplate& content) {
    std::vector<std::string> oids;
    if (content.server_auth) oids.emplace_back(server_auth_oid);
    if (content.client_auth) oids.emplace_back(client_auth_oid);
    return oids;
}

// Names, and what the key is for.
std::vector<RawExtension> wished(const CertificateTemplate& content) {
    // An edge signs handshakes: with forward secrecy (RFC 9325 §4.1) nothing is encrypted to it.
    const std::uint32_t usage =
        content.is_ca ? Usage::KeyCertSign | Usage::CrlSign : Usage::DigitalSignature;
    std::vector<RawExtension> list{key_usage(usage)};
    if (const auto purposes = key_purposes(content); !purposes.empty())
        list.push_back(extended_key_usage(purposes));
    // RFC 5280 §4.2.1.6: critical when the subject is empty.
    const bool has_subject = !common_name(content).empty() || !content.organization.empty();
    if (const auto names = alternative_names(content); !names.empty())
        list.push_back(subject_alternative_name(names, !has_subject));
    return list;
}

}  // namespace

Bytes subject_of(const CertificateTemplate& content) {
    return encode_name(common_name(content), content.organization);
}

std::vector<RawExtension> issued_extensions(const CertificateTemplate& content,
                                            const Bytes& subject_key_id,
                                            const Bytes& authority_key_id) {
    std::vector<RawExtension> list{
        basic_constraints(content.is_ca, content.path_length),
        subject_key_identifier(subject_key_id),
        authority_key_identifier(authority_key_id),
    };
    for (auto& extension : wished(content)) list.push_back(std::move(extension));
    if (!content.permitted_domains.empty())
        list.push_back(permitted_names(content.permitted_domains));
    if (!content.crl_uris.empty()) list.push_back(crl_distribution_points(content.crl_uris));
    if (!content.ocsp_uris.empty()) list.push_back(authority_information_access(content.ocsp_uris));
    return list;
}

std::vector<RawExtension> requested_extensions(const CertificateTemplate& content) {
    auto list = wished(content);
    if (content.is_ca)
        list.insert(list.begin(), basic_constraints(content.is_ca, content.path_length));
    return list;
}

}  // namespace domainsec::inline v1::detail
