// The valid policies of a path, level by level (RFC 5280 §6.1.2 (a), as RFC 9618 §5 rewrote it: a
// graph, for the tree that it stands for may grow beyond all bounds).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "trust/certificate_facts.hpp"

namespace domainsec::inline v1::detail {

/// Policies and mappings that one certificate may name before the path is refused.
constexpr std::size_t max_policies = 128;

class PolicyGraph final {
  public:
    /// One node, anyPolicy, which expects any policy.
    PolicyGraph();

    bool empty() const noexcept { return levels_.back().empty(); }

    /// RFC 5280 §6.1.3 (d), (e): one level more, of a certificate's policies.
    void add_level(const PolicyFacts& policy, bool any_policy_counts);

    /// RFC 5280 §6.1.4 (b): what the next certificate calls them.
    void map(const std::vector<PolicyFacts::Mapping>& mappings, bool allowed);

    /// RFC 5280 §6.1.5 (g): whether one of `acceptable` (dotted) is left; empty: any.
    bool satisfies(const std::vector<std::string>& acceptable) const;

  private:
    struct Node {
        std::string_view policy;
        std::vector<std::string_view> expected;
        std::vector<std::size_t> parents;  ///< Places in the level above.
    };
    using Level = std::vector<Node>;

    void add_policy(Level& level, std::string_view policy) const;
    void add_whatever_is_expected(Level& level) const;
    void remove_childless();

    std::vector<Level> levels_;
};

}  // namespace domainsec::inline v1::detail
