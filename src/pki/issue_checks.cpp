// What a certificate of ours must not be, and who must not issue it (RFC 5280 §4.2.1, §6.1).
#include "pki/issue_checks.hpp"

#include <algorithm>
#include <domainsec/error.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "pki/certificate_data.hpp"
#include "pki/der_reader.hpp"
#include "pki/public_key_facts.hpp"

namespace domainsec::inline v1 {
namespace {

constexpr auto longest_life = std::chrono::days(30 * 366);
constexpr unsigned longest_path = 10;
// Upper bounds of RFC 5280 appendix A.1 (ub-common-name, ub-organization-name).
constexpr std::size_t longest_field = 64;

[[noreturn]] void refuse_field(const char* field, const std::string& sentence) {
    throw Error(errc::invalid_argument, sentence, {}, 0, field);
}

void check_text(const std::string& text, const char* field) {
    if (text.size() > longest_field)
        refuse_field(field, "It has " + std::to_string(text.size()) + " octets; at most 64 fit");
    const bool has_control = std::any_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
    });
    if (has_control) refuse_field(field, "It holds control characters");
}

void check_wildcard(const std::string& wildcard) {
    const std::string_view text(wildcard);
    if (!text.starts_with("*."))
        refuse_field("dns_wildcards", "\"" + escaped(text) + "\" does not begin with \"*.\"");
    const auto rest = DomainName::from_string(text.substr(2));
    if (!rest || rest->str() != text.substr(2))
        refuse_field(
            "dns_wildcards",
            "\"" + escaped(text) + "\" is not \"*.\" and a domain name in lower-case A-labels");
}

void check_uris(const std::vector<std::string>& uris, const char* field) {
    for (const std::string& uri : uris) {
        const bool web = uri.starts_with("http://") || uri.starts_with("https://");
        const bool plain =
            std::all_of(uri.begin(), uri.end(), [](char c) { return c > ' ' && c <= '~'; });
        if (!web || !plain || uri.size() > 2048)
            refuse_field(field, "\"" + escaped(uri) + "\" is not an http(s) address");
    }
}

void check_validity(const CertificateTemplate& content) {
    if (content.not_after <= content.not_before)
        refuse_field("not_after", "It has to come after not_before");
    if (content.not_after - content.not_before > longest_life)
        refuse_field("not_after", "It is more than 30 years after not_before");
    if (content.not_before < TimePoint(std::chrono::sys_days(std::chrono::year(1950) / 1 / 1)) ||
        content.not_after >= TimePoint(std::chrono::sys_days(std::chrono::year(3000) / 1 / 1)))
        refuse_field("not_before", "A validity lies between the years 1950 and 2999");
}

}  // namespace

void CertificateTemplate::check() const {
    check_text(common_name, "common_name");
    check_text(organization, "organization");
    for (const std::string& wildcard : dns_wildcards) check_wildcard(wildcard);
    check_validity(*this);
    check_uris(crl_uris, "crl_uris");
    check_uris(ocsp_uris, "ocsp_uris");
    const bool has_names = !dns_names.empty() || !dns_wildcards.empty();
    if (!is_ca && !has_names)
        refuse_field("dns_names", "An edge's certificate needs at least one name");
    if (is_ca && common_name.empty() && organization.empty() && dns_names.empty())
        refuse_field("common_name", "An authority needs a name");
    if (path_length > longest_path)
        refuse_field("path_length", std::to_string(path_length) + " is not between 0 and 10");
    if (!is_ca && !permitted_domains.empty())
        refuse_field("permitted_domains", "Only an authority (is_ca) has some");
    if (!is_ca && path_length != 0)
        refuse_field("path_length", "Only an authority (is_ca) has one");
}

