// Certificate policies (RFC 5280 §6.1.3 (d) to (f), §6.1.4, §6.1.5; RFC 9618), each case with the
// section that decides it.
#include "trust/judging.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

// Object identifiers 1.2.3.1 to 1.2.3.4, as octets.
const std::string p1 = "\x2A\x03\x01";
const std::string p2 = "\x2A\x03\x02";
const std::string p3 = "\x2A\x03\x03";
const std::string p4 = "\x2A\x03\x04";
const std::string any = std::string("\x55\x1D\x20\x00", 4);

using Policies = std::vector<std::string>;

detail::RawExtension sequence_of(const char* oid, const std::vector<Bytes>& elements) {
    Bytes content;
    for (const Bytes& element : elements)
        content.insert(content.end(), element.begin(), element.end());
    return {oid, true, tlv(0x30, content)};
}

detail::RawExtension policies(const Policies& named) {
    std::vector<Bytes> elements;
    for (const std::string& policy : named) elements.push_back(tlv(0x30, {tlv(0x06, policy)}));
    return sequence_of("2.5.29.32", elements);
}

detail::RawExtension mappings(const std::vector<std::pair<std::string, std::string>>& pairs) {
    std::vector<Bytes> elements;
    for (const auto& [from, to] : pairs)
        elements.push_back(tlv(0x30, {tlv(0x06, from), tlv(0x06, to)}));
    return sequence_of("2.5.29.33", elements);
}

Bytes count(std::uint8_t tag, std::uint8_t number) {
    return tlv(tag, ByteView(&number, 1));
}
detail::RawExtension require_explicit(std::uint8_t after) {
    return sequence_of("2.5.29.36", {count(0x80, after)});
}
detail::RawExtension inhibit_mapping(std::uint8_t after) {
    return sequence_of("2.5.29.36", {count(0x81, after)});
}
detail::RawExtension inhibit_any(std::uint8_t after) {
    return {"2.5.29.54", true, count(0x02, after)};
}

using Extensions = std::vector<detail::RawExtension>;

/// One certificate below the root; `name` is shared by those that are self-issued.
struct Link {
    Extensions extensions;
    std::string name;
};

Link of(const Policies& named, Extensions more = {}) {
    more.push_back(policies(named));
    return {std::move(more), {}};
}
Link none(Extensions more = {}) {
    return {std::move(more), {}};
}
Link named(const std::string& name, Link link) {
    link.name = name;
    return link;
}

/// Root, the links from the top, the last of them the leaf.
std::string through(const std::vector<Link>& links, const ValidatorOptions& options = {}) {
    const Party root = forge_root(authority("Root"));
    std::vector<Certificate> chain;
    Party issuer = root;
    for (std::size_t i = 0; i < links.size(); ++i) {
        const std::string name =
            links[i].name.empty() ? "Authority " + std::to_string(i) : links[i].name;
        const bool leaf = i + 1 == links.size();
        issuer =
            forge(issuer, leaf ? edge(links[i].extensions) : authority(name, links[i].extensions));
        chain.insert(chain.begin(), issuer.certificate);
    }
    return outcome(ChainValidator(trusting({root.certificate}), PeerRole::client, options)
                       .judge(Chain(chain), *Evidence::none(), test_now()));
}

ValidatorOptions demanding(std::vector<std::string> acceptable = {}) {
    ValidatorOptions options;
    options.require_explicit_policy = true;
    options.acceptable_policies = std::move(acceptable);
    return options;
}

const std::string violated = "fail policy_violated";

}  // namespace

BOOST_AUTO_TEST_SUITE(policies_of_paths)

// §6.1.5 (g): without a demand an empty set is no failure.
BOOST_AUTO_TEST_CASE(none_anywhere_passes) {
    BOOST_TEST(through({none(), none()}) == "pass");
}
BOOST_AUTO_TEST_CASE(different_ones_pass_without_demand) {
    BOOST_TEST(through({of({p1}), of({p2})}) == "pass");
}

// §6.1.1 (f), §6.1.3 (f): the caller demands one.
BOOST_AUTO_TEST_CASE(none_anywhere_fails_on_demand) {
    BOOST_TEST(through({none(), none()}, demanding()) == violated);
}
BOOST_AUTO_TEST_CASE(same_one_passes_on_demand) {
    BOOST_TEST(through({of({p1}), of({p1})}, demanding()) == "pass");
}
BOOST_AUTO_TEST_CASE(different_ones_fail_on_demand) {
    BOOST_TEST(through({of({p1}), of({p2})}, demanding()) == violated);
}
BOOST_AUTO_TEST_CASE(overlap_passes_on_demand) {
    BOOST_TEST(through({of({p1, p2}), of({p2, p3})}, demanding()) == "pass");
}
BOOST_AUTO_TEST_CASE(leaf_alone_without_policies_fails) {
    BOOST_TEST(through({of({p1}), none()}, demanding()) == violated);
}
BOOST_AUTO_TEST_CASE(authority_without_policies_fails) {  // §6.1.3 (e)
    BOOST_TEST(through({none(), of({p1})}, demanding()) == violated);
}
BOOST_AUTO_TEST_CASE(gap_in_the_middle_fails) {
    BOOST_TEST(through({of({p1}), none(), of({p1})}, demanding()) == violated);
}
BOOST_AUTO_TEST_CASE(leaf_below_the_anchor_names_it) {
    BOOST_TEST(through({of({p1})}, demanding()) == "pass");
}
BOOST_AUTO_TEST_CASE(leaf_below_the_anchor_names_none) {
    BOOST_TEST(through({none()}, demanding()) == violated);
}

