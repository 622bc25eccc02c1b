// A partner's bundle as the [[partner]] entry of a configuration file.
#include <algorithm>
#include <domainsec/error.hpp>
#include <domainsec/policy/partner_bundle.hpp>
#include <domainsec/trust/revocation_sources.hpp>

#include "policy/bundle_text.hpp"

namespace domainsec::inline v1 {
namespace {

constexpr std::size_t longest_entry_name = 64;
constexpr const char* server_auth = "1.3.6.1.5.5.7.3.1";
constexpr const char* client_auth = "1.3.6.1.5.5.7.3.2";
constexpr const char* any_usage = "2.5.29.37.0";

[[noreturn]] void refuse_entry(const std::string& field, const std::string& sentence) {
    throw Error(errc::invalid_argument, sentence, {}, 0, field);
}

void check(const SignedBundle& bundle, const PartnerEntryOptions& options) {
    if (options.name.size() > longest_entry_name || !detail::is_plain_text(options.name))
        refuse_entry("name", "must be at most 64 octets of text that people can see");
    if (options.trust == TrustMethod::pin) {
        if (bundle.bundle.pins.empty())
            refuse_entry("trust", "cannot be pin: the bundle has none; use its anchors");
        return;
    }
    if (options.trust != TrustMethod::anchors) refuse_entry("trust", "must be pin or anchors");
    if (bundle.bundle.anchors.empty())
        refuse_entry("trust", "cannot be anchors: the bundle has none; use its pins");
    if (!bundle.signer_is_anchored)
        refuse_entry("trust",
                     "cannot be anchors: they do not vouch for the organization's own certificate");
    if (options.anchors_file.empty()) refuse_entry("anchors_file", "is missing");
}

bool has_usage(const Certificate& leaf, const char* usage) {
    const auto& usages = leaf.extended_key_usages();
    return std::find(usages.begin(), usages.end(), usage) != usages.end();
}

bool can_be_looked_up(const Certificate& certificate) {
    const auto sources = revocation_sources(certificate);
    return !sources.crl_uris.empty() || !sources.ocsp_uris.empty() ||
           sources.no_revocation_available;
}

bool needs_no_look_up(const Certificate& leaf) {
    return leaf.not_after() - leaf.not_before() <= TrustPolicy().short_lived;
}

// A certificate that names nothing to ask can never be known not to be revoked.
std::string revocation_line(const SignedBundle& bundle) {
    const auto& anchors = bundle.bundle.anchors;
    const auto& chain = bundle.signer.certificates();
    for (const auto& certificate : chain) {
        if (std::find(anchors.begin(), anchors.end(), certificate) != anchors.end()) break;
        const bool is_leaf = &certificate == &chain.front();
        if (can_be_looked_up(certificate) || (is_leaf && needs_no_look_up(certificate))) continue;
        return "revocation = \"soft\"  # its certificate names no CRL and no OCSP responder\n";
    }
    return {};
}

std::string names(std::string_view key, const std::vector<DomainName>& list) {
    std::vector<std::string> texts;
    texts.reserve(list.size());
    for (const auto& name : list) texts.push_back(name.str());
    return detail::toml_list(key, texts);
}

std::string trust_lines(const SignedBundle& bundle, const PartnerEntryOptions& options) {
    if (options.trust == TrustMethod::pin) {
        std::vector<std::string> pins;
        for (const auto& pin : bundle.bundle.pins) pins.push_back(to_pin(pin));
        return "trust = \"pin\"\n" + detail::toml_list("pins", pins);
    }
    return "trust = \"anchors\"\n" + detail::toml_list("anchors", {options.anchors_file.string()}) +
           names("identity", bundle.bundle.identities) + revocation_line(bundle);
}

}  // namespace

std::string to_partner_toml(const SignedBundle& bundle, const PartnerEntryOptions& options) {
    check(bundle, options);
    const auto& name = options.name.empty() ? bundle.bundle.organization : options.name;
    const std::string how = std::string("mode = \"require\"\n") +
                            (options.watch_only ? "report = true\n" : "") +
                            trust_lines(bundle, options);
    std::string text = "[[partner]]\nname = " + detail::toml_text(name) + "\n";
    text += names("domains", bundle.bundle.domains);
    text += "[partner.receive]\n" + how;
    const auto& leaf = bundle.signer.leaf();
    const bool server_only = has_usage(leaf, server_auth) && !has_usage(leaf, client_auth) &&
                             !has_usage(leaf, any_usage);
    if (options.trust == TrustMethod::anchors && server_only)
        text += "eku = \"mta\"  # its certificate is for servers only\n";
    return text + "[partner.send]\n" + how;
}

}  // namespace domainsec::inline v1
