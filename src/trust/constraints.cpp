// Name constraints of issuers, held against all names below them (RFC 5280 §6.1.3 (b), (c)).
#include <algorithm>
#include <array>
#include <domainsec/error.hpp>

#include "trust/name_constraints.hpp"
#include "trust/path_rules.hpp"

namespace domainsec::inline v1::detail {
namespace {

std::vector<GeneralName> names_of(const CertificateFacts& facts) {
    std::vector<GeneralName> names = facts.alternative_names;
    if (!facts.subject.empty()) names.push_back({NameForm::directory, facts.subject_der});
    if (!facts.has_alternative_names)
        for (const std::string& address : facts.subject.email_addresses())
            names.push_back({NameForm::email, bytes_of(address)});
    return names;
}

std::string shown(const GeneralName& name) {
    static constexpr std::array<const char*, 9> forms{
        "otherName",    "rfc822Name", "dNSName",   "x400Address", "directoryName",
        "ediPartyName", "URI",        "iPAddress", "registeredID"};
    std::string text = forms[static_cast<std::size_t>(name.form)];
    if (name.form == NameForm::dns || name.form == NameForm::email || name.form == NameForm::uri)
        text += " " + escaped(text_of(name.value), 120);
    if (name.form == NameForm::ip) text += " " + to_hex(name.value);
    return text;
}

/// Comparisons that may still be made; long names count for several.
struct Budget {
    std::size_t& left;
    bool take(const GeneralName& name, const GeneralName& base) noexcept {
        // Directory names are read anew for each.
        const std::size_t octets_of_one = name.form == NameForm::directory ? 8 : 64;
        const std::size_t cost = 1 + (name.value.size() + base.value.size()) / octets_of_one;
        if (cost > left) return false;
        left -= cost;
        return true;
    }
};

enum class Outcome { allowed, refused, out_of_budget };

Outcome judge_name(const GeneralName& name, const NameConstraints& constraints, Budget& budget) {
    for (const GeneralName& base : constraints.excluded) {
        if (base.form != name.form) continue;
        if (!budget.take(name, base)) return Outcome::out_of_budget;
        if (subtree_match(name, base, true) != SubtreeMatch::outside) return Outcome::refused;
    }
    bool constrained = false;
    for (const GeneralName& base : constraints.permitted) {
        if (base.form != name.form) continue;
        if (!budget.take(name, base)) return Outcome::out_of_budget;
        constrained = true;
        if (subtree_match(name, base, false) == SubtreeMatch::within) return Outcome::allowed;
    }
    return constrained ? Outcome::refused : Outcome::allowed;
}

void add_refusal(const GeneralName& name, std::size_t issuer, std::size_t subject,
                 const RuleInput& input, FindingList& findings) {
    findings.add(
        {TrustReason::constraint_violated, "RFC 5280 §6.1.3(b)(c)", shown(name),
         "names that the constraints of certificate " + std::to_string(issuer) + " permit"},
        subject, input.certificate(subject));
}

// False when the budget is used up.
bool check_below(std::size_t issuer, const NameConstraints& constraints, Budget& budget,
                 const RuleInput& input, FindingList& findings) {
    for (std::size_t i = 0; i < issuer; ++i) {
        const CertificateFacts& facts = input.certificate(i);
        if (i > 0 && facts.is_self_issued()) continue;
        for (const GeneralName& name : names_of(facts)) {
            const Outcome outcome = judge_name(name, constraints, budget);
            if (outcome == Outcome::out_of_budget) return false;
            if (outcome == Outcome::allowed) continue;
            add_refusal(name, issuer, i, input, findings);
            break;
        }
    }
    return true;
}

}  // namespace

void check_name_constraints(const RuleInput& input, std::size_t& comparisons,
                            FindingList& findings) {
    Budget budget{comparisons};
    for (std::size_t i = 1; i < input.size(); ++i) {
        const CertificateFacts& issuer = input.certificate(i);
        if (!issuer.name_constraints) continue;
        const auto constraints = read_constraints(*issuer.name_constraints);
        if (!constraints) {
            findings.add({TrustReason::malformed, "RFC 5280 §4.2.1.10",
                          "name constraints that cannot be read, or with minimum or maximum",
                          "subtrees of names"},
                         i, issuer);
        } else if (!check_below(i, *constraints, budget, input, findings)) {
            findings.add(
                {TrustReason::limit_exceeded, "RFC 5280 §4.2.1.10", "names times constraints",
                 "at most " + std::to_string(max_name_comparisons) + " comparisons"},
                i, issuer);
            return;
        }
    }
}

}  // namespace domainsec::inline v1::detail
