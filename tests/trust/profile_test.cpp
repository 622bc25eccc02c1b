// The profile `strict` (RFC 5280 §4, CA/Browser Forum BR §7.1) and what the default profile `mail`
// makes of the same certificates; names and bounds that only the validator's own callers ask for.
#include <domainsec/error.hpp>

#include "support/crafted_certificate.hpp"
#include "support/expect_error.hpp"
#include "trust/judging.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

const TestCa& authority_in_order() {
    static const TestCa ca("Conforming Root");
    return ca;
}

ValidatorOptions with_profile(ValidationProfile profile) {
    ValidatorOptions options;
    options.profile = profile;
    return options;
}

ValidationReport judged_by(const ValidatorOptions& options, const Certificate& anchor,
                           const std::vector<Certificate>& chain,
                           const std::string& name = "fabrikam.example") {
    TrustPolicy policy = trusting({anchor}, {name});
    policy.wildcards = true;
    return ChainValidator(policy, PeerRole::client, options)
        .judge(Chain(chain), *Evidence::none(), test_now());
}

/// "mail's outcome / strict's section", for a leaf changed so; the section is empty for a pass.
std::string both(const Change& change, const std::string& name = "fabrikam.example") {
    const TestCa& ca = authority_in_order();
    const Certificate leaf = crafted(ca, change);
    const auto mail = judged_by({}, ca.certificate(), {leaf}, name);
    const auto strict =
        judged_by(with_profile(ValidationProfile::strict), ca.certificate(), {leaf}, name);
    BOOST_TEST_MESSAGE(strict.text());
    std::string text = outcome(mail) + " / ";
    return text + (strict.passed() ? "pass" : rule_of(strict, TrustReason::not_conforming));
}

detail::RawExtension sans(std::initializer_list<Bytes> names, bool critical = false) {
    detail::RawExtension extension = alternative_names(names);
    extension.critical = critical;
    return extension;
}

/// The same for a root and what it issues.
std::string both_for_root(const Spec& spec) {
    const Party root = forge_root(spec);
    Spec leaf = edge();
    leaf.subject_name = tlv(0x30, Bytes{});
    leaf.extensions.front().critical = true;
    leaf.extensions.push_back(detail::authority_key_identifier({1, 2, 3}));
    leaf.extensions.push_back(detail::extended_key_usage({"1.3.6.1.5.5.7.3.2"}));
    const Certificate issued = forge(root, leaf).certificate;
    const std::string name = "mail.fabrikam.example";
    const auto mail = judged_by({}, root.certificate, {issued}, name);
    const auto strict =
        judged_by(with_profile(ValidationProfile::strict), root.certificate, {issued}, name);
    BOOST_TEST_MESSAGE(strict.text());
    std::string text = outcome(mail) + " / ";
    return text + (strict.passed() ? "pass" : rule_of(strict, strict.reason));
}

Spec conforming_root(std::vector<detail::RawExtension> more = {}) {
    more.push_back(detail::subject_key_identifier({1, 2, 3}));
    return authority("Root", std::move(more));
}

using Content = detail::CertificateContent;

}  // namespace

BOOST_AUTO_TEST_SUITE(profile)

