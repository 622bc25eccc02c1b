// The peer's name in its certificate (RFC 9525 §6, RFC 5280 §4.2.1.6).
#include "trust/judging.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

const Party& root() {
    static const Party party = forge_root(authority("Fabrikam Root"));
    return party;
}

std::string with_names(std::initializer_list<Bytes> names, bool wildcards = false,
                       const std::string& identity = "mail.fabrikam.example") {
    Spec spec;
    spec.extensions = {alternative_names(names)};
    TrustPolicy policy = trusting({root().certificate}, {identity});
    policy.wildcards = wildcards;
    return outcome(policy, {forge(root(), spec).certificate});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(identity)

BOOST_AUTO_TEST_CASE(exact_name_matches) {  // RFC 9525 §6.3
    BOOST_TEST(with_names({dns_name("mail.fabrikam.example")}) == "pass");
}

BOOST_AUTO_TEST_CASE(case_of_letters_makes_no_difference) {  // RFC 9525 §6.3
    BOOST_TEST(with_names({dns_name("MAIL.Fabrikam.Example")}) == "pass");
}

BOOST_AUTO_TEST_CASE(another_name_does_not) {  // RFC 9525 §6.2
    BOOST_TEST(with_names({dns_name("mail.contoso.example")}) == "fail name_mismatch");
}

BOOST_AUTO_TEST_CASE(parent_and_child_are_other_names) {
    BOOST_TEST(with_names({dns_name("fabrikam.example"), dns_name("a.mail.fabrikam.example")}) ==
               "fail name_mismatch");
}

BOOST_AUTO_TEST_CASE(common_name_never_counts) {  // RFC 9525 §2, §6.2
    Spec spec;
    spec.subject = "mail.fabrikam.example";
    const auto report = judged(trusting({root().certificate}), {forge(root(), spec).certificate});
    BOOST_TEST(outcome(report) == "fail name_mismatch");
    BOOST_TEST(finding(report, TrustReason::name_mismatch)->seen.find("common name") !=
               std::string::npos);
}

BOOST_AUTO_TEST_CASE(wildcard_is_off_by_default) {
    BOOST_TEST(with_names({dns_name("*.fabrikam.example")}) == "fail name_mismatch");
}

BOOST_AUTO_TEST_CASE(wildcard_stands_for_one_label) {  // RFC 9525 §6.3
    BOOST_TEST(with_names({dns_name("*.fabrikam.example")}, true) == "pass");
    BOOST_TEST(with_names({dns_name("*.example")}, true) == "fail name_mismatch");
    BOOST_TEST(with_names({dns_name("*.fabrikam.example")}, true, "fabrikam.example") ==
               "fail name_mismatch");
}

BOOST_AUTO_TEST_CASE(partial_and_inner_wildcards_are_no_patterns) {  // RFC 9525 §6.3
    BOOST_TEST(with_names({dns_name("m*.fabrikam.example"), dns_name("mail.*.example"),
                           dns_name("*.*.example"), dns_name("*")},
                          true) == "fail name_mismatch");
}

BOOST_AUTO_TEST_CASE(trailing_dot_and_nul_are_no_names) {  // RFC 5280 §4.2.1.6
    using namespace std::string_view_literals;
    BOOST_TEST(with_names({dns_name("mail.fabrikam.example."),
                           dns_name("mail.fabrikam.example\0.evil.example"sv),
                           dns_name(" mail.fabrikam.example")}) == "fail name_mismatch");
}

BOOST_AUTO_TEST_CASE(u_labels_in_a_certificate_are_no_names) {  // RFC 5280 §7.2
    BOOST_TEST(with_names({dns_name("m\xC3\xBCnchen.example")}, false, "xn--mnchen-3ya.example") ==
               "fail name_mismatch");
    BOOST_TEST(with_names({dns_name("xn--mnchen-3ya.example")}, false, "xn--mnchen-3ya.example") ==
               "pass");
}

BOOST_AUTO_TEST_CASE(other_forms_of_name_do_not_count) {  // RFC 9525 §6.2
    BOOST_TEST(with_names({uri_name("https://mail.fabrikam.example/"),
                           email_name("mail.fabrikam.example"), ip_name({192, 0, 2, 1})}) ==
               "fail name_mismatch");
}

BOOST_AUTO_TEST_CASE(any_of_several_identities_will_do) {
    Spec spec;
    spec.extensions = {alternative_names({dns_name("x.example"), dns_name("b.example")})};
    const auto report = judged(trusting({root().certificate}, {"a.example", "b.example"}),
                               {forge(root(), spec).certificate});
    BOOST_TEST(outcome(report) == "pass");
    BOOST_TEST(report.matched_identity->str() == "b.example");
}

BOOST_AUTO_TEST_CASE(thousands_of_names_are_looked_through) {
    Bytes names;
    for (int i = 0; i < 2500; ++i) {
        const Bytes name = dns_name("n" + std::to_string(i) + ".example");
        names.insert(names.end(), name.begin(), name.end());
    }
    Spec spec;
    spec.extensions = {{"2.5.29.17", false, tlv(0x30, names)}};
    const auto leaf = forge(root(), spec).certificate;
    BOOST_TEST(outcome(trusting({root().certificate}, {"n2499.example"}), {leaf}) == "pass");
    const auto report = judged(trusting({root().certificate}), {leaf});
    BOOST_TEST(finding(report, TrustReason::name_mismatch)->seen.size() < 1000u);
}

BOOST_AUTO_TEST_SUITE_END()
