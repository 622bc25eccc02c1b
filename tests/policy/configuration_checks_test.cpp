// Combinations that would let one organization pass for another, and warnings.
#include <boost/test/unit_test.hpp>
#include <domainsec/pki/certificate.hpp>

#include "policy/policy_fixture.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

const std::string pin = "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const std::string anchors = "anchors = [\"fabrikam-ca.pem\"]\n";

std::vector<ConfigurationProblem> problems_of(const std::string& text) {
    const PolicyFolder folder;
    folder.write("self-signed.pem", self_signed({"shared.example"}).chain.leaf().pem());
    folder.write("domainsec.toml", text);
    return Configuration::check_file(folder.path() / "domainsec.toml");
}

bool says(const std::vector<ConfigurationProblem>& problems, bool warning, const char* words) {
    for (const auto& problem : problems) {
        BOOST_TEST_MESSAGE(to_string(problem));
        if (problem.warning == warning && problem.sentence.find(words) != std::string::npos) {
            return true;
        }
    }
    return false;
}

bool refused(const std::string& text, const char* words) {
    return says(problems_of(text), false, words);
}

bool accepted(const std::string& text) {
    bool good = true;
    for (const auto& problem : problems_of(text)) {
        BOOST_TEST_MESSAGE(to_string(problem));
        good = good && problem.warning;
    }
    return good;
}

std::string receive(const std::string& keys) {
    return contoso_head + fabrikam_partner + "[partner.receive]\n" + keys;
}

std::string send(const std::string& keys) {
    return contoso_head + fabrikam_partner + "[partner.send]\n" + keys;
}

std::string partner(const std::string& name, const std::string& domain, const std::string& keys) {
    return "[[partner]]\nname = \"" + name + "\"\ndomains = [\"" + domain +
           "\"]\n[partner.receive]\n" + keys;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(web_certificates)

BOOST_AUTO_TEST_CASE(system_with_client_certificates_is_fine) {
    BOOST_TEST(accepted(receive("trust = \"system\"\n")));
}

BOOST_AUTO_TEST_CASE(system_with_mta_or_any_is_not) {
    BOOST_TEST(refused(receive("trust = \"system\"\neku = \"mta\"\n"), "web site"));
    BOOST_TEST(refused(receive("trust = \"system\"\neku = \"any\"\n"), "web site"));
}

BOOST_AUTO_TEST_CASE(the_bare_web_domain_as_identity_does_not_help) {
    const std::string base = "trust = \"system\"\neku = \"mta\"\nidentity = ";
    BOOST_TEST(refused(receive(base + "[\"fabrikam.example\"]\n"), "web site"));
    BOOST_TEST(
        refused(receive(base + "[\"mx1.fabrikam.example\", \"fabrikam.example\"]\n"), "web site"));
    BOOST_TEST(refused(receive(base + "[\"www.fabrikam.example\"]\n"), "web site"));
}

BOOST_AUTO_TEST_CASE(hosts_pins_mx_or_consent_help) {
    const std::string base = "trust = \"system\"\neku = \"mta\"\n";
    BOOST_TEST(accepted(receive(base + "identity = [\"mx1.fabrikam.example\"]\n")));
    BOOST_TEST(accepted(receive(base + "pins = [\"" + pin + "\"]\n")));
    BOOST_TEST(accepted(receive(base + "identity = \"mx\"\n")));
    BOOST_TEST(accepted(receive(base + "accept_web_certificates = true\n")));
}

BOOST_AUTO_TEST_CASE(wildcards_bring_the_web_certificate_back) {
    BOOST_TEST(refused(receive("trust = \"system\"\neku = \"mta\"\nwildcards = true\n"
                               "identity = [\"mx1.fabrikam.example\"]\n"),
                       "wildcard certificate"));
}

BOOST_AUTO_TEST_CASE(sending_with_system_needs_the_same) {
    BOOST_TEST(refused(send("trust = \"system\"\n"), "for sending"));
    BOOST_TEST(accepted(send("trust = \"system\"\nidentity = [\"mx1.fabrikam.example\"]\n")));
    BOOST_TEST(accepted(send("trust = \"system\"\naccept_web_certificates = true\n")));
}

BOOST_AUTO_TEST_CASE(private_anchors_are_not_concerned) {
    BOOST_TEST(accepted(receive(anchors + "eku = \"any\"\n")));
    BOOST_TEST(accepted(send(anchors)));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(across_partners)

BOOST_AUTO_TEST_CASE(a_domain_has_one_partner) {
    BOOST_TEST(refused(contoso_head +
                           partner("A", "a.example", anchors + "identity = [\"x.example\"]\n") +
                           partner("B", "a.example", anchors + "identity = [\"y.example\"]\n"),
                       "a domain has one partner"));
}

BOOST_AUTO_TEST_CASE(subdomains_do_not_reach_into_another_partner) {
    BOOST_TEST(refused(contoso_head + fabrikam_partner + "subdomains = true\n[partner.receive]\n" +
                           anchors + partner("B", "b.fabrikam.example", anchors),
                       "a domain has one partner"));
}

BOOST_AUTO_TEST_CASE(names_are_unique) {
    BOOST_TEST(refused(
        contoso_head + partner("A", "a.example", anchors) + partner("A", "b.example", anchors),
        "name of the partner on line 10"));
}

BOOST_AUTO_TEST_CASE(one_authority_may_serve_two_partners) {
    BOOST_TEST(accepted(contoso_head + partner("A", "a.example", anchors) +
                        partner("B", "b.example", anchors)));
}

BOOST_AUTO_TEST_CASE(an_identity_is_not_shared) {
    BOOST_TEST(refused(contoso_head +
                           partner("A", "a.example", anchors + "identity = [\"mail.example\"]\n") +
                           partner("B", "b.example", anchors + "identity = [\"mail.example\"]\n"),
                       "shares the identity \"mail.example\""));
}

BOOST_AUTO_TEST_CASE(a_pin_is_not_shared) {
    const std::string pins = "trust = \"pin\"\npins = [\"" + pin + "\"]\n";
    BOOST_TEST(
        refused(contoso_head + partner("A", "a.example", pins) + partner("B", "b.example", pins),
                "shares the key"));
}

BOOST_AUTO_TEST_CASE(an_explicitly_trusted_leaf_is_not_shared) {
    const std::string leaf = "anchors = [\"self-signed.pem\"]\n";
    BOOST_TEST(
        refused(contoso_head + partner("A", "a.example", leaf) + partner("B", "b.example", leaf),
                "shares the key"));
}

BOOST_AUTO_TEST_CASE(a_partner_is_not_one_of_our_edges) {
    BOOST_TEST(refused(contoso_head + "[[internal]]\npins = [\"" + pin + "\"]\n" +
                           partner("A", "a.example", "trust = \"pin\"\npins = [\"" + pin + "\"]\n"),
                       "[[internal]]"));
}

BOOST_AUTO_TEST_CASE(a_partner_does_not_own_our_domains) {
    BOOST_TEST(refused(contoso_head + partner("A", "contoso-mail.example", anchors),
                       "covers our own domain"));
    BOOST_TEST(refused(
        contoso_head + partner("A", "a.example", anchors + "identity = [\"contoso.example\"]\n"),
        "names our own domain"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(configuration_warnings)

BOOST_AUTO_TEST_CASE(no_spare_pin_beside_an_authority) {
    BOOST_TEST(
        says(problems_of(receive(anchors + "pins = [\"" + pin + "\"]\n")), true, "no spare"));
}

BOOST_AUTO_TEST_CASE(no_spare_pin) {
    BOOST_TEST(says(problems_of(receive("trust = \"pin\"\npins = [\"" + pin + "\"]\n")), true,
                    "no spare"));
}

BOOST_AUTO_TEST_CASE(judged_without_a_stamp_key) {
    const std::string head =
        "[organization]\ndomain = \"contoso.example\"\n[edge]\nname = \"edge1.contoso.example\"\n";
    BOOST_TEST(says(problems_of(head + partner("A", "a.example", anchors)), true,
                    "no message can be marked"));
}

BOOST_AUTO_TEST_CASE(nobody_is_asked_for_a_certificate) {
    const std::string head =
        "[organization]\ndomain = \"contoso.example\"\n[edge]\nname = \"edge1.contoso.example\"\n"
        "request_certificate = \"never\"\n";
    BOOST_TEST(says(problems_of(head + partner("A", "a.example", anchors)), true, "not asked"));
}

BOOST_AUTO_TEST_CASE(a_partner_without_effect) {
    BOOST_TEST(says(problems_of(contoso_head + fabrikam_partner), true, "changes nothing"));
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_there_yet) {
    BOOST_TEST(says(problems_of(contoso_head + "[identity]\nstore = \"nowhere\"\n"), true,
                    "does not exist here"));
}

BOOST_AUTO_TEST_CASE(off_needs_nothing) {
    BOOST_TEST(accepted(receive("mode = \"off\"\n")));
}

BOOST_AUTO_TEST_CASE(warnings_stay_with_the_configuration) {
    const PolicyFolder folder;
    const auto configuration =
        Configuration::from_string(contoso_head + fabrikam_partner, folder.path());
    BOOST_REQUIRE_EQUAL(configuration->warnings.size(), 1U);
    BOOST_TEST(
        to_string(configuration->warnings[0]).find("domainsec.toml:10: warning: partner: ") == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