// §6.1.1 (c), §6.1.5 (g): which ones satisfy.
BOOST_AUTO_TEST_CASE(acceptable_one_passes) {
    BOOST_TEST(through({of({p1, p2}), of({p1, p2})}, demanding({"1.2.3.2"})) == "pass");
}
BOOST_AUTO_TEST_CASE(other_than_acceptable_fails) {
    BOOST_TEST(through({of({p1}), of({p1})}, demanding({"1.2.3.2"})) == violated);
}
BOOST_AUTO_TEST_CASE(one_of_several_acceptable_passes) {
    BOOST_TEST(through({of({p3}), of({p3})}, demanding({"1.2.3.2", "1.2.3.3"})) == "pass");
}
BOOST_AUTO_TEST_CASE(acceptable_without_demand_passes) {
    ValidatorOptions options;
    options.acceptable_policies = {"1.2.3.2"};
    BOOST_TEST(through({of({p1}), of({p1})}, options) == "pass");
}
BOOST_AUTO_TEST_CASE(acceptable_with_demand_of_an_authority_fails) {
    ValidatorOptions options;
    options.acceptable_policies = {"1.2.3.2"};
    BOOST_TEST(through({of({p1}, {require_explicit(0)}), of({p1})}, options) == violated);
}
BOOST_AUTO_TEST_CASE(acceptable_one_below_any_policy_passes) {
    BOOST_TEST(through({of({any}), of({p1})}, demanding({"1.2.3.1"})) == "pass");
}
BOOST_AUTO_TEST_CASE(other_one_below_any_policy_fails) {
    BOOST_TEST(through({of({any}), of({p1})}, demanding({"1.2.3.2"})) == violated);
}
BOOST_AUTO_TEST_CASE(any_policy_throughout_satisfies_whatever_is_acceptable) {
    BOOST_TEST(through({of({any}), of({any})}, demanding({"1.2.3.2"})) == "pass");
}

// §6.1.3 (d)(2): anyPolicy.
BOOST_AUTO_TEST_CASE(any_policy_in_an_authority_passes_all_on) {
    BOOST_TEST(through({of({any}), of({p1})}, demanding()) == "pass");
}
BOOST_AUTO_TEST_CASE(any_policy_in_the_leaf_takes_what_is_expected) {
    BOOST_TEST(through({of({p1}), of({any})}, demanding({"1.2.3.1"})) == "pass");
}
BOOST_AUTO_TEST_CASE(any_policy_in_the_leaf_is_not_every_policy) {
    BOOST_TEST(through({of({p1}), of({any})}, demanding({"1.2.3.2"})) == violated);
}
BOOST_AUTO_TEST_CASE(any_policy_in_the_middle_keeps_the_name) {
    BOOST_TEST(through({of({p1}), of({any}), of({p1})}, demanding()) == "pass");
}
BOOST_AUTO_TEST_CASE(any_policy_in_the_middle_adds_no_name) {
    BOOST_TEST(through({of({p1}), of({any}), of({p2})}, demanding()) == violated);
}

// §6.1.4 (j), §6.1.1 (g): inhibitAnyPolicy.
BOOST_AUTO_TEST_CASE(inhibited_any_policy_is_nothing) {
    BOOST_TEST(through({of({p1}, {inhibit_any(0)}), of({any})}, demanding()) == violated);
}
BOOST_AUTO_TEST_CASE(inhibited_after_one_certificate) {
    BOOST_TEST(through({of({p1}, {inhibit_any(1)}), of({any}), of({p1})}, demanding()) == "pass");
    BOOST_TEST(through({of({p1}, {inhibit_any(1)}), of({any}), of({any})}, demanding()) ==
               violated);
}
BOOST_AUTO_TEST_CASE(lower_inhibition_wins) {
    BOOST_TEST(through({of({any}, {inhibit_any(5)}), of({any}, {inhibit_any(0)}), of({any})},
                       demanding()) == violated);
}
BOOST_AUTO_TEST_CASE(self_issued_may_hold_any_policy_all_the_same) {  // §6.1.3 (d)(2)
    BOOST_TEST(through({named("A", of({p1}, {inhibit_any(0)})), named("A", of({any})), of({p1})},
                       demanding()) == "pass");
}
BOOST_AUTO_TEST_CASE(caller_inhibits_any_policy) {
    ValidatorOptions options = demanding();
    options.inhibit_any_policy = true;
    BOOST_TEST(through({of({any}), of({p1})}, options) == violated);
    BOOST_TEST(through({of({p1}), of({p1})}, options) == "pass");
}

