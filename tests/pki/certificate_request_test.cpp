// Requests for certificates: what they ask for, and that the maker holds the key (RFC 2986).
#include <boost/test/unit_test.hpp>
#include <domainsec/pki/certificate_request.hpp>
#include <string>

#include "support/expect_error.hpp"
#include "support/run_command.hpp"
#include "support/temporary_directory.hpp"
#include "support/test_pki.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

CommandResult run_command(const std::vector<std::string>& words) {
    std::string line;
    for (const auto& word : words) line += "'" + word + "' ";
    return domainsec::test::run_command(line);
}

CertificateTemplate content_of(const std::vector<std::string>& names) {
    CertificateTemplate content;
    content.dns_names = domain_names(names);
    content.organization = "Fabrikam Ltd";
    return content;
}

const CertificateRequest& sample() {
    static const auto request =
        make_request(pooled_key(KeyAlgorithm::ecdsa_p256),
                     content_of({"fabrikam.example", "mx1.fabrikam.example"}));
    return request;
}

std::string why_not(Bytes der) {
    std::string why;
    BOOST_TEST(!CertificateRequest::from_der(der, &why).has_value());
    BOOST_TEST(!why.empty());
    return why;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(certificate_request)

BOOST_AUTO_TEST_CASE(says_what_was_asked_for) {
    const auto& key = pooled_key(KeyAlgorithm::ecdsa_p256);
    BOOST_TEST(sample().common_name() == "fabrikam.example");
    BOOST_TEST(sample().organization() == "Fabrikam Ltd");
    BOOST_CHECK(sample().dns_names() ==
                (std::vector<std::string>{"fabrikam.example", "mx1.fabrikam.example"}));
    BOOST_CHECK(sample().extended_key_usages() ==
                (std::vector<std::string>{"1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"}));
    BOOST_TEST(!sample().asks_for_ca());
    BOOST_CHECK(sample().public_key() == key.public_key());
    BOOST_CHECK(sample().spki_sha256() == key.spki_sha256());
    BOOST_TEST(sample().key_description() == "ECDSA P-256");
}

BOOST_AUTO_TEST_CASE(survives_pem_and_der) {
    const auto pem = sample().pem();
    BOOST_CHECK(CertificateRequest::from_octets(bytes_of(pem)) == sample());
    BOOST_CHECK(CertificateRequest::from_octets(sample().der()) == sample());
    std::string old = pem;
    for (const char* place : {"BEGIN ", "END "})
        old.insert(old.find(std::string(place) + "CERT") + std::string(place).size(), "NEW ");
    BOOST_CHECK(CertificateRequest::from_octets(bytes_of(old)) == sample());
}

BOOST_AUTO_TEST_CASE(is_read_by_openssl_and_gnutls) {
    const TemporaryDirectory folder;
    for (const auto algorithm :
         {KeyAlgorithm::ecdsa_p256, KeyAlgorithm::ecdsa_p384, KeyAlgorithm::rsa_2048}) {
        const auto request = make_request(pooled_key(algorithm), content_of({"fabrikam.example"}));
        const auto file = folder / (std::string(to_string(algorithm)) + ".csr");
        write_file(file, request.pem());
        const auto openssl =
            run_command({"openssl", "req", "-in", file.string(), "-verify", "-noout", "-text"});
        BOOST_TEST(openssl.exit_code == 0, openssl.output);
        BOOST_TEST(openssl.output.find("DNS:fabrikam.example") != std::string::npos);
        const auto certtool = run_command({"certtool", "--crq-info", "--infile", file.string()});
        BOOST_TEST(certtool.exit_code == 0, certtool.output);
        BOOST_TEST(certtool.output.find("fabrikam.example") != std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(of_openssl_is_read) {
    const TemporaryDirectory folder;
    const auto made = run_command(
        {"openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
         "-keyout", (folder / "key").string(), "-out", (folder / "csr").string(), "-subj",
         "/CN=mx.example", "-addext", "subjectAltName=DNS:mx.example,DNS:*.example.org"});
    BOOST_REQUIRE(made.exit_code == 0);
    const auto request = CertificateRequest::from_file(folder / "csr");
    BOOST_TEST(request.common_name() == "mx.example");
    BOOST_TEST(request.dns_names().size() == 2U);
    BOOST_TEST(request.extended_key_usages().empty());
}

// RFC 2986 §4.2: without a fitting signature anybody could ask in the name of another's key.
BOOST_AUTO_TEST_CASE(with_another_signature_is_refused) {
    auto der = sample().der();
    der.back() ^= 1U;
    BOOST_TEST(why_not(der).find("signature") != std::string::npos);
    // Another name under the same signature.
    der = sample().der();
    const std::string name = "mx1.fabrikam.example";
    const auto place = std::search(der.begin(), der.end(), name.begin(), name.end());
    BOOST_REQUIRE((place != der.end()));
    *place = 'n';
    BOOST_TEST(why_not(der).find("signature") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(cut_anywhere_is_refused) {
    const auto& whole = sample().der();
    for (std::size_t octets = 0; octets < whole.size(); ++octets)
        why_not({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(octets)});
    auto longer = whole;
    longer.push_back(0);
    why_not(longer);
}

BOOST_AUTO_TEST_CASE(with_any_octet_changed_is_refused_or_says_the_same) {
    for (std::size_t place = 0; place < sample().der().size(); ++place) {
        auto der = sample().der();
        der[place] ^= 0x20U;
        BOOST_TEST(!CertificateRequest::from_der(der).has_value(), "octet " << place);
    }
}

BOOST_AUTO_TEST_CASE(longer_than_64_kib_is_refused) {
    BOOST_TEST(why_not(Bytes(65'537, 0x30)).find("65536") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(of_a_key_for_stamps_is_refused) {
    expect_error(errc::unsupported_algorithm, "Ed25519", [] {
        make_request(pooled_key(KeyAlgorithm::ed25519), content_of({"fabrikam.example"}));
    });
}

BOOST_AUTO_TEST_CASE(without_names_is_refused) {
    expect_error(errc::invalid_argument, "dns_names",
                 [] { make_request(pooled_key(KeyAlgorithm::ecdsa_p256), {}); });
}

BOOST_AUTO_TEST_CASE(file_with_none_or_two_is_refused) {
    expect_error(errc::malformed_request, "holds no certificate requests", [] {
        const auto pem = self_signed({"a.example"}).chain.pem();
        CertificateRequest::from_octets(bytes_of(pem));
    });
    const auto twice = sample().pem() + sample().pem();
    expect_error(errc::malformed_request, "holds 2 certificate requests",
                 [&] { CertificateRequest::from_octets(bytes_of(twice)); });
    expect_error(errc::malformed_request, "", [] { CertificateRequest::from_octets({}); });
}

BOOST_AUTO_TEST_SUITE_END()
