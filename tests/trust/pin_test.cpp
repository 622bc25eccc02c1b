// Pinned keys: the leaf's SubjectPublicKeyInfo and nothing else (RFC 7469 §2.4).
#include "trust/judging.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

TrustPolicy pinning(std::vector<Sha256Digest> pins) {
    TrustPolicy policy;
    policy.method = TrustMethod::pin;
    policy.pins = std::move(pins);
    return policy;
}

constexpr Sha256Digest other{1, 2, 3};

}  // namespace

BOOST_AUTO_TEST_SUITE(pin)

BOOST_AUTO_TEST_CASE(pinned_key_passes) {
    const auto identity = self_signed({"mail.fabrikam.example"});
    const auto report = judged(pinning({identity.chain.leaf().spki_sha256(), other}),
                               identity.chain.certificates());
    BOOST_TEST(outcome(report) == "pass");
    BOOST_TEST(report.findings.empty());
    BOOST_TEST(report.method_tag == "pin");
    BOOST_TEST(report.path.size() == 1u);
    BOOST_TEST(!report.matched_identity.has_value());
}

BOOST_AUTO_TEST_CASE(next_key_passes_too) {
    const auto identity = self_signed({"mail.fabrikam.example"});
    BOOST_TEST(outcome(pinning({other, identity.chain.leaf().spki_sha256()}),
                       identity.chain.certificates()) == "pass");
}

BOOST_AUTO_TEST_CASE(other_key_fails) {
    const auto identity = self_signed({"mail.fabrikam.example"});
    BOOST_TEST(outcome(pinning({other}), identity.chain.certificates()) == "fail pin_mismatch");
}

BOOST_AUTO_TEST_CASE(key_of_an_authority_does_not_count) {
    const TestCa ca("Fabrikam CA");
    const TestCa issuing = ca.intermediate("Fabrikam Issuing");
    BOOST_TEST(outcome(pinning({issuing.certificate().spki_sha256()}),
                       issuing.issue({"mail.fabrikam.example"}).chain.certificates()) ==
               "fail pin_mismatch");
}

BOOST_AUTO_TEST_CASE(single_pin_is_a_warning) {
    const auto identity = self_signed({"mail.fabrikam.example"});
    const auto report =
        judged(pinning({identity.chain.leaf().spki_sha256()}), identity.chain.certificates());
    BOOST_TEST(outcome(report) == "pass");
    BOOST_TEST(rule_of(report, TrustReason::pin_only_current) == "RFC 7469 §4.3");
}

BOOST_AUTO_TEST_CASE(name_dates_usage_and_critical_extensions_are_ignored) {
    Spec spec;
    spec.not_after = test_now() - std::chrono::days(1);
    spec.extensions = {detail::extended_key_usage({"1.3.6.1.5.5.7.3.4"}),
                       {"1.3.6.1.4.1.99999.1", true, tlv(0x05, Bytes{})}};
    const Party party = forge_root(spec);
    BOOST_TEST(outcome(pinning({party.certificate.spki_sha256(), other}), {party.certificate}) ==
               "pass");
}

BOOST_AUTO_TEST_CASE(no_certificate_is_no_certificate) {
    BOOST_TEST(outcome(pinning({other}), {}) == "fail no_certificate");
}

BOOST_AUTO_TEST_SUITE_END()