// §6.1.4 (i)(1), §6.1.5 (a), (b): requireExplicitPolicy.
BOOST_AUTO_TEST_CASE(authority_demands_at_once) {
    BOOST_TEST(through({of({p1}, {require_explicit(0)}), none()}) == violated);
    BOOST_TEST(through({of({p1}, {require_explicit(0)}), of({p1})}) == "pass");
}
BOOST_AUTO_TEST_CASE(authority_demands_later_than_the_path_is_long) {
    BOOST_TEST(through({none({require_explicit(5)}), none()}) == "pass");
}
BOOST_AUTO_TEST_CASE(demand_counts_certificates) {
    BOOST_TEST(through({none({require_explicit(1)}), none(), none()}) == violated);
    BOOST_TEST(through({none({require_explicit(3)}), none(), none()}) == "pass");
}
BOOST_AUTO_TEST_CASE(self_issued_ones_do_not_count) {  // §6.1.4 (h)
    BOOST_TEST(through({named("A", none({require_explicit(2)})), named("A", none()),
                        named("A", none()), none()}) == "pass");
}
BOOST_AUTO_TEST_CASE(leaf_demands_for_itself) {  // §6.1.5 (b)
    BOOST_TEST(through({none(), none({require_explicit(0)})}) == violated);
    BOOST_TEST(through({of({p1}), of({p1}, {require_explicit(0)})}) == "pass");
}
BOOST_AUTO_TEST_CASE(demand_of_the_leaf_for_later_is_none) {
    BOOST_TEST(through({none(), none({require_explicit(1)})}) == "pass");
}
BOOST_AUTO_TEST_CASE(lower_demand_wins) {
    BOOST_TEST(through({none({require_explicit(9)}), none({require_explicit(0)}), none()}) ==
               violated);
}
BOOST_AUTO_TEST_CASE(refusal_names_the_section) {
    const Party root = forge_root(authority("Root"));
    const auto report =
        ChainValidator(trusting({root.certificate}), PeerRole::client, demanding())
            .judge(Chain({forge(root, edge()).certificate}), *Evidence::none(), test_now());
    BOOST_TEST(rule_of(report, TrustReason::policy_violated) == "RFC 5280 §6.1.3(f)");
}

// §6.1.4 (a), (b): mappings.
BOOST_AUTO_TEST_CASE(mapped_policy_passes) {
    BOOST_TEST(through({of({p1}, {mappings({{p1, p2}})}), of({p2})}, demanding()) == "pass");
}
BOOST_AUTO_TEST_CASE(mapped_policy_is_known_by_its_name_above) {
    const std::vector<Link> path{of({p1}, {mappings({{p1, p2}})}), of({p2})};
    BOOST_TEST(through(path, demanding({"1.2.3.1"})) == "pass");
    BOOST_TEST(through(path, demanding({"1.2.3.2"})) == violated);
}
BOOST_AUTO_TEST_CASE(old_name_no_longer_counts_below) {
    BOOST_TEST(through({of({p1}, {mappings({{p1, p2}})}), of({p1})}, demanding()) == violated);
}
BOOST_AUTO_TEST_CASE(one_maps_to_two) {
    BOOST_TEST(through({of({p1}, {mappings({{p1, p2}, {p1, p3}})}), of({p3})}, demanding()) ==
               "pass");
}
BOOST_AUTO_TEST_CASE(two_map_to_one) {
    const std::vector<Link> path{of({p1, p2}, {mappings({{p1, p3}, {p2, p3}})}), of({p3})};
    BOOST_TEST(through(path, demanding({"1.2.3.1"})) == "pass");
    BOOST_TEST(through(path, demanding({"1.2.3.2"})) == "pass");
    BOOST_TEST(through(path, demanding({"1.2.3.3"})) == violated);
}
BOOST_AUTO_TEST_CASE(mapping_twice_on_the_way) {
    BOOST_TEST(
        through({of({p1}, {mappings({{p1, p2}})}), of({p2}, {mappings({{p2, p3}})}), of({p3})},
                demanding({"1.2.3.1"})) == "pass");
}
BOOST_AUTO_TEST_CASE(mapping_of_what_any_policy_covers) {  // §6.1.4 (b)(1)
    BOOST_TEST(through({of({any}, {mappings({{p1, p2}})}), of({p2})}, demanding({"1.2.3.1"})) ==
               "pass");
}
BOOST_AUTO_TEST_CASE(mapping_of_what_is_not_there_changes_nothing) {
    BOOST_TEST(through({of({p1}, {mappings({{p3, p4}})}), of({p1})}, demanding()) == "pass");
    BOOST_TEST(through({of({p1}, {mappings({{p3, p4}})}), of({p4})}, demanding()) == violated);
}
BOOST_AUTO_TEST_CASE(mapping_from_any_policy_is_refused_without_demand_too) {
    BOOST_TEST(through({of({p1}, {mappings({{any, p2}})}), of({p2})}) == violated);
}
BOOST_AUTO_TEST_CASE(mapping_to_any_policy_is_refused) {
    BOOST_TEST(through({of({p1}, {mappings({{p1, any}})}), of({p2})}) == violated);
}
BOOST_AUTO_TEST_CASE(mapping_in_the_leaf_is_not_looked_at) {  // §6.1.5 has no such step.
    BOOST_TEST(through({of({p1}), of({p1}, {mappings({{p1, any}})})}, demanding()) == "pass");
}

