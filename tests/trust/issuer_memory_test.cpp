// What a set of anchors remembers makes judgements faster and changes none of them.
#include "trust/issuer_memory.hpp"

#include <boost/test/unit_test.hpp>
#include <thread>

#include "trust/anchor_index.hpp"
#include "trust/judging.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

// A root, an authority below it, and the rules that trust the root.
struct Below {
    Party root = forge_root(authority("Root"));
    Party issuing = forge(root, authority("Issuing"));
    TrustPolicy policy = trusting({root.certificate});

    Certificate leaf() const { return forge(issuing, edge()).certificate; }
    const detail::IssuerMemory& memory() const { return policy.anchors->index().memory; }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(issuer_memory)

BOOST_AUTO_TEST_CASE(learns_authorities_and_no_leaves) {
    const Below below;
    for (int i = 0; i < 5; ++i)
        BOOST_TEST(outcome(below.policy, {below.leaf(), below.issuing.certificate}) == "pass");
    BOOST_TEST(below.memory().remembered_signatures() == 1U);
    BOOST_TEST(below.memory().remembered_keys() == 2U);
}

BOOST_AUTO_TEST_CASE(learns_nothing_from_a_path_that_was_not_accepted) {
    const Below below;
    const Party no_authority = forge(below.issuing, edge());
    const Party made_up = forge(no_authority, authority("Made Up"));
    const Certificate leaf = forge(made_up, edge()).certificate;
    const auto report = judged(below.policy, {leaf, made_up.certificate, no_authority.certificate,
                                              below.issuing.certificate});
    BOOST_TEST(!report.passed());
    BOOST_TEST(below.memory().remembered_signatures() == 0U);
    BOOST_TEST(below.memory().remembered_keys() == 0U);
}

BOOST_AUTO_TEST_CASE(a_changed_authority_of_a_known_name_and_key_is_checked) {
    const Below below;
    BOOST_TEST(outcome(below.policy, {below.leaf(), below.issuing.certificate}) == "pass");
    Bytes der = below.issuing.certificate.der();
    der.back() = static_cast<std::uint8_t>(der.back() ^ 1);
    const auto changed = Certificate::from_der(der);
    BOOST_REQUIRE(changed);
    BOOST_TEST(outcome(below.policy, {below.leaf(), *changed}) == "fail bad_signature");
}

BOOST_AUTO_TEST_CASE(a_changed_leaf_below_a_known_authority_is_refused_and_the_next_accepted) {
    const Below below;
    BOOST_TEST(outcome(below.policy, {below.leaf(), below.issuing.certificate}) == "pass");
    for (int i = 0; i < 3; ++i) {
        Bytes der = below.leaf().der();
        der.back() = static_cast<std::uint8_t>(der.back() ^ 1);
        BOOST_TEST(outcome(below.policy, {Certificate::from_der(der).value(),
                                          below.issuing.certificate}) == "fail bad_signature");
        BOOST_TEST(outcome(below.policy, {below.leaf(), below.issuing.certificate}) == "pass");
    }
}

BOOST_AUTO_TEST_CASE(dates_of_a_known_authority_are_judged_each_time) {
    const Below below;
    const Certificate leaf = below.leaf();
    const std::vector<Certificate> chain{leaf, below.issuing.certificate};
    BOOST_TEST(outcome(below.policy, chain) == "pass");
    const TimePoint later = below.issuing.certificate.not_after() + Seconds(1);
    BOOST_TEST(outcome(judged(below.policy, chain, PeerRole::client, later)) == "fail expired");
}

BOOST_AUTO_TEST_CASE(what_is_known_counts_against_the_bound_all_the_same) {
    Below below;
    const std::vector<Certificate> chain{below.leaf(), below.issuing.certificate};
    BOOST_TEST(outcome(below.policy, chain) == "pass");
    below.policy.limits.max_signatures = 1;
    BOOST_TEST(!judged(below.policy, chain).passed());
}

BOOST_AUTO_TEST_CASE(another_set_of_anchors_knows_nothing) {
    const Below below;
    const std::vector<Certificate> chain{below.leaf(), below.issuing.certificate};
    BOOST_TEST(outcome(below.policy, chain) == "pass");
    const Party other = forge_root(authority("Root"));
    BOOST_TEST(outcome(trusting({other.certificate}), chain) == "fail bad_signature");
}

BOOST_AUTO_TEST_CASE(is_bounded) {
    const Below below;
    const std::size_t more = detail::IssuerMemory::max_keys + 10;
    for (std::size_t i = 0; i < more; ++i) {
        const Party issuing = forge(below.root, authority("Issuing " + std::to_string(i)));
        const Certificate leaf = forge(issuing, edge()).certificate;
        BOOST_TEST(judged(below.policy, {leaf, issuing.certificate}).passed());
    }
    BOOST_TEST(below.memory().remembered_keys() == detail::IssuerMemory::max_keys);
    BOOST_TEST(below.memory().remembered_signatures() == more);
}

BOOST_AUTO_TEST_CASE(serves_several_threads) {
    const Below below;
    const ChainValidator validator(below.policy, PeerRole::client);
    std::vector<Certificate> leaves;
    for (int i = 0; i < 8; ++i) leaves.push_back(below.leaf());
    std::vector<int> passed(8, 0);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < leaves.size(); ++i)
        threads.emplace_back([&, i] {
            const Chain chain({leaves[i], below.issuing.certificate});
            for (int round = 0; round < 20; ++round)
                passed[i] += validator.judge(chain, *Evidence::none(), test_now()).passed() ? 1 : 0;
        });
    for (std::thread& thread : threads) thread.join();
    for (const int count : passed) BOOST_TEST(count == 20);
}

BOOST_AUTO_TEST_SUITE_END()
