// Extensions that are critical, unreadable, double, or ask for policies (RFC 5280 §4.2).
#include "trust/judging.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

const Party& root() {
    static const Party party = forge_root(authority("Fabrikam Root"));
    return party;
}

ValidationReport leaf_with(const detail::RawExtension& extension) {
    return judged(trusting({root().certificate}), {forge(root(), edge({extension})).certificate});
}

ValidationReport authority_with(const detail::RawExtension& extension) {
    const Party middle = forge(root(), authority("Issuing", {extension}));
    return judged(trusting({root().certificate}),
                  {forge(middle, edge()).certificate, middle.certificate});
}

const std::string unknown = "1.3.6.1.4.1.99999.1";

}  // namespace

BOOST_AUTO_TEST_SUITE(extensions)

BOOST_AUTO_TEST_CASE(unknown_critical_extension_is_refused) {  // RFC 5280 §4.2
    const auto in_leaf = leaf_with({unknown, true, tlv(0x05, Bytes{})});
    BOOST_TEST(outcome(in_leaf) == "fail unknown_critical_extension");
    BOOST_TEST(in_leaf.findings.front().seen.find(unknown) != std::string::npos);
    BOOST_TEST(rule_of(in_leaf, TrustReason::unknown_critical_extension) == "RFC 5280 §6.1.5(f)");
    const auto above = authority_with({unknown, true, tlv(0x05, Bytes{})});
    BOOST_TEST(rule_of(above, TrustReason::unknown_critical_extension) == "RFC 5280 §6.1.4(o)");
}

BOOST_AUTO_TEST_CASE(unknown_extension_that_is_not_critical_is_passed_over) {
    BOOST_TEST(outcome(leaf_with({unknown, false, tlv(0x05, Bytes{})})) == "pass");
}

BOOST_AUTO_TEST_CASE(poison_of_certificate_transparency_is_refused) {  // RFC 6962 §3.1
    BOOST_TEST(outcome(leaf_with({"1.3.6.1.4.1.11129.2.4.3", true, tlv(0x05, Bytes{})})) ==
               "fail unknown_critical_extension");
}

BOOST_AUTO_TEST_CASE(unreadable_extensions_are_never_taken_as_absent) {
    for (const char* const oid : {"2.5.29.15", "2.5.29.19", "2.5.29.30", "2.5.29.31", "2.5.29.35",
                                  "2.5.29.36", "2.5.29.37"})
        BOOST_TEST(outcome(leaf_with({oid, false, Bytes{0x30, 0x03, 0x01}})) ==
                   "permerror malformed");
}

BOOST_AUTO_TEST_CASE(empty_lists_are_malformed) {  // RFC 5280 §4.2.1.6, §4.2.1.12
    for (const char* const oid : {"2.5.29.30", "2.5.29.31", "2.5.29.36", "2.5.29.37"})
        BOOST_TEST(outcome(leaf_with({oid, false, tlv(0x30, Bytes{})})) == "permerror malformed");
}

BOOST_AUTO_TEST_CASE(policies_make_no_difference_when_nobody_asks) {  // RFC 5280 §6.1.1(c)
    const Bytes policies = tlv(0x30, tlv(0x30, tlv(0x06, "\x2A\x03\x04")));
    BOOST_TEST(outcome(leaf_with({"2.5.29.32", true, policies})) == "pass");
}

BOOST_AUTO_TEST_CASE(demand_for_a_policy_is_heard) {  // RFC 5280 §6.1.3(f)
    const Bytes explicit_policy = tlv(0x30, tlv(0x80, std::string_view("\0", 1)));
    BOOST_TEST(outcome(authority_with({"2.5.29.36", true, explicit_policy})) ==
               "fail policy_violated");
    const Bytes inhibit_mapping = tlv(0x30, tlv(0x81, std::string_view("\0", 1)));
    BOOST_TEST(outcome(authority_with({"2.5.29.36", true, inhibit_mapping})) == "pass");
}

BOOST_AUTO_TEST_CASE(algorithms_inside_and_outside_must_agree) {  // RFC 5280 §4.1.1.2
    // ECDSA with SHA-256 becomes SHA-384 in the outer field: the last octet of its identifier.
    Bytes der = forge(root(), edge()).certificate.der();
    const std::string_view oid = "\x2A\x86\x48\xCE\x3D\x04\x03\x02";
    const std::size_t outer = std::string(text_of(der)).rfind(oid);
    der[outer + oid.size() - 1] = 3;
    const auto certificate = Certificate::from_der(der);
    if (!certificate) return;  // The parser may refuse it as well.
    const auto report = judged(trusting({root().certificate}), {*certificate});
    BOOST_TEST(outcome(report) == "permerror malformed");
    BOOST_TEST(rule_of(report, TrustReason::malformed) == "RFC 5280 §4.1.1.2");
}

BOOST_AUTO_TEST_CASE(thousands_of_extensions_are_not_read) {
    std::vector<detail::RawExtension> many;
    for (int i = 0; i < 2000; ++i)
        many.push_back({"1.3.6.1.4.1.99999." + std::to_string(i), true, tlv(0x05, Bytes{})});
    const auto report =
        judged(trusting({root().certificate}), {forge(root(), edge(std::move(many))).certificate});
    BOOST_TEST(outcome(report) == "permerror malformed");
    BOOST_TEST(report.findings.size() < 20u);
}

BOOST_AUTO_TEST_CASE(double_extension_is_malformed) {  // RFC 5280 §4.2
    try {
        const auto report = leaf_with(alternative_names({dns_name("mail.contoso.example")}));
        BOOST_TEST(outcome(report) == "permerror malformed");
    } catch (const std::invalid_argument& refused) {
        BOOST_TEST_MESSAGE(refused.what());  // By the parser.
    }
}

BOOST_AUTO_TEST_SUITE_END()