BOOST_AUTO_TEST_CASE(a_conforming_leaf_passes_both) {
    BOOST_TEST(both([](Content&) {}) == "pass / pass");
}
BOOST_AUTO_TEST_CASE(serial_zero) {
    BOOST_TEST(both([](Content& c) { c.serial = 0; }) == "pass / RFC 5280 §4.1.2.2");
}
BOOST_AUTO_TEST_CASE(serial_negative) {
    BOOST_TEST(both([](Content& c) { c.serial = -Botan::BigInt(5); }) ==
               "pass / RFC 5280 §4.1.2.2");
}
BOOST_AUTO_TEST_CASE(serial_of_21_octets) {
    BOOST_TEST(both([](Content& c) { c.serial = Botan::BigInt(1) << 161; }) ==
               "pass / RFC 5280 §4.1.2.2");
    BOOST_TEST(both([](Content& c) { c.serial = Botan::BigInt(1) << 158; }) == "pass / pass");
}
BOOST_AUTO_TEST_CASE(authority_key_identifier_missing) {
    BOOST_TEST(both([](Content& c) { remove_extension(c, "2.5.29.35"); }) ==
               "pass / RFC 5280 §4.2.1.1");
}
BOOST_AUTO_TEST_CASE(authority_key_identifier_critical) {
    BOOST_TEST(both([](Content& c) {
                   for (auto& extension : c.extensions)
                       if (extension.oid == "2.5.29.35") extension.critical = true;
               }) == "pass / RFC 5280 §4.2.1.1");
}
BOOST_AUTO_TEST_CASE(authority_key_identifier_by_serial_alone) {
    BOOST_TEST(both([](Content& c) {
                   set_extension(c, {"2.5.29.35", false, tlv(0x30, tlv(0x82, "\x01"))});
               }) == "pass / RFC 5280 §4.2.1.1");
}
BOOST_AUTO_TEST_CASE(subject_key_identifier_critical) {
    BOOST_TEST(both([](Content& c) {
                   for (auto& extension : c.extensions)
                       if (extension.oid == "2.5.29.14") extension.critical = true;
               }) == "pass / RFC 5280 §4.2.1.2");
}
BOOST_AUTO_TEST_CASE(key_cert_sign_without_authority) {
    BOOST_TEST(both([](Content& c) { set_extension(c, detail::key_usage(0x8400)); }) ==
               "pass / RFC 5280 §4.2.1.9");
}
BOOST_AUTO_TEST_CASE(authority_at_the_end) {
    BOOST_TEST(both([](Content& c) {
                   set_extension(c, detail::basic_constraints(true, std::nullopt));
                   set_extension(c, detail::key_usage(0x8400));
               }) == "pass / BR §7.1.2.7.8");
}
BOOST_AUTO_TEST_CASE(name_constraints_in_a_leaf) {
    BOOST_TEST(both([](Content& c) {
                   set_extension(c, name_constraints({dns_name("fabrikam.example")}));
               }) == "pass / RFC 5280 §4.2.1.10");
}
BOOST_AUTO_TEST_CASE(policy_constraints_not_critical) {
    BOOST_TEST(both([](Content& c) {
                   set_extension(c, {"2.5.29.36", false, tlv(0x30, tlv(0x80, "\x05"))});
               }) == "pass / RFC 5280 §4.2.1.11");
}
BOOST_AUTO_TEST_CASE(extended_key_usage_missing) {
    BOOST_TEST(both([](Content& c) { remove_extension(c, "2.5.29.37"); }) ==
               "pass / BR §7.1.2.7.6");
}
BOOST_AUTO_TEST_CASE(extended_key_usage_critical) {
    BOOST_TEST(both([](Content& c) {
                   for (auto& extension : c.extensions)
                       if (extension.oid == "2.5.29.37") extension.critical = true;
               }) == "pass / BR §7.1.2.7.6");
}
BOOST_AUTO_TEST_CASE(any_extended_key_usage_beside_another) {
    BOOST_TEST(
        both([](Content& c) {
            set_extension(c, detail::extended_key_usage({"1.3.6.1.5.5.7.3.2", "2.5.29.37.0"}));
        }) == "pass / BR §7.1.2.7.10");
}
BOOST_AUTO_TEST_CASE(alternative_names_critical_beside_a_subject) {
    BOOST_TEST(both([](Content& c) {
                   set_extension(c, sans({dns_name("fabrikam.example")}, true));
               }) == "pass / BR §7.1.2.7.12");
}
BOOST_AUTO_TEST_CASE(alternative_names_not_critical_beside_no_subject) {
    BOOST_TEST(both([](Content& c) { c.subject = tlv(0x30, Bytes{}); }) ==
               "pass / RFC 5280 §4.2.1.6");
}
BOOST_AUTO_TEST_CASE(underscore_in_a_name) {
    BOOST_TEST(both([](Content& c) {
                   set_extension(
                       c, sans({dns_name("fabrikam.example"), dns_name("a_b.fabrikam.example")}));
               }) == "pass / RFC 5280 §4.2.1.6");
}
BOOST_AUTO_TEST_CASE(address_as_a_dns_name) {
    BOOST_TEST(both([](Content& c) {
                   set_extension(c, sans({dns_name("fabrikam.example"), dns_name("192.0.2.1")}));
               }) == "pass / RFC 5280 §4.2.1.6");
}
BOOST_AUTO_TEST_CASE(common_name_that_is_not_among_the_names) {
    BOOST_TEST(both([](Content& c) { c.subject = detail::encode_name("other.example", {}); }) ==
               "pass / BR §7.1.4.3");
}
BOOST_AUTO_TEST_CASE(common_name_in_other_case) {
    BOOST_TEST(both([](Content& c) { c.subject = detail::encode_name("Fabrikam.example", {}); }) ==
               "pass / BR §7.1.4.3");
}
BOOST_AUTO_TEST_CASE(common_name_with_an_odd_address) {
    BOOST_TEST(both([](Content& c) {
                   c.subject = detail::encode_name("192.0.2.001", {});
                   set_extension(c, sans({dns_name("fabrikam.example"), ip_name({192, 0, 2, 1})}));
               }) == "pass / BR §7.1.4.3");
    BOOST_TEST(both([](Content& c) {
                   c.subject = detail::encode_name("192.0.2.1", {});
                   set_extension(c, sans({dns_name("fabrikam.example"), ip_name({192, 0, 2, 1})}));
               }) == "pass / pass");
}
BOOST_AUTO_TEST_CASE(wildcard_right_below_a_public_suffix) {  // RFC 9525 §7.1
    const auto wide = [](Content& c) {
        c.subject = tlv(0x30, Bytes{});
        set_extension(c, sans({dns_name("*.co.uk")}, true));
    };
    const TestCa& ca = authority_in_order();
    const std::vector<Certificate> chain{crafted(ca, wide)};
    BOOST_TEST(outcome(judged_by({}, ca.certificate(), chain, "fabrikam.co.uk")) == "pass");
    BOOST_TEST(outcome(judged_by(with_profile(ValidationProfile::strict), ca.certificate(), chain,
                                 "fabrikam.co.uk")) == "fail name_mismatch");
}