// §6.1.4 (b)(2), (i)(2), §6.1.1 (e): inhibitPolicyMapping.
BOOST_AUTO_TEST_CASE(inhibited_mapping_takes_the_policy_away) {
    BOOST_TEST(through({of({p1, p2}, {inhibit_mapping(0)}), of({p1, p2}, {mappings({{p1, p3}})}),
                        of({p3})},
                       demanding()) == violated);
    BOOST_TEST(through({of({p1, p2}, {inhibit_mapping(0)}), of({p1, p2}, {mappings({{p1, p3}})}),
                        of({p2})},
                       demanding()) == "pass");
}
BOOST_AUTO_TEST_CASE(mapping_inhibited_after_one_certificate) {
    const Link maps = of({p1}, {mappings({{p1, p2}})});
    BOOST_TEST(through({of({p1}, {inhibit_mapping(1)}), maps, of({p2})}, demanding()) == "pass");
    BOOST_TEST(through({of({p1}, {inhibit_mapping(1)}), of({p1}), maps, of({p2})}, demanding()) ==
               violated);
}
BOOST_AUTO_TEST_CASE(caller_inhibits_mapping) {
    ValidatorOptions options = demanding();
    options.inhibit_policy_mapping = true;
    BOOST_TEST(through({of({p1}, {mappings({{p1, p2}})}), of({p2})}, options) == violated);
}

// §4.2.1.4, .5, .11, .14: what cannot be read.
BOOST_AUTO_TEST_CASE(same_policy_twice_is_malformed) {
    BOOST_TEST(through({of({p1, p1}), of({p1})}) == "permerror malformed");
}
BOOST_AUTO_TEST_CASE(no_policy_in_the_list_is_malformed) {
    BOOST_TEST(through({of({}), of({p1})}) == "permerror malformed");
}
BOOST_AUTO_TEST_CASE(negative_count_is_malformed) {
    BOOST_TEST(through({none({inhibit_any(0xFF)}), none()}) == "permerror malformed");
    BOOST_TEST(through({none({require_explicit(0x80)}), none()}) == "permerror malformed");
}
BOOST_AUTO_TEST_CASE(qualifiers_are_passed_over) {
    const Bytes qualifier = tlv(0x30, {tlv(0x30, {tlv(0x06, "\x2B\x06\x01\x05\x05\x07\x02\x01"),
                                                  tlv(0x16, "http://cps.example/")})});
    const detail::RawExtension qualified =
        sequence_of("2.5.29.32", {tlv(0x30, {tlv(0x06, p1), qualifier})});
    BOOST_TEST(through({none({qualified}), none({qualified})}, demanding()) == "pass");
}

// RFC 9618 §1: what made trees grow beyond all bounds.
BOOST_AUTO_TEST_CASE(crossed_mappings_stay_small) {
    const std::vector<std::pair<std::string, std::string>> crossed{
        {p1, p1}, {p1, p2}, {p2, p1}, {p2, p2}};
    std::vector<Link> path(8, of({p1, p2}, {mappings(crossed)}));
    path.push_back(of({p1}));
    BOOST_TEST(through(path, demanding()) == "pass");
}
BOOST_AUTO_TEST_CASE(hundreds_of_policies_are_a_bound) {
    Policies many;
    for (int i = 0; i < 129; ++i)
        many.push_back({'\x2A', static_cast<char>(i / 100), static_cast<char>(i % 100)});
    BOOST_TEST(through({of(many), of({p1})}, demanding()) == "fail limit_exceeded");
    many.pop_back();
    BOOST_TEST(through({of(many), of({many.front()})}, demanding()) == "pass");
}

BOOST_AUTO_TEST_SUITE_END()
