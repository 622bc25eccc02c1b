// What strangers may present to buy time or memory (RFC 4158 §2.4, §5.2; RFC 5280 §4.2.1.10): each
// ends in a verdict with a reason, soon, and without much memory.
#include "support/case_table.hpp"
#include "support/crafted_certificate.hpp"
#include "support/expect_error.hpp"
#include "trust/in_bounds.hpp"

using namespace domainsec;
using namespace domainsec::test;
using namespace domainsec::test::in_bounds;

namespace {

/// A straight chain below the root, leaf first, with that many certificates, the root included.
std::vector<Certificate> straight(std::size_t length) {
    std::vector<Certificate> chain;
    Party issuer = root();
    for (std::size_t i = 0; i + 2 < length; ++i) {
        issuer = forge(issuer, authority("Level " + std::to_string(i)), key(i));
        chain.insert(chain.begin(), issuer.certificate);
    }
    chain.insert(chain.begin(), forge(issuer, edge()).certificate);
    return chain;
}

struct LengthRow {
    std::string name;
    std::size_t length;
    std::size_t limit;
    std::string expected;
};

void check_length(const LengthRow& row) {
    TrustPolicy policy = trusting_root();
    policy.limits.max_path_length = row.limit;
    const auto report = judged_in_time(policy, straight(row.length));
    BOOST_TEST(outcome(report) == row.expected);
    if (report.passed()) {
        BOOST_TEST(report.path.size() == row.length);
    } else {
        BOOST_TEST(rule_of(report, TrustReason::limit_exceeded) == "RFC 4158 §2.4");
    }
}

/// Limits that a policy may not have: zero never means unlimited.
struct LimitRow {
    std::string name;
    std::size_t ValidationLimits::*field;
    std::size_t value;
};

void check_limit(const LimitRow& row) {
    TrustPolicy policy = trusting_root();
    policy.limits.*row.field = row.value;
    expect_error(errc::invalid_argument, row.name.substr(0, row.name.find("_of_")),
                 [&] { ChainValidator(policy, PeerRole::client); });
}

Spec with_names(std::size_t count, const std::string& tail) {
    Bytes names = dns_name("mail.fabrikam.example");
    for (std::size_t i = 1; i < count; ++i) {
        const Bytes name = dns_name("h" + std::to_string(i) + tail);
        names.insert(names.end(), name.begin(), name.end());
    }
    Spec spec;
    spec.extensions = {{"2.5.29.17", false, tlv(0x30, names)}};
    return spec;
}

/// An authority that may issue for none of `count` domains.
Party excluding(std::size_t count) {
    Bytes subtrees;
    for (std::size_t i = 0; i < count; ++i) {
        const Bytes one = tlv(0x30, dns_name("x" + std::to_string(i) + ".contoso.example"));
        subtrees.insert(subtrees.end(), one.begin(), one.end());
    }
    return forge(root(),
                 authority("Constrained", {{"2.5.29.30", true, tlv(0x30, tlv(0xA1, subtrees))}}));
}

std::string with_names_and_exclusions(std::size_t names, std::size_t exclusions) {
    const Party issuer = excluding(exclusions);
    return outcome_in_time(
        trusting_root(), {forge(issuer, with_names(names, ".x")).certificate, issuer.certificate});
}

constexpr auto path_limit = &ValidationLimits::max_path_length;
constexpr auto paths_limit = &ValidationLimits::max_paths;
constexpr auto signature_limit = &ValidationLimits::max_signatures;

}  // namespace

BOOST_AUTO_TEST_SUITE(bounds)

// RFC 4158 §5.2: a name and key come once in a path, so that loops end.
BOOST_AUTO_TEST_CASE(loop_of_two) {
    BOOST_TEST(outcome_in_time(trusting_root(),
                               {leaf_of("A", key(1)), cross("A", key(1), "B", key(2)),
                                cross("B", key(2), "A", key(1))}) == "fail incomplete_chain");
}

BOOST_AUTO_TEST_CASE(loop_of_three) {
    BOOST_TEST(outcome_in_time(trusting_root(),
                               {leaf_of("A", key(1)), cross("A", key(1), "B", key(2)),
                                cross("B", key(2), "C", key(3)),
                                cross("C", key(3), "A", key(1))}) == "fail incomplete_chain");
}

BOOST_AUTO_TEST_CASE(loop_beside_a_way_out) {
    const auto report = judged_in_time(
        trusting_root(),
        {leaf_of("A", key(1)), cross("A", key(1), "B", key(2)), cross("B", key(2), "A", key(1)),
         forge_with(root_key(), root().name, authority("A"), key(1).public_key())});
    BOOST_TEST(outcome(report) == "pass");
    BOOST_TEST(report.path.size() == 3u);
}

BOOST_AUTO_TEST_CASE(self_signed_authority_that_nobody_named) {
    BOOST_TEST(
        outcome_in_time(trusting_root(), {leaf_of("A", key(1)), cross("A", key(1), "A", key(1))}) ==
        "fail untrusted_root");
}

