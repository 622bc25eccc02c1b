// The verdict in Exchange's words.
#include <domainsec/trust/revocation_sources.hpp>

#include "trust/judging.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

std::string word_of(const ValidationReport& report) {
    BOOST_TEST_MESSAGE(report.text());
    return std::string(to_string(report.exchange_status()));
}

std::string word_of(const TrustPolicy& policy, const std::vector<Certificate>& chain) {
    return word_of(judged(policy, chain));
}

TrustPolicy pinning(const Certificate& certificate) {
    TrustPolicy policy;
    policy.method = TrustMethod::pin;
    policy.pins = {certificate.spki_sha256()};
    return policy;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(exchange_status)

BOOST_AUTO_TEST_CASE(words_of_real_judgements) {
    const TestCa ca("Fabrikam CA"), other("Other CA");
    const TrustPolicy policy = trusting({ca.certificate()});
    const auto good = ca.issue({"mail.fabrikam.example"}).chain.certificates();
    BOOST_TEST(word_of(policy, good) == "Valid");
    BOOST_TEST(word_of(policy, {}) == "EmptyCertificate");
    BOOST_TEST(word_of(policy, ca.issue({"contoso.example"}).chain.certificates()) ==
               "SubjectMismatch");
    BOOST_TEST(
        word_of(policy, ca.issue({"mail.fabrikam.example"}, expired()).chain.certificates()) ==
        "CertificateExpired");
    BOOST_TEST(word_of(policy,
                       ca.issue({"mail.fabrikam.example"}, not_yet_valid()).chain.certificates()) ==
               "CertificateExpired");
    BOOST_TEST(
        word_of(policy, ca.issue({"mail.fabrikam.example"}, server_only()).chain.certificates()) ==
        "WrongUsage");
    BOOST_TEST(word_of(trusting({other.certificate()}), good) == "InternalChainFailure");
    BOOST_TEST(word_of(trusting({other.certificate()}),
                       self_signed({"mail.fabrikam.example"}).chain.certificates()) ==
               "UntrustedRoot");
}

BOOST_AUTO_TEST_CASE(self_signed_leaf_trusted_by_name_or_key) {
    const auto own = self_signed({"mail.fabrikam.example"}).chain.certificates();
    BOOST_TEST(word_of(trusting(own), own) == "ValidSelfSigned");
    BOOST_TEST(word_of(pinning(own.front()), own) == "ValidSelfSigned");
}

BOOST_AUTO_TEST_CASE(pinned_leaf_of_an_authority_is_not_self_signed) {
    const TestCa ca("Fabrikam CA");
    const auto chain = ca.issue({"mail.fabrikam.example"}).chain.certificates();
    BOOST_TEST(word_of(pinning(chain.front()), chain) == "Valid");
    BOOST_TEST(word_of(pinning(ca.certificate()), chain) == "UntrustedRoot");
}

BOOST_AUTO_TEST_CASE(revocation_has_three_words) {
    const TestCa ca("Fabrikam CA");
    IssueOptions options;
    options.crl_uris = {"http://crl.fabrikam.example/ca.crl"};
    const auto chain = ca.issue({"mail.fabrikam.example"}, options).chain;
    TrustPolicy policy = trusting({ca.certificate()});
    policy.revocation = RevocationMode::hard;
    BOOST_TEST(word_of(policy, chain.certificates()) == "RevocationOffline");

    EvidenceStore store;
    BOOST_REQUIRE(store.put_crl(options.crl_uris.front(), ca.crl({chain.leaf()})));
    BOOST_TEST(word_of(ChainValidator(policy, PeerRole::client)
                           .judge(chain, *store.snapshot(), test_now())) == "Revoked");

    const auto without = ca.issue({"mail.fabrikam.example"}).chain;
    BOOST_TEST(word_of(policy, without.certificates()) == "RevocationCheckFailure");
}

BOOST_AUTO_TEST_CASE(missing_dns_records_are_unknown) {
    TrustPolicy policy;
    policy.method = TrustMethod::dane;
    policy.identities = domain_names({"mail.fabrikam.example"});
    policy.tlsa_owners = {*DomainName::from_owner_name("_25._tcp.mail.fabrikam.example")};
    BOOST_TEST(word_of(policy, self_signed({"mail.fabrikam.example"}).chain.certificates()) ==
               "Unknown");
    BOOST_TEST(word_of(ValidationReport{}) == "Unknown");
}

BOOST_AUTO_TEST_CASE(every_reason_has_a_word_when_it_fails) {
    for (int i = 1; i <= static_cast<int>(TrustReason::limit_exceeded); ++i) {
        ValidationReport report;
        report.status = Status::fail;
        report.reason = static_cast<TrustReason>(i);
        if (report.reason == TrustReason::pin_only_current) continue;  // never an error
        BOOST_TEST((report.exchange_status() != ExchangeStatus::valid), to_string(report.reason));
        BOOST_TEST((report.exchange_status() != ExchangeStatus::unknown), to_string(report.reason));
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(revocation_source)

BOOST_AUTO_TEST_CASE(uris_are_read_from_the_certificate) {
    const TestCa ca("Fabrikam CA");
    IssueOptions options;
    options.crl_uris = {"http://crl.fabrikam.example/ca.crl"};
    options.ocsp_uris = {"http://ocsp.fabrikam.example/"};
    const auto sources =
        revocation_sources(ca.issue({"mail.fabrikam.example"}, options).chain.leaf());
    BOOST_TEST(sources.crl_uris == options.crl_uris);
    BOOST_TEST(sources.ocsp_uris == options.ocsp_uris);
    BOOST_TEST(!sources.no_revocation_available);
    BOOST_TEST(revocation_sources(ca.certificate()).crl_uris.empty());
}

BOOST_AUTO_TEST_CASE(list_belongs_to_certificates_of_its_issuer) {
    const TestCa ca("Fabrikam CA"), other("Other CA");
    const Certificate leaf = ca.issue({"mail.fabrikam.example"}).chain.leaf();
    BOOST_TEST(is_list_for(leaf, ca.crl({})));
    BOOST_TEST(!is_list_for(leaf, other.crl({})));
    BOOST_TEST(!is_list_for(leaf, bytes_of("no list")));
    BOOST_TEST(!is_list_for(leaf, bytes_of("-----BEGIN X509 CRL-----\nAAAA\n")));
}

BOOST_AUTO_TEST_SUITE_END()