namespace detail {

void check_subject_key(ByteView subject_public_key_info) {
    constexpr std::size_t least = 2048;
    constexpr std::size_t most = 8192;
    const PublicKeyFacts facts = facts_of_public_key(subject_public_key_info);
    if (facts.kind == KeyKind::unreadable)
        throw Error(errc::malformed_key, "It is not a SubjectPublicKeyInfo", {}, 0, "subject_key");
    if (facts.kind == KeyKind::rsa && (facts.bits < least || facts.exponent_is_unsafe))
        throw Error(errc::weak_key, "It is " + facts.description + "; RSA 2048 is the least");
    if (facts.kind == KeyKind::rsa && facts.bits > most)
        throw Error(errc::limit_exceeded, "It is " + facts.description + "; RSA 8192 is the most");
    const bool usable_curve = facts.bits == 256 || facts.bits == 384;
    if (facts.kind != KeyKind::rsa && (facts.kind != KeyKind::ecdsa || !usable_curve))
        throw Error(errc::unsupported_algorithm,
                    "It is " + facts.description +
                        ", which no TLS stack would take here: use ECDSA P-256, P-384 or RSA");
    if (!build_public_key(subject_public_key_info))
        throw Error(errc::malformed_key, "Its numbers do not make a key", {}, 0, "subject_key");
}

namespace {

// The dNSName subtrees that an authority may issue for; nothing when it is not limited by them (RFC
// 5280 §4.2.1.10). Other kinds of names are not issued here.
std::optional<std::vector<DomainName>> permitted_domains(const Certificate& authority) {
    constexpr std::uint8_t permitted_subtrees = 0xA0;
    constexpr std::uint8_t dns_name = 0x82;
    const auto* extension = authority.data().fields.extension("\x55\x1D\x1E");
    if (extension == nullptr) return std::nullopt;
    const auto constraints = only_element(extension->value, der_sequence);
    if (!constraints) return std::vector<DomainName>{};
    const auto subtrees = DerReader(constraints->content).next(permitted_subtrees);
    if (!subtrees) return std::nullopt;
    std::vector<DomainName> domains;
    bool any = false;
    DerReader list(subtrees->content);
    while (const auto subtree = list.next(der_sequence)) {
        const auto name = DerReader(subtree->content).next(dns_name);
        any |= name.has_value();
        if (!name) continue;
        if (auto domain = DomainName::from_string(text_of(name->content)))
            domains.push_back(*std::move(domain));
    }
    if (!any) return std::nullopt;
    return domains;
}

void check_permitted(const Certificate& authority, const CertificateTemplate& content) {
    const auto domains = permitted_domains(authority);
    if (!domains) return;
    const auto is_permitted = [&](const DomainName& name) {
        return std::any_of(domains->begin(), domains->end(), [&](const DomainName& domain) {
            return domain == name || name.is_below(domain);
        });
    };
    const auto refuse_name = [&](const char* field, const std::string& name) {
        refuse_field(field, "\"" + name + "\" is outside of the domains that \"" +
                                authority.subject() + "\" may issue for");
    };
    for (const DomainName& name : content.dns_names)
        if (!is_permitted(name)) refuse_name("dns_names", name.str());
    for (const std::string& wildcard : content.dns_wildcards) {
        const auto parent = DomainName::from_string(wildcard.substr(2));
        if (!parent || !is_permitted(*parent)) refuse_name("dns_wildcards", wildcard);
    }
    for (const DomainName& name : content.permitted_domains)
        if (!is_permitted(name)) refuse_name("permitted_domains", name.str());
}

}  // namespace

void check_authority(const Certificate& authority, const PrivateKey& key,
                     Botan::Key_Constraints::Bits use) {
    if (authority.public_key() != key.public_key())
        throw Error(errc::key_mismatch,
                    "The authority's certificate and private key do not belong together");
    if (!authority.is_ca() || !authority.data().x509().allowed_usage(use))
        refuse_field("authority", "\"" + authority.subject() + "\" is not a certificate authority");
}

void check_within_authority(const Certificate& authority, const CertificateTemplate& content) {
    if (content.not_before < authority.not_before())
        refuse_field("not_before", "It lies before the authority's own");
    if (content.not_after > authority.not_after())
        refuse_field("not_after", "It lies after the authority's own");
    const auto left = authority.data().x509().path_length_constraint();
    check_permitted(authority, content);
    if (content.is_ca && left && content.path_length >= *left)
        refuse_field("path_length", "The authority allows " + std::to_string(*left) +
                                        " authorities below it, this one included");
}

}  // namespace detail
}  // namespace domainsec::inline v1
