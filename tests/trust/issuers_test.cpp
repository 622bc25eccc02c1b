// Who may issue (RFC 5280 §4.2.1.9, §6.1.4 (k) to (n)).
#include "trust/judging.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

const Party& root() {
    static const Party party = forge_root(authority("Fabrikam Root"));
    return party;
}

ValidationReport below(const Spec& issuer) {
    const Party middle = forge(root(), issuer);
    return judged(trusting({root().certificate}),
                  {forge(middle, edge()).certificate, middle.certificate});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(issuers)

BOOST_AUTO_TEST_CASE(leaf_that_issues_is_no_authority) {  // RFC 5280 §6.1.4(k)
    const auto report = below(edge());
    BOOST_TEST(outcome(report) == "fail not_a_ca");
    BOOST_TEST(rule_of(report, TrustReason::not_a_ca) == "RFC 5280 §6.1.4(k)");
}

BOOST_AUTO_TEST_CASE(basic_constraints_must_say_authority) {  // RFC 5280 §6.1.4(k)
    Spec spec = authority("No CA");
    spec.extensions[0] = detail::basic_constraints(false, std::nullopt);
    BOOST_TEST(outcome(below(spec)) == "fail not_a_ca");
}

BOOST_AUTO_TEST_CASE(version_1_certificate_is_no_authority) {  // RFC 5280 §6.1.4(k)
    Spec spec = authority("Version 1");
    spec.version = 1;
    spec.extensions.clear();
    BOOST_TEST(outcome(below(spec)) == "fail not_a_ca");
}

BOOST_AUTO_TEST_CASE(key_usage_of_an_authority_needs_cert_sign) {  // RFC 5280 §6.1.4(n)
    Spec spec = authority("CRL Only");
    spec.extensions[1].content = tlv(0x03, "\x01\x02");
    const auto report = below(spec);
    BOOST_TEST(outcome(report) == "fail wrong_usage");
    BOOST_TEST(rule_of(report, TrustReason::wrong_usage) == "RFC 5280 §6.1.4(n)");
}

BOOST_AUTO_TEST_CASE(key_usage_may_be_absent) {
    Spec spec = authority("Without");
    spec.extensions.resize(1);
    BOOST_TEST(outcome(below(spec)) == "pass");
}

BOOST_AUTO_TEST_CASE(path_length_bounds_authorities_below) {  // RFC 5280 §6.1.4(l)(m)
    const Party top = forge(root(), authority("Top", {}, 0));
    const Party low = forge(top, authority("Low"));
    const auto policy = trusting({root().certificate});
    BOOST_TEST(outcome(policy, {forge(top, edge()).certificate, top.certificate}) == "pass");
    const auto report =
        judged(policy, {forge(low, edge()).certificate, low.certificate, top.certificate});
    BOOST_TEST(outcome(report) == "fail not_a_ca");
    BOOST_TEST(*report.findings.front().certificate == 2u);
    BOOST_TEST(rule_of(report, TrustReason::not_a_ca) == "RFC 5280 §6.1.4(l)(m)");
}

BOOST_AUTO_TEST_CASE(self_issued_certificates_do_not_count_for_path_length) {  // RFC 5280 §6.1.4(l)
    const Party top = forge(root(), authority("Rollover", {}, 0));
    const Party renewed = forge(top, authority("Rollover", {}, 0));
    BOOST_TEST(outcome(trusting({root().certificate}), {forge(renewed, edge()).certificate,
                                                        renewed.certificate, top.certificate}) ==
               "pass");
}

BOOST_AUTO_TEST_CASE(path_length_of_the_anchor_counts) {  // RFC 5937 §3.2
    const Party tight = forge_root(authority("Tight Root", {}, 0));
    const Party middle = forge(tight, authority("Middle"));
    BOOST_TEST(outcome(trusting({tight.certificate}),
                       {forge(middle, edge()).certificate, middle.certificate}) == "fail not_a_ca");
}

BOOST_AUTO_TEST_CASE(explicitly_trusted_leaf_issues_nothing) {  // RFC 5937 §3.2
    const Party trusted = forge_root(edge());
    const auto certificate = forge(trusted, edge()).certificate;
    BOOST_TEST(outcome(trusting({trusted.certificate}), {certificate}) == "fail not_a_ca");
}

BOOST_AUTO_TEST_SUITE_END()