BOOST_AUTO_TEST_CASE(self_issued_loop_of_two_keys) {  // RFC 5280 §6.1: self-issued, not self-signed
    BOOST_TEST(outcome_in_time(trusting_root(),
                               {leaf_of("A", key(1)), cross("A", key(1), "A", key(2)),
                                cross("A", key(2), "A", key(1))}) == "fail untrusted_root");
}

BOOST_AUTO_TEST_CASE(leaf_in_its_own_chain) {
    const Certificate one = leaf(edge());
    BOOST_TEST(outcome_in_time(trusting_root(), {one, one, one, one}) == "pass");
}

BOOST_AUTO_TEST_CASE(leaf_that_names_itself_as_issuer) {
    Spec spec = edge();
    spec.subject = "A";
    const Certificate one = forge_with(*key(1).data().botan_key, detail::encode_name("A", ""), spec,
                                       key(1).public_key());
    BOOST_TEST(outcome_in_time(trusting_root(), {one, one}) == "fail untrusted_root");
}

// RFC 4158 §2.4: as many ways as there are orders of the keys.
BOOST_AUTO_TEST_CASE(two_hundred_certificates_of_one_name) {
    constexpr std::size_t keys = 14;
    std::vector<Certificate> chain{leaf_of("Twin", key(0))};
    for (std::size_t i = 0; i < keys * keys; ++i)
        chain.push_back(cross("Twin", key(i / keys), "Twin", key(i % keys)));
    const auto report = judged_in_time(trusting_root(), chain);
    BOOST_TEST(!report.passed());
    BOOST_REQUIRE(finding(report, TrustReason::limit_exceeded) != nullptr);
    BOOST_TEST(rule_of(report, TrustReason::limit_exceeded) == "RFC 4158 §2.4");
}

BOOST_AUTO_TEST_CASE(two_hundred_renewals_of_one_authority) {  // one key: one signature, many ways
    Spec old = authority("A");
    old.not_after = test_now() - std::chrono::days(1);
    std::vector<Certificate> chain{leaf_of("A", key(1))};
    for (int i = 0; i < 200; ++i)
        chain.push_back(forge_with(root_key(), root().name, old, key(1).public_key()));
    const auto report = judged_in_time(trusting_root(), chain);
    BOOST_TEST(outcome(report) == "fail expired");
    BOOST_TEST(finding(report, TrustReason::limit_exceeded) != nullptr);
}

BOOST_AUTO_TEST_CASE(good_authority_among_two_hundred_strangers_of_its_name) {
    // RFC 4158 §3.5.12: key identifiers show which one it is.
    const Bytes right{1, 1, 1, 1};
    Spec good = authority("Twin", {detail::subject_key_identifier(right)});
    const Party issuer = forge(root(), good);
    std::vector<Certificate> chain{
        forge(issuer, edge({detail::authority_key_identifier(right)})).certificate};
    for (std::uint8_t i = 0; i < 200; ++i)
        chain.push_back(forge_with(root_key(), root().name,
                                   authority("Twin", {detail::subject_key_identifier({2, i})}),
                                   key(i % 20).public_key()));
    chain.push_back(issuer.certificate);
    BOOST_TEST(outcome_in_time(trusting_root(), chain) == "pass");
}

BOOST_AUTO_TEST_CASE(two_hundred_anchors_of_one_name) {
    std::vector<Certificate> anchors;
    for (std::size_t i = 0; i < 200; ++i)
        anchors.push_back(cross("Fabrikam Root", key(i % 100), "Fabrikam Root", key(i % 100)));
    const auto report = judged_in_time(trusting(anchors), {leaf(edge())});
    BOOST_TEST(!report.passed());
    BOOST_TEST(finding(report, TrustReason::limit_exceeded) != nullptr);
}

BOOST_AUTO_TEST_CASE(as_many_certificates_as_are_read) {
    std::vector<Certificate> chain(256, root().certificate);
    chain.front() = leaf(edge());
    BOOST_TEST(outcome_in_time(trusting_root(), chain) == "pass");
}

BOOST_AUTO_TEST_CASE(one_certificate_more_than_is_read) {
    std::vector<Certificate> chain(257, root().certificate);
    chain.front() = leaf(edge());
    const auto report = judged_in_time(trusting_root(), chain);
    BOOST_TEST(outcome(report) == "fail limit_exceeded");
    BOOST_TEST(rule_of(report, TrustReason::limit_exceeded) == "RFC 8446 §4.4.2");
}

BOOST_AUTO_TEST_CASE(chain_of_256_links_in_a_row) {
    BOOST_TEST(outcome_in_time(trusting_root(), straight(257)) == "fail limit_exceeded");
}

const CaseTable<LengthRow> path_lengths(
    {
        {"path_of_2_within_10", 2, 10, "pass"},
        {"path_of_10_within_10", 10, 10, "pass"},
        {"path_of_11_within_10", 11, 10, "fail limit_exceeded"},
        {"path_of_11_within_11", 11, 11, "pass"},
        {"path_of_32_within_10", 32, 10, "fail limit_exceeded"},
        {"path_of_32_within_32", 32, 32, "pass"},
        {"path_of_33_within_32", 33, 32, "fail limit_exceeded"},
        {"path_of_2_within_1", 2, 1, "fail limit_exceeded"},
    },
    check_length);

