// Certificate policies along a path (RFC 5280 §6.1.3 (d) to (f), §6.1.4 (a), (b), (h) to (j),
// §6.1.5 (a), (b), (g)).
#include <algorithm>

#include "trust/object_identifiers.hpp"
#include "trust/path_rules.hpp"
#include "trust/policy_graph.hpp"

namespace domainsec::inline v1::detail {
namespace {

/// Certificates that may still follow before a demand holds (RFC 5280 §6.1.2 (d) to (f)).
struct Countdown {
    std::size_t left;

    void step() noexcept {
        if (left > 0) --left;
    }
    void limit(const std::optional<std::size_t>& other) noexcept {
        if (other) left = std::min(left, *other);
    }
};

class PolicyCheck final {
  public:
    PolicyCheck(const RuleInput& input, FindingList& findings)
        : input_(input),
          findings_(findings),
          explicit_policy_{start(input.options.require_explicit_policy)},
          policy_mapping_{start(input.options.inhibit_policy_mapping)},
          inhibit_any_{start(input.options.inhibit_any_policy)} {}

    void run() {
        for (std::size_t i = last(); i > 0; --i)
            if (!process(i - 1) || (i > 1 && !prepare(i - 1))) return;
        wrap_up();
    }

  private:
    /// Certificates below the anchor: n of RFC 5280 §6.1.
    std::size_t last() const noexcept {
        return input_.path.end == PathEnd::anchor ? input_.size() - 1 : input_.size();
    }
    std::size_t start(bool at_once) const noexcept { return at_once ? 0 : last() + 1; }

    bool process(std::size_t index) {
        const CertificateFacts& facts = input_.certificate(index);
        if (facts.policy.policies.value_or(std::vector<std::string_view>{}).size() > max_policies ||
            facts.policy.mappings.size() > max_policies) {
            findings_.add({TrustReason::limit_exceeded, "RFC 5280 §4.2.1.4", "too many policies",
                           "at most " + std::to_string(max_policies)},
                          index, facts);
            return false;
        }
        graph_.add_level(facts.policy,
                         inhibit_any_.left > 0 || (index > 0 && facts.is_self_issued()));
        if (explicit_policy_.left > 0 || !graph_.empty()) return true;
        refuse("RFC 5280 §6.1.3(f)", index);
        return false;
    }

    bool prepare(std::size_t index) {
        const CertificateFacts& facts = input_.certificate(index);
        const auto& mappings = facts.policy.mappings;
        const bool maps_any = std::ranges::any_of(mappings, [](const auto& mapping) {
            return mapping.issuer_domain == oid::any_policy ||
                   mapping.subject_domain == oid::any_policy;
        });
        if (maps_any) {
            findings_.add({TrustReason::policy_violated, "RFC 5280 §6.1.4(a)",
                           "a policy mapping from or to anyPolicy", "mappings of named policies"},
                          index, facts);
            return false;
        }
        if (!mappings.empty()) graph_.map(mappings, policy_mapping_.left > 0);
        if (!facts.is_self_issued()) {
            explicit_policy_.step();
            policy_mapping_.step();
            inhibit_any_.step();
        }
        explicit_policy_.limit(facts.policy.require_explicit);
        policy_mapping_.limit(facts.policy.inhibit_mapping);
        inhibit_any_.limit(facts.policy.inhibit_any);
        return true;
    }

    void wrap_up() {
        if (last() == 0) return;
        explicit_policy_.step();
        if (input_.certificate(0).policy.require_explicit == std::size_t{0})
            explicit_policy_.left = 0;
        if (explicit_policy_.left == 0 && !graph_.satisfies(input_.options.acceptable_policies))
            refuse("RFC 5280 §6.1.5(g)", 0);
    }

    void refuse(const char* rule, std::size_t index) {
        findings_.add({TrustReason::policy_violated, rule,
                       "no certificate policy that holds for the whole path",
                       "one, for it is demanded (requireExplicitPolicy)"},
                      index, input_.certificate(index));
    }

    const RuleInput& input_;
    FindingList& findings_;
    PolicyGraph graph_;
    Countdown explicit_policy_;
    Countdown policy_mapping_;
    Countdown inhibit_any_;
};

// Without such an extension no demand can arise: nearly all paths of mail servers.
bool may_demand(const RuleInput& input) noexcept {
    if (input.options.require_explicit_policy) return true;
    for (std::size_t i = 0; i < input.size(); ++i)
        if (input.certificate(i).policy.require_explicit ||
            !input.certificate(i).policy.mappings.empty())
            return true;
    return false;
}

}  // namespace

void check_policies(const RuleInput& input, FindingList& findings) {
    if (may_demand(input)) PolicyCheck(input, findings).run();
}

}  // namespace domainsec::inline v1::detail
