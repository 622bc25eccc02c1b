// Levels of valid policies (RFC 9618 §5.2 to §5.4).
#include "trust/policy_graph.hpp"

#include <algorithm>

#include "trust/object_identifiers.hpp"

namespace domainsec::inline v1::detail {
namespace {

bool contains(const std::vector<std::string_view>& policies, std::string_view policy) noexcept {
    return std::ranges::find(policies, policy) != policies.end();
}

}  // namespace

PolicyGraph::PolicyGraph() : levels_{{Node{oid::any_policy, {oid::any_policy}, {}}}} {}

// §6.1.3 (d)(1): below all nodes that expect it, or else below anyPolicy.
void PolicyGraph::add_policy(Level& level, std::string_view policy) const {
    const Level& above = levels_.back();
    Node node{policy, {policy}, {}};
    for (std::size_t i = 0; i < above.size(); ++i)
        if (contains(above[i].expected, policy)) node.parents.push_back(i);
    if (node.parents.empty())
        for (std::size_t i = 0; i < above.size(); ++i)
            if (above[i].policy == oid::any_policy) node.parents.push_back(i);
    if (!node.parents.empty()) level.push_back(std::move(node));
}

// §6.1.3 (d)(2).
void PolicyGraph::add_whatever_is_expected(Level& level) const {
    const std::size_t named = level.size();
    const Level& above = levels_.back();
    for (std::size_t i = 0; i < above.size(); ++i) {
        for (const std::string_view policy : above[i].expected) {
            const auto known = std::ranges::find(level, policy, &Node::policy);
            if (known == level.end()) {
                level.push_back({policy, {policy}, {i}});
            } else if (static_cast<std::size_t>(known - level.begin()) >= named) {
                known->parents.push_back(i);
            }
        }
    }
}

void PolicyGraph::add_level(const PolicyFacts& policy, bool any_policy_counts) {
    Level level;
    bool any = false;
    if (policy.policies && !empty()) {
        for (const std::string_view named : *policy.policies) {
            if (named == oid::any_policy)
                any = true;
            else
                add_policy(level, named);
        }
        if (any && any_policy_counts) add_whatever_is_expected(level);
    }
    levels_.push_back(std::move(level));
    remove_childless();
}

void PolicyGraph::map(const std::vector<PolicyFacts::Mapping>& mappings, bool allowed) {
    Level& level = levels_.back();
    if (!allowed) {
        std::erase_if(level, [&](const Node& node) {
            return std::ranges::find(mappings, node.policy, &PolicyFacts::Mapping::issuer_domain) !=
                   mappings.end();
        });
        remove_childless();
        return;
    }
    const auto any = std::ranges::find(level, oid::any_policy, &Node::policy);
    const bool has_any = any != level.end();
    const auto above_any = has_any ? any->parents : std::vector<std::size_t>{};
    std::vector<std::string_view> done;
    for (const auto& [from, ignored] : mappings) {
        if (contains(done, from)) continue;
        done.push_back(from);
        auto node = std::ranges::find(level, from, &Node::policy);
        if (node == level.end()) {
            if (!has_any) continue;
            node = level.insert(level.end(), Node{from, {}, above_any});
        }
        node->expected.clear();
        for (const auto& [issuer_domain, subject_domain] : mappings)
            if (issuer_domain == from) node->expected.push_back(subject_domain);
    }
}

// From the last level up; places are counted anew, for children name their parents by place.
void PolicyGraph::remove_childless() {
    for (std::size_t depth = levels_.size() - 1; depth > 0; --depth) {
        Level& above = levels_[depth - 1];
        std::vector<std::size_t> place(above.size(), 0);
        for (const Node& child : levels_[depth])
            for (const std::size_t parent : child.parents) place[parent] = 1;
        Level kept;
        for (std::size_t i = 0; i < above.size(); ++i) {
            if (place[i] == 0) continue;
            place[i] = kept.size();
            kept.push_back(std::move(above[i]));
        }
        above = std::move(kept);
        for (Node& child : levels_[depth])
            for (std::size_t& parent : child.parents) parent = place[parent];
    }
}

// A policy counts by the name that it has where no authority above named one: below anyPolicy.
bool PolicyGraph::satisfies(const std::vector<std::string>& acceptable) const {
    if (empty()) return false;
    if (acceptable.empty()) return true;
    if (std::ranges::find(levels_.back(), oid::any_policy, &Node::policy) != levels_.back().end())
        return true;
    for (std::size_t depth = 1; depth < levels_.size(); ++depth)
        for (const Node& node : levels_[depth]) {
            const bool below_any = std::ranges::any_of(node.parents, [&](std::size_t parent) {
                return levels_[depth - 1][parent].policy == oid::any_policy;
            });
            if (below_any && std::ranges::find(acceptable, oid::to_text(bytes_of(node.policy))) !=
                                 acceptable.end())
                return true;
        }
    return false;
}

}  // namespace domainsec::inline v1::detail