const CaseTable<LimitRow> limits(
    {
        {"max_path_length_of_0", path_limit, 0},
        {"max_path_length_of_33", path_limit, 33},
        {"max_paths_of_0", paths_limit, 0},
        {"max_paths_of_1001", paths_limit, 1001},
        {"max_signatures_of_0", signature_limit, 0},
        {"max_signatures_of_1001", signature_limit, 1001},
    },
    check_limit);

BOOST_AUTO_TEST_CASE(one_path_is_enough_for_a_good_one) {
    TrustPolicy policy = trusting_root();
    policy.limits.max_paths = 1;
    BOOST_TEST(outcome_in_time(policy, straight(5)) == "pass");
}

BOOST_AUTO_TEST_CASE(paths_beyond_the_bound_are_not_tried) {
    Spec old = authority("A");
    old.not_after = test_now() - std::chrono::days(1);
    std::vector<Certificate> chain{leaf_of("A", key(1))};
    for (int i = 0; i < 4; ++i)
        chain.push_back(forge_with(root_key(), root().name, old, key(1).public_key()));
    TrustPolicy policy = trusting_root();
    policy.limits.max_paths = 4;
    BOOST_TEST(finding(judged_in_time(policy, chain), TrustReason::limit_exceeded) == nullptr);
    policy.limits.max_paths = 3;
    const auto report = judged_in_time(policy, chain);
    BOOST_REQUIRE(finding(report, TrustReason::limit_exceeded) != nullptr);
    BOOST_TEST(contains(finding(report, TrustReason::limit_exceeded)->expected, "max_paths = 3"));
}

BOOST_AUTO_TEST_CASE(as_many_signatures_as_the_path_has) {
    TrustPolicy policy = trusting_root();
    policy.limits.max_signatures = 4;
    BOOST_TEST(outcome_in_time(policy, straight(5)) == "pass");
    policy.limits.max_signatures = 3;
    const auto report = judged_in_time(policy, straight(5));
    BOOST_TEST(!report.passed());
    BOOST_REQUIRE(finding(report, TrustReason::limit_exceeded) != nullptr);
    BOOST_TEST(
        contains(finding(report, TrustReason::limit_exceeded)->expected, "max_signatures = 3"));
}

// RFC 5280 §4.2.1.10: names times constraints.
BOOST_AUTO_TEST_CASE(names_times_constraints_within_the_budget) {
    BOOST_TEST(with_names_and_exclusions(1000, 90) == "pass");
}

BOOST_AUTO_TEST_CASE(names_times_constraints_beyond_the_budget) {
    BOOST_TEST(with_names_and_exclusions(1000, 110) == "fail limit_exceeded");
}

BOOST_AUTO_TEST_CASE(thousands_of_names_times_thousands_of_constraints) {
    BOOST_TEST(with_names_and_exclusions(6000, 2000) == "fail limit_exceeded");
}

BOOST_AUTO_TEST_CASE(ten_thousand_names) {
    const Bytes der = certificate_with_names(TestCa("Fabrikam CA"), 10'000);
    BOOST_TEST(contains(reading(der), "at most 65536"));
}

BOOST_AUTO_TEST_CASE(ten_thousand_short_names_and_one_constraint) {
    Bytes names = dns_name("mail.fabrikam.example");
    for (int i = 0; i < 10'000; ++i) names.insert(names.end(), {0x82, 3, 'a', '.', 'b'});
    Spec spec;
    spec.extensions = {{"2.5.29.17", false, tlv(0x30, names)}};
    const Party issuer = excluding(1);
    BOOST_TEST(outcome_in_time(trusting_root(),
                               {forge(issuer, spec).certificate, issuer.certificate}) == "pass");
}

BOOST_AUTO_TEST_CASE(thousands_of_usages) {  // RFC 5280 §4.2.1.12
    std::vector<std::string> usages(5000, "1.3.6.1.5.5.7.3.4");
    usages.push_back("1.3.6.1.5.5.7.3.2");
    const auto certificate = leaf(edge({detail::extended_key_usage(usages)}));
    BOOST_TEST(outcome_in_time(trusting_root(), {certificate}) == "pass");
}

BOOST_AUTO_TEST_CASE(thousand_distribution_points_ask_for_few) {  // RFC 5280 §4.2.1.13
    std::vector<std::string> uris;
    for (int i = 0; i < 1000; ++i) uris.push_back("http://crl.example/" + std::to_string(i));
    TrustPolicy policy = trusting_root();
    policy.revocation = RevocationMode::hard;
    const auto report =
        judged_in_time(policy, {leaf(edge({detail::crl_distribution_points(uris)}))});
    BOOST_TEST(report.pending.size() <= 8u);
    BOOST_TEST(!report.passed());
}

BOOST_AUTO_TEST_SUITE_END()