BOOST_AUTO_TEST_CASE(conforming_root_passes_both) {
    BOOST_TEST(both_for_root(conforming_root()) == "pass / pass");
}
BOOST_AUTO_TEST_CASE(root_out_of_its_dates) {  // §6.1.1 (d) leaves it; `strict` does not.
    Spec spec = conforming_root();
    spec.not_after = test_now() - std::chrono::days(1);
    BOOST_TEST(both_for_root(spec) == "pass / RFC 5280 §6.1.3(a)(2)");
}
BOOST_AUTO_TEST_CASE(root_without_key_identifier) {
    BOOST_TEST(both_for_root(authority("Root")) == "pass / RFC 5280 §4.2.1.2");
}
BOOST_AUTO_TEST_CASE(root_with_another_authority_key_identifier) {
    BOOST_TEST(both_for_root(conforming_root({detail::authority_key_identifier({9})})) ==
               "pass / RFC 5280 §4.2.1.1");
}
BOOST_AUTO_TEST_CASE(root_with_extended_key_usage) {
    BOOST_TEST(both_for_root(conforming_root(
                   {detail::extended_key_usage({"1.3.6.1.5.5.7.3.2"})})) == "pass / BR §7.1.2.1.2");
}
BOOST_AUTO_TEST_CASE(root_with_basic_constraints_not_critical) {
    Spec spec = conforming_root();
    spec.extensions.front().critical = false;
    BOOST_TEST(both_for_root(spec) == "pass / RFC 5280 §4.2.1.9");
}
BOOST_AUTO_TEST_CASE(root_with_a_name_constraint_that_starts_with_a_dot) {
    const auto with = [](std::string_view base) {
        return both_for_root(conforming_root({name_constraints({dns_name(base)})}));
    };
    BOOST_TEST(with("fabrikam.example") == "pass / pass");
    BOOST_TEST(with(".fabrikam.example") == "pass / RFC 5280 §4.2.1.10");
    BOOST_TEST(with(".contoso.example") == "fail constraint_violated / RFC 5280 §6.1.3(b)(c)");
}

BOOST_AUTO_TEST_CASE(root_with_name_constraints_not_critical) {
    detail::RawExtension constraints = name_constraints({dns_name("fabrikam.example")});
    constraints.critical = false;
    BOOST_TEST(both_for_root(conforming_root({constraints})) == "pass / RFC 5280 §4.2.1.10");
}

BOOST_AUTO_TEST_CASE(legacy_algorithms_only_when_asked_for) {
    Spec spec = edge();
    spec.hash = "SHA-1";
    const Party root = forge_root(authority("Root"));
    const std::vector<Certificate> chain{forge(root, spec).certificate};
    BOOST_TEST(outcome(judged_by({}, root.certificate, chain, "mail.fabrikam.example")) ==
               "fail weak_algorithm");
    ValidatorOptions options = with_profile(ValidationProfile::rfc5280);
    options.legacy_algorithms = true;
    BOOST_TEST(outcome(judged_by(options, root.certificate, chain, "mail.fabrikam.example")) ==
               "pass");
}

