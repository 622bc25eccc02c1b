// Ways from a leaf to an anchor (RFC 5280 §6.1, RFC 4158), and bounds on looking for them.
#include <chrono>

#include "pki/private_key_data.hpp"
#include "trust/judging.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

const Party& root() {
    static const Party party = forge_root(authority("Fabrikam Root"));
    return party;
}

const Party& middle() {
    static const Party party = forge(root(), authority("Fabrikam Issuing"));
    return party;
}

const Certificate& leaf() {
    static const Certificate certificate = forge(middle(), edge()).certificate;
    return certificate;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(path)

BOOST_AUTO_TEST_CASE(chain_to_an_anchor_passes) {  // RFC 5280 §6.1
    const auto report = judged(trusting({root().certificate}), {leaf(), middle().certificate});
    BOOST_TEST(outcome(report) == "pass");
    BOOST_TEST(report.path.size() == 3u);
    BOOST_TEST((report.path.back() == root().certificate));
    BOOST_TEST(report.method_tag == "pkix");
}

BOOST_AUTO_TEST_CASE(root_may_be_presented_too) {
    BOOST_TEST(outcome(trusting({root().certificate}),
                       {leaf(), middle().certificate, root().certificate}) == "pass");
}

BOOST_AUTO_TEST_CASE(order_and_strangers_make_no_difference) {  // RFC 8446 §4.4.2
    const Party stranger = forge_root(authority("Stranger"));
    BOOST_TEST(outcome(trusting({root().certificate}),
                       {leaf(), root().certificate, stranger.certificate, middle().certificate}) ==
               "pass");
}

BOOST_AUTO_TEST_CASE(intermediate_may_be_the_anchor) {  // RFC 5280 §6.1.1(d)
    const auto report = judged(trusting({middle().certificate}), {leaf()});
    BOOST_TEST(outcome(report) == "pass");
    BOOST_TEST(report.path.size() == 2u);
}

BOOST_AUTO_TEST_CASE(missing_intermediate_is_named) {  // RFC 5280 §6.1.3(a)(4)
    const auto report = judged(trusting({root().certificate}), {leaf()});
    BOOST_TEST(outcome(report) == "fail incomplete_chain");
    BOOST_TEST(report.findings.front().seen.find("Fabrikam Issuing") != std::string::npos);
    BOOST_TEST(report.path.empty());
}

BOOST_AUTO_TEST_CASE(unknown_root_is_untrusted) {  // RFC 5280 §6.1.1(d)
    const Party other = forge_root(authority("Other Root"));
    const auto report =
        judged(trusting({other.certificate}), {leaf(), middle().certificate, root().certificate});
    BOOST_TEST(outcome(report) == "fail untrusted_root");
    BOOST_TEST(*report.findings.front().certificate == 2u);
}

BOOST_AUTO_TEST_CASE(anchor_with_the_name_of_another_signs_nothing) {  // RFC 5280 §6.1.3(a)(1)
    const Party impostor = forge_root(authority("Fabrikam Root"));
    BOOST_TEST(outcome(trusting({impostor.certificate}), {leaf(), middle().certificate}) ==
               "fail bad_signature");
}

BOOST_AUTO_TEST_CASE(changed_octet_breaks_the_signature) {  // RFC 5280 §6.1.3(a)(1)
    Bytes der = leaf().der();
    der.back() ^= 1;
    const auto changed = Certificate::from_der(der);
    BOOST_REQUIRE(changed.has_value());
    BOOST_TEST(outcome(trusting({root().certificate}), {*changed, middle().certificate}) ==
               "fail bad_signature");
}

BOOST_AUTO_TEST_CASE(key_identifiers_tell_a_stranger_of_the_same_name) {  // RFC 5280 §4.2.1.1
    const Bytes real{1, 1, 1}, other{2, 2, 2};
    const Party real_root = forge_root(authority("Twin", {detail::subject_key_identifier(real)}));
    const Party twin = forge_root(authority("Twin", {detail::subject_key_identifier(other)}));
    const auto certificate =
        forge(real_root, edge({detail::authority_key_identifier(real)})).certificate;
    BOOST_TEST(outcome(trusting({twin.certificate, real_root.certificate}), {certificate}) ==
               "pass");
    BOOST_TEST(outcome(trusting({twin.certificate}), {certificate}) == "fail incomplete_chain");
}

BOOST_AUTO_TEST_CASE(explicitly_trusted_certificate_needs_no_issuer) {
    const auto identity = self_signed({"mail.fabrikam.example"});
    const auto report = judged(trusting({identity.chain.leaf()}), identity.chain.certificates());
    BOOST_TEST(outcome(report) == "pass");
    BOOST_TEST(report.path.size() == 1u);
}

BOOST_AUTO_TEST_CASE(explicitly_trusted_certificate_still_needs_dates_name_and_usage) {
    const auto old = self_signed({"mail.fabrikam.example"}, expired());
    BOOST_TEST(outcome(trusting({old.chain.leaf()}), old.chain.certificates()) == "fail expired");
    const auto other = self_signed({"mail.contoso.example"});
    BOOST_TEST(outcome(trusting({other.chain.leaf()}), other.chain.certificates()) ==
               "fail name_mismatch");
    const auto server = self_signed({"mail.fabrikam.example"}, server_only());
    BOOST_TEST(outcome(trusting({server.chain.leaf()}), server.chain.certificates()) ==
               "fail wrong_usage");
}

BOOST_AUTO_TEST_CASE(self_signed_certificate_that_nobody_named_is_untrusted) {
    const auto identity = self_signed({"mail.fabrikam.example"});
    BOOST_TEST(outcome(trusting({root().certificate}), identity.chain.certificates()) ==
               "fail untrusted_root");
}

BOOST_AUTO_TEST_CASE(cross_certificate_gives_a_second_way) {  // RFC 4158 §2.4
    const Party new_root = forge_root(authority("New Root"));
    const Certificate cross = forge(new_root, authority("Fabrikam Root"), root().key).certificate;
    const auto report =
        judged(trusting({new_root.certificate}), {leaf(), middle().certificate, cross});
    BOOST_TEST(outcome(report) == "pass");
    BOOST_TEST(report.path.size() == 4u);
}

BOOST_AUTO_TEST_CASE(expired_way_is_left_for_a_good_one) {  // RFC 4158 §2.4
    Spec old = authority("Fabrikam Issuing");
    old.not_after = test_now() - std::chrono::days(1);
    const Certificate expired_middle = forge(root(), old, middle().key).certificate;
    const auto report =
        judged(trusting({root().certificate}), {leaf(), expired_middle, middle().certificate});
    BOOST_TEST(outcome(report) == "pass");
    BOOST_TEST((report.path[1] == middle().certificate));
}

BOOST_AUTO_TEST_CASE(best_of_several_bad_ways_is_reported) {
    Spec old = authority("Fabrikam Issuing");
    old.not_after = test_now() - std::chrono::days(1);
    Spec worse = old;
    worse.extensions.clear();
    const auto report = judged(trusting({root().certificate}),
                               {leaf(), forge(root(), worse, middle().key).certificate,
                                forge(root(), old, middle().key).certificate});
    BOOST_TEST(outcome(report) == "fail expired");
    BOOST_TEST(report.findings.size() == 1u);
}

BOOST_AUTO_TEST_CASE(path_of_the_longest_length_passes_and_one_more_does_not) {
    std::vector<Certificate> chain;
    Party issuer = root();
    for (int i = 0; i < 3; ++i) {
        issuer = forge(issuer, authority("Level " + std::to_string(i)));
        chain.insert(chain.begin(), issuer.certificate);
    }
    chain.insert(chain.begin(), forge(issuer, edge()).certificate);
    TrustPolicy policy = trusting({root().certificate});
    policy.limits.max_path_length = 5;
    BOOST_TEST(outcome(policy, chain) == "pass");
    policy.limits.max_path_length = 4;
    BOOST_TEST(outcome(policy, chain) == "fail limit_exceeded");
}

BOOST_AUTO_TEST_CASE(loops_come_to_an_end) {  // RFC 4158 §5.2
    const PrivateKey a = PrivateKey::generate(KeyAlgorithm::ecdsa_p256);
    const PrivateKey b = PrivateKey::generate(KeyAlgorithm::ecdsa_p256);
    const Bytes name_a = detail::encode_name("A", ""), name_b = detail::encode_name("B", "");
    const auto a_by_b = forge_with(*b.data().botan_key, name_b, authority("A"), a.public_key());
    const auto b_by_a = forge_with(*a.data().botan_key, name_a, authority("B"), b.public_key());
    const auto certificate = forge({a_by_b, a, name_a}, edge()).certificate;
    BOOST_TEST(outcome(trusting({root().certificate}), {certificate, a_by_b, b_by_a}) ==
               "fail incomplete_chain");
}

BOOST_AUTO_TEST_CASE(two_hundred_twins_are_bounded) {
    // One name, fourteen keys, and each key certified by each: exponentially many ways that lead
    // nowhere.
    constexpr std::size_t keys = 14;
    const Bytes name = detail::encode_name("Twin", "");
    const auto key = [](std::size_t i) { return pooled_key(KeyAlgorithm::ecdsa_p256, i); };
    std::vector<Certificate> chain{
        forge_with(*key(0).data().botan_key, name, edge(), key(keys).public_key())};
    for (std::size_t i = 0; i < keys * keys; ++i)
        chain.push_back(forge_with(*key(i % keys).data().botan_key, name, authority("Twin"),
                                   key(i / keys).public_key()));
    const auto begin = std::chrono::steady_clock::now();
    const auto report = judged(trusting({root().certificate}), chain);
    const auto time = std::chrono::steady_clock::now() - begin;
    BOOST_TEST(outcome(report).find("fail") == 0u);
    BOOST_TEST(finding(report, TrustReason::limit_exceeded) != nullptr);
    BOOST_TEST(time < std::chrono::seconds(2));  // 50 ms, with room for sanitizers.
}

BOOST_AUTO_TEST_CASE(number_of_signatures_is_a_reported_bound) {
    TrustPolicy policy = trusting({root().certificate});
    policy.limits.max_signatures = 1;
    const auto report = judged(policy, {leaf(), middle().certificate});
    BOOST_TEST(outcome(report).find("fail") == 0u);
    BOOST_REQUIRE(finding(report, TrustReason::limit_exceeded) != nullptr);
    BOOST_TEST(finding(report, TrustReason::limit_exceeded)->expected.find("max_signatures") !=
               std::string::npos);
}

BOOST_AUTO_TEST_CASE(signatures_of_slow_keys_count_for_several) {
    const PrivateKey slow = pooled_key(KeyAlgorithm::ecdsa_p384);
    const Party issuing = forge(root(), authority("Slow"), slow);
    TrustPolicy policy = trusting({root().certificate});
    const std::vector<Certificate> chain{forge(issuing, edge()).certificate, issuing.certificate};
    policy.limits.max_signatures = 3;  // P-384 counts for two, P-256 for one.
    BOOST_TEST(outcome(policy, chain) == "pass");
    policy.limits.max_signatures = 2;
    BOOST_TEST(outcome(policy, chain).find("fail") == 0u);
}

BOOST_AUTO_TEST_CASE(number_of_paths_is_a_reported_bound) {
    Spec old = authority("Fabrikam Issuing");
    old.not_after = test_now() - std::chrono::days(1);
    std::vector<Certificate> chain{leaf()};
    for (int i = 0; i < 3; ++i) chain.push_back(forge(root(), old, middle().key).certificate);
    TrustPolicy policy = trusting({root().certificate});
    policy.limits.max_paths = 2;
    const auto report = judged(policy, chain);
    BOOST_TEST(outcome(report) == "fail expired");
    BOOST_TEST(finding(report, TrustReason::limit_exceeded)->expected.find("max_paths") !=
               std::string::npos);
}

BOOST_AUTO_TEST_CASE(absurdly_many_certificates_are_not_read) {
    const std::vector<Certificate> chain(300, leaf());
    BOOST_TEST(outcome(trusting({root().certificate}), chain) == "fail limit_exceeded");
}

BOOST_AUTO_TEST_CASE(empty_chain_has_no_certificate) {  // RFC 8446 §4.4.2
    BOOST_TEST(outcome(trusting({root().certificate}), {}) == "fail no_certificate");
}

BOOST_AUTO_TEST_CASE(names_chain_without_regard_to_case_and_spaces) {  // RFC 5280 §7.1
    const auto certificate =
        forge_with(*root().key.data().botan_key, detail::encode_name("FABRIKAM   root ", ""),
                   edge(), PrivateKey::generate(KeyAlgorithm::ecdsa_p256).public_key());
    BOOST_TEST(outcome(trusting({root().certificate}), {certificate}) == "pass");
}

BOOST_AUTO_TEST_CASE(machine_roots_are_a_set_of_anchors) {
    const auto roots = AnchorSet::system();
    BOOST_TEST(roots->certificates().size() > 10u);
    TrustPolicy policy = trusting({root().certificate});
    policy.method = TrustMethod::system;
    policy.anchors = roots;
    const auto report = judged(policy, {leaf(), middle().certificate, root().certificate});
    BOOST_TEST(outcome(report) == "fail untrusted_root");
}

BOOST_AUTO_TEST_SUITE_END()
