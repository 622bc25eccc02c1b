// Matching of names (RFC 9525 §6.2, §6.3): SAN only, wildcards as one whole left-most label.
#include "trust/name_match.hpp"

#include <algorithm>
#include <domainsec/error.hpp>
#include <domainsec/names/host_pattern.hpp>

#include "trust/public_suffix.hpp"

namespace domainsec::inline v1::detail {
namespace {

bool is_ascii(std::string_view text) noexcept {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

// A dNSName in "preferred name syntax" (RFC 5280 §4.2.1.6): no trailing dot, no U-labels.
std::optional<HostPattern> pattern_of(std::string_view text) {
    if (text.empty() || text.size() > 255 || text.back() == '.' || !is_ascii(text))
        return std::nullopt;
    return HostPattern::from_string(text);
}

// Lower case and IDNA keep the length of ASCII: names of other lengths need not be parsed.
bool may_match(std::string_view text, const TrustPolicy& policy) noexcept {
    if (text.starts_with("*.")) return true;
    return std::any_of(
        policy.identities.begin(), policy.identities.end(),
        [&](const DomainName& identity) { return identity.str().size() == text.size(); });
}

// "*.co.example" would hold what thousands of strangers registered.
bool is_too_wide(const HostPattern& pattern, const ValidatorOptions& options) {
    return options.profile == ValidationProfile::strict && pattern.is_wildcard() &&
           is_public_suffix(pattern.name().str());
}

std::vector<HostPattern> patterns_of(const CertificateFacts& leaf, const TrustPolicy& policy,
                                     const ValidatorOptions& options) {
    std::vector<HostPattern> patterns;
    for (const GeneralName& name : leaf.alternative_names) {
        if (name.form != NameForm::dns || !may_match(text_of(name.value), policy)) continue;
        auto pattern = pattern_of(text_of(name.value));
        if (pattern && !is_too_wide(*pattern, options)) patterns.push_back(*std::move(pattern));
    }
    return patterns;
}

bool holds_address(const CertificateFacts& leaf, const ValidatorOptions& options) {
    return std::ranges::any_of(leaf.alternative_names, [&](const GeneralName& name) {
        return name.form == NameForm::ip &&
               std::ranges::any_of(options.ip_addresses, [&](const Bytes& address) {
                   return std::ranges::equal(address, name.value);
               });
    });
}

bool holds_mailbox(const CertificateFacts& leaf, const ValidatorOptions& options) {
    return std::ranges::any_of(leaf.alternative_names, [&](const GeneralName& name) {
        if (name.form != NameForm::email || !is_ascii(text_of(name.value))) return false;
        const auto mailbox = MailAddress::from_string(text_of(name.value));
        return mailbox && std::ranges::find(options.mailboxes, *mailbox) != options.mailboxes.end();
    });
}

std::string shown_names(const CertificateFacts& leaf) {
    constexpr std::size_t max_shown = 10;
    std::string text;
    std::size_t count = 0;
    for (const GeneralName& name : leaf.alternative_names) {
        if (name.form != NameForm::dns) continue;
        if (++count > max_shown) continue;
        text += (text.empty() ? "" : ", ") + escaped(text_of(name.value), 80);
    }
    if (count == 0) return "no dNSName in subjectAltName; the common name does not count";
    if (count > max_shown) text += " and " + std::to_string(count - max_shown) + " more";
    return text;
}

std::string expected_names(const TrustPolicy& policy, bool only_by_wildcard) {
    constexpr std::size_t max_shown = 10;
    if (policy.identities.empty()) return "an identity: none is configured for this partner";
    std::string text;
    for (std::size_t i = 0; i < policy.identities.size() && i < max_shown; ++i)
        text += (i == 0 ? "" : " or ") + policy.identities[i].str();
    if (only_by_wildcard) text += ", in full: wildcards are off for this partner";
    return text;
}

}  // namespace

std::optional<DomainName> match_identity(const CertificateFacts& leaf, const TrustPolicy& policy,
                                         const ValidatorOptions& options, FindingList& findings) {
    const std::vector<HostPattern> patterns = patterns_of(leaf, policy, options);
    bool only_by_wildcard = false;
    for (const DomainName& identity : policy.identities) {
        for (const HostPattern& pattern : patterns) {
            if (!pattern.matches(identity)) continue;
            if (!pattern.is_wildcard() || policy.wildcards) return identity;
            only_by_wildcard = true;
        }
    }
    if (holds_address(leaf, options) || holds_mailbox(leaf, options)) return std::nullopt;
    findings.add({TrustReason::name_mismatch, only_by_wildcard ? "RFC 9525 §6.3" : "RFC 9525 §6.2",
                  shown_names(leaf), expected_names(policy, only_by_wildcard)},
                 0, leaf);
    return std::nullopt;
}

}  // namespace domainsec::inline v1::detail