BOOST_AUTO_TEST_CASE(addresses_as_reference_identities) {  // RFC 9525 §6.5
    const TestCa& ca = authority_in_order();
    const std::vector<Certificate> chain{crafted(ca, [](Content& c) {
        set_extension(c, sans({ip_name({192, 0, 2, 1}), dns_name("fabrikam.example")}));
    })};
    ValidatorOptions options;
    options.ip_addresses = {{192, 0, 2, 1}};
    BOOST_TEST(outcome(judged_by(options, ca.certificate(), chain, "other.example")) == "pass");
    options.ip_addresses = {{192, 0, 2, 2}};
    BOOST_TEST(outcome(judged_by(options, ca.certificate(), chain, "other.example")) ==
               "fail name_mismatch");
}

BOOST_AUTO_TEST_CASE(mailboxes_as_reference_identities) {  // RFC 5280 §7.5
    const TestCa& ca = authority_in_order();
    const std::vector<Certificate> chain{crafted(ca, [](Content& c) {
        set_extension(c, sans({email_name("Postmaster@Fabrikam.example")}));
    })};
    ValidatorOptions options;
    options.mailboxes = {MailAddress::from_string("Postmaster@fabrikam.example").value()};
    BOOST_TEST(outcome(judged_by(options, ca.certificate(), chain, "other.example")) == "pass");
    options.mailboxes = {MailAddress::from_string("postmaster@fabrikam.example").value()};
    BOOST_TEST(outcome(judged_by(options, ca.certificate(), chain, "other.example")) ==
               "fail name_mismatch");
}

BOOST_AUTO_TEST_CASE(any_identity_and_any_usage_look_at_the_path_alone) {
    const TestCa& ca = authority_in_order();
    const std::vector<Certificate> chain{crafted(ca, [](Content& c) {
        set_extension(c, detail::extended_key_usage({"1.3.6.1.5.5.7.3.4"}));
    })};
    ValidatorOptions options;
    options.any_identity = true;
    BOOST_TEST(outcome(judged_by(options, ca.certificate(), chain, "other.example")) ==
               "fail wrong_usage");
    options.any_usage = true;
    BOOST_TEST(outcome(judged_by(options, ca.certificate(), chain, "other.example")) == "pass");
}

BOOST_AUTO_TEST_CASE(number_of_intermediates) {  // RFC 5280 §6.1.2 (k)
    const Party root = forge_root(authority("Root"));
    const Party one = forge(root, authority("One"));
    const Party again = forge(one, authority("One"));
    const Party two = forge(again, authority("Two"));
    const auto with_most = [&](std::size_t most, const Party& issuer) {
        ValidatorOptions options;
        options.max_intermediates = most;
        std::vector<Certificate> chain{forge(issuer, edge()).certificate, two.certificate,
                                       again.certificate, one.certificate};
        return outcome(judged_by(options, root.certificate, chain, "mail.fabrikam.example"));
    };
    BOOST_TEST(with_most(0, root) == "pass");
    BOOST_TEST(with_most(0, one) == "fail limit_exceeded");
    BOOST_TEST(with_most(1, again) == "pass");
    BOOST_TEST(with_most(1, two) == "fail limit_exceeded");
    BOOST_TEST(with_most(2, two) == "pass");
}

BOOST_AUTO_TEST_CASE(bad_options_are_named) {
    const TrustPolicy policy = trusting({authority_in_order().certificate()});
    ValidatorOptions options;
    options.ip_addresses = {{1, 2, 3}};
    BOOST_CHECK_THROW(ChainValidator(policy, PeerRole::client, options), Error);
    options = {};
    options.max_intermediates = 31;
    BOOST_CHECK_THROW(ChainValidator(policy, PeerRole::client, options), Error);
    TrustPolicy nameless = policy;
    nameless.identities.clear();
    BOOST_CHECK_THROW(ChainValidator(nameless, PeerRole::client), Error);
    options = {};
    options.any_identity = true;
    BOOST_CHECK_NO_THROW(ChainValidator(nameless, PeerRole::client, options));
}

BOOST_AUTO_TEST_SUITE_END()
