// What we issue, and what we do not (RFC 5280 §4 and §5).
#include <boost/test/unit_test.hpp>
#include <set>
#include <string>

#include "pki/certificate_data.hpp"
#include "support/crafted_certificate.hpp"
#include "support/expect_error.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

CertificateTemplate edge_template() {
    CertificateTemplate content;
    content.dns_names = domain_names({"fabrikam.example"});
    content.not_before = test_now() - std::chrono::days(1);
    content.not_after = test_now() + std::chrono::days(46);
    return content;
}

CertificateTemplate authority_template(unsigned path_length) {
    CertificateTemplate content;
    content.common_name = "Authority";
    content.not_before = test_now() - std::chrono::days(1);
    content.not_after = test_now() + std::chrono::days(46);
    content.is_ca = true;
    content.path_length = path_length;
    return content;
}

void refused(const std::string& words, const CertificateTemplate& content) {
    expect_error(errc::invalid_argument, words, [&] { content.check(); });
}

const PrivateKey& key() {
    return pooled_key(KeyAlgorithm::ecdsa_p256);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(certificate_template)

BOOST_AUTO_TEST_CASE(names_the_field_that_is_wrong) {
    struct Row {
        std::string words;
        void (*change)(CertificateTemplate&);
    };
    const Row rows[] = {
        {"common_name: It has 65 octets", [](auto& c) { c.common_name = std::string(65, 'a'); }},
        {"common_name: It holds control", [](auto& c) { c.common_name = "a\nb"; }},
        {"organization: It has 65 octets", [](auto& c) { c.organization = std::string(65, 'a'); }},
        {"dns_names: An edge's certificate needs", [](auto& c) { c.dns_names.clear(); }},
        {"dns_wildcards: \"fabrikam.example\"",
         [](auto& c) { c.dns_wildcards = {"fabrikam.example"}; }},
        {"dns_wildcards: \"*.*.example\"", [](auto& c) { c.dns_wildcards = {"*.*.example"}; }},
        {"dns_wildcards: \"*.\"", [](auto& c) { c.dns_wildcards = {"*."}; }},
        {"dns_wildcards: \"*.A.example\"", [](auto& c) { c.dns_wildcards = {"*.A.example"}; }},
        {"not_after: It has to come after", [](auto& c) { c.not_after = c.not_before; }},
        {"not_after: It is more than 30 years",
         [](auto& c) { c.not_after = c.not_before + std::chrono::days(31 * 366); }},
        {"not_after: It is more than 30 years", [](auto& c) { c.not_before = TimePoint{}; }},
        {"path_length: Only an authority", [](auto& c) { c.path_length = 1; }},
        {"crl_uris: \"ldap://x\"", [](auto& c) { c.crl_uris = {"ldap://x"}; }},
        {"ocsp_uris: \"http://a b\"", [](auto& c) { c.ocsp_uris = {"http://a b"}; }},
    };
    for (const Row& row : rows) {
        CertificateTemplate content = edge_template();
        row.change(content);
        refused(row.words, content);
    }
    BOOST_CHECK_NO_THROW(edge_template().check());
}

BOOST_AUTO_TEST_CASE(of_an_authority_needs_a_name_and_a_bounded_path) {
    CertificateTemplate content = authority_template(11);
    refused("path_length: 11 is not between 0 and 10", content);
    content = authority_template(0);
    content.common_name.clear();
    refused("common_name: An authority needs a name", content);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(issued_certificate)

BOOST_AUTO_TEST_CASE(holds_for_exactly_the_seconds_that_were_asked) {
    const CertificateTemplate content = edge_template();
    const Certificate certificate = make_self_signed(key(), content);
    BOOST_CHECK(certificate.not_before() == content.not_before);
    BOOST_CHECK(certificate.not_after() == content.not_after);
}

BOOST_AUTO_TEST_CASE(is_dated_on_both_sides_of_2050) {
    CertificateTemplate content = edge_template();
    content.not_after = std::chrono::sys_days(std::chrono::year(2049) / 12 / 31) +
                        std::chrono::hours(23) + std::chrono::seconds(3599);
    BOOST_CHECK(make_self_signed(key(), content).not_after() == content.not_after);
    content.not_after += std::chrono::seconds(1);
    BOOST_CHECK(make_self_signed(key(), content).not_after() == content.not_after);
}

BOOST_AUTO_TEST_CASE(has_a_long_positive_serial_of_its_own) {
    std::set<std::string> serials;
    for (int i = 0; i < 50; ++i) serials.insert(make_self_signed(key(), edge_template()).serial());
    BOOST_TEST(serials.size() == 50U);
    for (const std::string& serial : serials) BOOST_TEST(serial.size() == 32U);
}

BOOST_AUTO_TEST_CASE(takes_its_common_name_from_the_first_domain_where_it_fits) {
    CertificateTemplate content = edge_template();
    BOOST_TEST(make_self_signed(key(), content).subject() == "CN=fabrikam.example");
    std::string long_name(60, 'a');
    long_name.append(".fabrikam.example");
    content.dns_names = domain_names({long_name});
    const Certificate certificate = make_self_signed(key(), content);
    BOOST_TEST(certificate.subject() == "");
    // RFC 5280 §4.2.1.6: without a subject the names are critical.
    BOOST_TEST(certificate.data().x509().is_critical("X509v3.SubjectAlternativeName"));
}

BOOST_AUTO_TEST_CASE(has_only_the_usages_that_were_asked) {
    CertificateTemplate content = edge_template();
    content.server_auth = false;
    BOOST_CHECK(make_self_signed(key(), content).extended_key_usages() ==
                std::vector<std::string>{"1.3.6.1.5.5.7.3.2"});
    content.client_auth = false;
    BOOST_TEST(make_self_signed(key(), content).extended_key_usages().empty());
}

BOOST_AUTO_TEST_CASE(is_signed_by_its_authority) {
    for (const auto algorithm :
         {KeyAlgorithm::ecdsa_p256, KeyAlgorithm::ecdsa_p384, KeyAlgorithm::rsa_2048}) {
        const TestCa root("Root", algorithm);
        const Certificate leaf = root.issue({"fabrikam.example"}).chain.leaf();
        BOOST_TEST(leaf.data().x509().check_signature(*root.certificate().data().botan_key()));
        BOOST_TEST(!leaf.data().x509().check_signature(*leaf.data().botan_key()));
    }
}

BOOST_AUTO_TEST_CASE(points_to_its_authority_by_key_identifier) {
    const TestCa root("Root");
    const Certificate leaf = root.issue({"fabrikam.example"}).chain.leaf();
    BOOST_CHECK(leaf.data().x509().authority_key_id() ==
                root.certificate().data().x509().subject_key_id());
    BOOST_TEST(leaf.data().x509().subject_key_id().size() == 20U);
    BOOST_CHECK(leaf.data().x509().raw_issuer_dn() ==
                root.certificate().data().x509().raw_subject_dn());
}

BOOST_AUTO_TEST_CASE(is_not_made_longer_than_it_can_be_read) {
    CertificateTemplate content = edge_template();
    content.dns_names.clear();
    for (int i = 0; i < 10'000; ++i)
        content.dns_names.push_back(
            *DomainName::from_string("host" + std::to_string(i) + ".fabrikam.example"));
    expect_error(errc::limit_exceeded, "dns_names: The certificate would have",
                 [&] { make_self_signed(key(), content); });
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(refused_issue)

BOOST_AUTO_TEST_CASE(of_a_key_that_tls_does_not_take) {
    expect_error(errc::unsupported_algorithm, "Ed25519",
                 [] { make_self_signed(pooled_key(KeyAlgorithm::ed25519), edge_template()); });
    expect_error(errc::unsupported_algorithm, "ML-DSA-65",
                 [] { make_self_signed(pooled_key(KeyAlgorithm::ml_dsa_65), edge_template()); });
}

BOOST_AUTO_TEST_CASE(of_a_subject_key_that_is_weak_or_none) {
    const TestCa root("Root");
    const auto issue = [&](ByteView subject_key) {
        issue_certificate(root.certificate(), root.key(), subject_key, edge_template());
    };
    expect_error(errc::malformed_key, "not a SubjectPublicKeyInfo", [&] { issue({}); });
    expect_error(errc::weak_key, "RSA 1024", [&] {
        issue(rsa_public_key(Bytes(128, 0xC1), Bytes{1, 0, 1}));
    });
    expect_error(errc::weak_key, "RSA 2048",
                 [&] { issue(rsa_public_key(Bytes(256, 0xC1), Bytes{1})); });
    expect_error(errc::limit_exceeded, "RSA 16384", [&] {
        issue(rsa_public_key(Bytes(2048, 0xC1), Bytes{1, 0, 1}));
    });
}

BOOST_AUTO_TEST_CASE(by_one_who_is_no_authority) {
    const Identity leaf = self_signed({"fabrikam.example"});
    expect_error(errc::invalid_argument, "is not a certificate authority", [&] {
        issue_certificate(leaf.chain.leaf(), leaf.key, key().public_key(), edge_template());
    });
}

BOOST_AUTO_TEST_CASE(with_the_key_of_another) {
    const TestCa root("Root");
    expect_error(errc::key_mismatch, "do not belong together", [&] {
        issue_certificate(root.certificate(), key(), key().public_key(), edge_template());
    });
}

BOOST_AUTO_TEST_CASE(outside_of_the_time_of_the_authority) {
    const Certificate authority = make_self_signed(key(), authority_template(0));
    CertificateTemplate content = edge_template();
    content.not_after += std::chrono::seconds(1);
    expect_error(errc::invalid_argument, "not_after: It lies after",
                 [&] { issue_certificate(authority, key(), key().public_key(), content); });
    content = edge_template();
    content.not_before -= std::chrono::seconds(1);
    expect_error(errc::invalid_argument, "not_before: It lies before",
                 [&] { issue_certificate(authority, key(), key().public_key(), content); });
}

BOOST_AUTO_TEST_CASE(of_an_authority_where_none_may_follow) {
    const Certificate last = make_self_signed(key(), authority_template(0));
    expect_error(errc::invalid_argument, "path_length: The authority allows 0", [&] {
        issue_certificate(last, key(), key().public_key(), authority_template(0));
    });
    const Certificate two = make_self_signed(key(), authority_template(2));
    BOOST_CHECK_NO_THROW(issue_certificate(two, key(), key().public_key(), authority_template(1)));
    expect_error(errc::invalid_argument, "path_length",
                 [&] { issue_certificate(two, key(), key().public_key(), authority_template(2)); });
}

BOOST_AUTO_TEST_CASE(of_a_revocation_list_that_makes_no_sense) {
    const TestCa root("Root");
    const auto list = [&](std::vector<RevokedEntry> revoked, TimePoint next) {
        make_crl(root.certificate(), root.key(), revoked, test_now(), next);
    };
    expect_error(errc::invalid_argument, "next_update", [&] { list({}, test_now()); });
    const TimePoint later = test_now() + std::chrono::days(1);
    expect_error(errc::invalid_argument, "revoked: A serial", [&] {
        list({{{}, test_now()}}, later);
    });
    expect_error(errc::invalid_argument, "revoked: A serial", [&] {
        list({{Bytes(21, 1), test_now()}}, later);
    });
    const Identity leaf = root.issue({"a.example"});
    expect_error(errc::invalid_argument, "is not a certificate authority",
                 [&] { make_crl(leaf.chain.leaf(), leaf.key, {}, test_now(), later); });
}

BOOST_AUTO_TEST_SUITE_END()
