// Refuses configurations in which one organization could pass for another.
#include "policy/configuration_checks.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>

namespace domainsec::inline v1::detail {

namespace {

/// What a partner is recognized by: names, and keys that need no name.
struct Recognition {
    std::set<DomainName> identities;
    std::set<Sha256Digest> keys;
};

void add_trust(const DirectionRules& rules, Recognition& recognition) {
    if (rules.mode == DirectionMode::off) return;
    const auto& trust = rules.trust;
    recognition.identities.insert(trust.identities.begin(), trust.identities.end());
    recognition.keys.insert(trust.pins.begin(), trust.pins.end());
    if (!trust.anchors || trust.method != TrustMethod::anchors) return;
    for (const auto& anchor : trust.anchors->certificates()) {
        // A CA may serve several partners, told apart by name; an explicitly trusted leaf may not.
        if (!anchor.is_ca()) recognition.keys.insert(anchor.spki_sha256());
    }
}

Recognition recognition_of(const PartnerPolicy& partner) {
    Recognition recognition;
    add_trust(partner.receive, recognition);
    add_trust(partner.send, recognition);
    return recognition;
}

template <typename Value>
std::optional<Value> shared_value(const std::set<Value>& a, const std::set<Value>& b) {
    for (const auto& value : a) {
        if (b.contains(value)) return value;
    }
    return std::nullopt;
}

void check_names(const std::vector<PartnerDraft>& partners, ProblemList& problems) {
    for (std::size_t i = 0; i < partners.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            const auto& name = partners[i].policy.name;
            if (!name.empty() && name == partners[j].policy.name) {
                problems.error(partners[i].policy.line, "partner.name",
                               in_quotes(name) + " is also the name of the partner on line " +
                                   std::to_string(partners[j].policy.line) +
                                   "; each needs its own");
            }
        }
    }
}

bool covers(const PartnerPolicy& partner, const DomainName& domain) {
    return partner.covering(domain) != nullptr;
}

void check_domains(const std::vector<PartnerDraft>& partners, ProblemList& problems) {
    for (std::size_t i = 0; i < partners.size(); ++i) {
        for (std::size_t j = 0; j < partners.size(); ++j) {
            if (i == j) continue;
            for (const auto& domain : partners[i].domains) {
                // The same domain twice is reported once, at the later entry.
                const bool same = std::ranges::find(partners[j].policy.domains, domain.name) !=
                                  partners[j].policy.domains.end();
                if (!covers(partners[j].policy, domain.name) || (same && j > i)) continue;
                problems.error(domain.line, "partner.domains",
                               in_quotes(domain.name.str()) + " belongs to the partner on line " +
                                   std::to_string(partners[j].policy.line) +
                                   " already; a domain has one partner");
            }
        }
    }
}

void check_own_domains(const Configuration& configuration,
                       const std::vector<PartnerDraft>& partners, ProblemList& problems) {
    auto own = configuration.domains;
    if (configuration.organization_domain) own.push_back(*configuration.organization_domain);
    for (const auto& partner : partners) {
        for (const auto& domain : own) {
            if (covers(partner.policy, domain)) {
                problems.error(partner.policy.line, "partner.domains",
                               "covers our own domain " + in_quotes(domain.str()) +
                                   "; a partner is another organization (our own edges go under "
                                   "[[internal]])");
                break;
            }
        }
        const auto recognition = recognition_of(partner.policy);
        for (const auto& domain : std::set<DomainName>(own.begin(), own.end())) {
            if (recognition.identities.contains(domain)) {
                problems.error(partner.policy.line, "partner.identity",
                               "names our own domain " + in_quotes(domain.str()) +
                                   "; list what the partner's certificate holds");
            }
        }
    }
}

void check_recognition(const std::vector<PartnerDraft>& partners, ProblemList& problems) {
    std::vector<Recognition> all;
    all.reserve(partners.size());
    for (const auto& partner : partners) all.push_back(recognition_of(partner.policy));
    for (std::size_t i = 0; i < partners.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            const std::string other =
                " with the partner on line " + std::to_string(partners[j].policy.line);
            if (const auto name = shared_value(all[i].identities, all[j].identities)) {
                problems.error(partners[i].policy.line, "partner.identity",
                               "shares the identity " + in_quotes(name->str()) + other +
                                   "; each could speak for the other");
            }
            if (const auto key = shared_value(all[i].keys, all[j].keys)) {
                problems.error(
                    partners[i].policy.line, "partner.pins",
                    "shares the key " + to_pin(*key) + other + "; each could speak for the other");
            }
        }
    }
}

void check_internal(const Configuration& configuration, const std::vector<PartnerDraft>& partners,
                    ProblemList& problems) {
    std::set<Sha256Digest> internal;
    for (const auto& peer : configuration.internal) {
        internal.insert(peer.pins.begin(), peer.pins.end());
    }
    for (const auto& partner : partners) {
        if (const auto key = shared_value(recognition_of(partner.policy).keys, internal)) {
            problems.error(partner.policy.line, "partner.pins",
                           "has the key " + to_pin(*key) +
                               " that stands under [[internal]] as well; a partner is never one of "
                               "our own edges");
        }
    }
}

}  // namespace

void check_across(const Configuration& configuration, const std::vector<PartnerDraft>& partners,
                  ProblemList& problems) {
    check_names(partners, problems);
    check_domains(partners, problems);
    check_own_domains(configuration, partners, problems);
    check_recognition(partners, problems);
    check_internal(configuration, partners, problems);
}

void warn_across(const Configuration& configuration, ProblemList& problems) {
    for (const auto& partner : configuration.partners) {
        const auto& receive = partner.receive;
        if (receive.mode == DirectionMode::off) continue;
        if (!configuration.stamp) {
            problems.warning(partner.line, "partner.receive",
                             "is judged, but no message can be marked without [stamp]; add "
                             "selector and key there");
        }
        if (configuration.request_certificate.mode == CertificateRequestRule::Mode::never) {
            problems.warning(partner.line, "partner.receive",
                             "cannot pass while [edge] request_certificate is \"never\": the "
                             "partner is not asked for its certificate");
        }
        if (receive.mode == DirectionMode::prefer &&
            receive.unsecured_from == UnsecuredFrom::reject) {
            problems.warning(partner.line, "partner.receive.unsecured_from",
                             "refuses others that use the partner's domain in From:, while mode = "
                             "\"prefer\" lets the same pass with the partner's MAIL FROM");
        }
    }
}

}  // namespace domainsec::inline v1::detail
