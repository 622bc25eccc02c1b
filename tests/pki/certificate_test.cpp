// Certificates as values: what is read from DER, PEM and files (RFC 5280 §4.1, §4.2).
#include <boost/test/unit_test.hpp>
#include <string>

#include "pki/certificate_data.hpp"
#include "support/crafted_certificate.hpp"
#include "support/expect_error.hpp"
#include "support/run_command.hpp"
#include "support/temporary_directory.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

const TestCa& root() {
    static const TestCa ca("Fabrikam Root");
    return ca;
}

Bytes octets(const std::string& text) {
    return {text.begin(), text.end()};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(certificate)

BOOST_AUTO_TEST_CASE(says_what_stands_in_it) {
    IssueOptions options;
    options.organization = "Fabrikam";
    const Certificate leaf =
        root().issue({"fabrikam.example", "mx1.fabrikam.example"}, options).chain.leaf();
    BOOST_TEST(leaf.subject() == "CN=fabrikam.example,O=Fabrikam");
    BOOST_TEST(leaf.issuer() == "CN=Fabrikam Root,O=Fabrikam Root");
    BOOST_CHECK(leaf.dns_names() ==
                (std::vector<std::string>{"fabrikam.example", "mx1.fabrikam.example"}));
    BOOST_CHECK(leaf.extended_key_usages() ==
                (std::vector<std::string>{"1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"}));
    BOOST_CHECK(leaf.not_before() == options.not_before);
    BOOST_CHECK(leaf.not_after() == options.not_after);
    BOOST_TEST(leaf.key_description() == "ECDSA P-256");
    BOOST_TEST(!leaf.is_ca());
    BOOST_TEST(!leaf.is_self_issued());
    BOOST_TEST(root().certificate().is_ca());
    BOOST_TEST(root().certificate().is_self_issued());
}

BOOST_AUTO_TEST_CASE(is_the_same_from_der_and_pem) {
    const Certificate leaf = root().issue({"fabrikam.example"}).chain.leaf();
    BOOST_CHECK(Certificate::from_der(leaf.der()) == leaf);
    BOOST_CHECK(Certificate::from_octets(leaf.der()) == leaf);
    BOOST_CHECK(Certificate::from_octets(bytes_of(leaf.pem())) == leaf);
    BOOST_CHECK(leaf.fingerprint() == sha256(leaf.der()));
    BOOST_CHECK(leaf.spki_sha256() == sha256(leaf.public_key()));
}

BOOST_AUTO_TEST_CASE(reads_pem_between_lines_of_text_with_crlf) {
    const Certificate leaf = root().issue({"fabrikam.example"}).chain.leaf();
    std::string pem;
    for (const char c : leaf.pem()) pem += c == '\n' ? std::string("\r\n") : std::string(1, c);
    const std::string text = "Subject: CN=fabrikam.example\r\n" + pem + "end\r\n";
    BOOST_CHECK(Certificate::from_octets(bytes_of(text)) == leaf);
}

BOOST_AUTO_TEST_CASE(keeps_names_in_their_order_and_case) {
    const std::vector<std::string> names{"Zeta.example", "alpha.example", "alpha.example",
                                         "*.fabrikam.example", "_a b"};
    const Certificate leaf = crafted(root(), [&](detail::CertificateContent& content) {
        set_extension(content, detail::subject_alternative_name(names, false));
    });
    BOOST_CHECK(leaf.dns_names() == names);
}

BOOST_AUTO_TEST_CASE(escapes_names_that_are_not_text) {
    using namespace std::string_literals;
    const Certificate leaf = crafted(root(), [&](detail::CertificateContent& content) {
        set_extension(content, detail::subject_alternative_name(
                                   {"fabrikam.example\0.evil.example"s, "a\r\nb"s}, false));
    });
    BOOST_TEST(leaf.dns_names().at(0) == "fabrikam.example\\x00.evil.example");
    BOOST_TEST(leaf.dns_names().at(1) == "a\\x0d\\x0ab");
    BOOST_TEST(leaf.data().shown().dns_names.at(0) == "fabrikam.example\0.evil.example"s);
}

BOOST_AUTO_TEST_CASE(escapes_the_subject_by_rfc_4514) {
    const Certificate leaf = crafted(root(), [](detail::CertificateContent& content) {
        content.subject = detail::encode_name(" a,b\x01", "M\xC3\xBCller + \"S\xC3\xB6hne\"");
    });
    BOOST_TEST(leaf.subject() == "CN=\\ a\\,b\\01,O=M\\C3\\BCller \\+ \\\"S\\C3\\B6hne\\\"");
}

BOOST_AUTO_TEST_CASE(has_no_usages_and_names_without_the_extensions) {
    const Certificate leaf =
        crafted(root(), [](detail::CertificateContent& content) { content.extensions.clear(); });
    BOOST_TEST(leaf.dns_names().empty());
    BOOST_TEST(leaf.extended_key_usages().empty());
    BOOST_TEST(leaf.data().unreadable_extensions().empty());
    BOOST_TEST(!leaf.is_ca());
}

BOOST_AUTO_TEST_CASE(writes_serials_without_leading_zeros) {
    const auto serial = [](std::uint64_t number) {
        return crafted(root(),
                       [=](detail::CertificateContent& content) {
                           content.serial = Botan::BigInt::from_u64(number);
                       })
            .serial();
    };
    BOOST_TEST(serial(0) == "0");
    BOOST_TEST(serial(10) == "a");
    BOOST_TEST(serial(0x80FF) == "80ff");
}

BOOST_AUTO_TEST_CASE(reads_times_beyond_2049_and_2262) {
    const TimePoint late = std::chrono::sys_days(std::chrono::year(2500) / 2 / 28);
    const Certificate leaf =
        crafted(root(), [&](detail::CertificateContent& content) { content.not_after = late; });
    BOOST_CHECK(leaf.not_after() == late);
}

BOOST_AUTO_TEST_CASE(describes_each_kind_of_key) {
    for (const auto& [algorithm, words] : std::vector<std::pair<KeyAlgorithm, std::string>>{
             {KeyAlgorithm::ecdsa_p384, "ECDSA P-384"}, {KeyAlgorithm::rsa_2048, "RSA 2048"}}) {
        IssueOptions options;
        options.key = algorithm;
        BOOST_TEST(self_signed({"a.example"}, options).chain.leaf().key_description() == words);
    }
    const Certificate ed = crafted(root(), [](detail::CertificateContent& content) {
        content.subject_public_key = pooled_key(KeyAlgorithm::ed25519).public_key();
    });
    BOOST_TEST(ed.key_description() == "Ed25519");
    BOOST_CHECK(ed.data().botan_key() != nullptr);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(certificate_files)

BOOST_AUTO_TEST_CASE(name_the_file_that_is_missing) {
    expect_error(errc::unreadable_file, "/nowhere/c.pem: It cannot be opened: No such file",
                 [] { Certificate::from_file("/nowhere/c.pem"); });
}

BOOST_AUTO_TEST_CASE(must_be_files) {
    const TemporaryDirectory directory;
    expect_error(errc::unreadable_file, "not a regular file",
                 [&] { Certificate::from_file(directory.path()); });
    run_command("mkfifo " + (directory / "fifo").string());
    expect_error(errc::unreadable_file, "not a regular file",
                 [&] { Certificate::from_file(directory / "fifo"); });
}

BOOST_AUTO_TEST_CASE(must_not_be_endless) {
    const TemporaryDirectory directory;
    write_file(directory / "big.pem", std::string(300 * 1024, 'x'));
    expect_error(errc::unreadable_file, "longer than 262144 octets",
                 [&] { Certificate::from_file(directory / "big.pem"); });
}

BOOST_AUTO_TEST_CASE(name_the_line_of_a_broken_block) {
    const TemporaryDirectory directory;
    write_file(directory / "c.pem",
               "a line\n-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n");
    expect_error(errc::malformed_certificate, "c.pem:2: The PEM block is not base64",
                 [&] { Certificate::from_file(directory / "c.pem"); });
}

BOOST_AUTO_TEST_CASE(must_hold_a_certificate) {
    const std::string key = pooled_key(KeyAlgorithm::ecdsa_p256).to_pem(SecretAccess::granted());
    expect_error(errc::malformed_certificate, "It holds a PRIVATE KEY, not a certificate",
                 [&] { Certificate::from_octets(bytes_of(key)); });
    expect_error(errc::malformed_certificate, "not one DER sequence",
                 [] { Certificate::from_octets({}); });
}

BOOST_AUTO_TEST_CASE(must_hold_one_where_one_is_expected) {
    const std::string two = root().certificate().pem() + root().certificate().pem();
    expect_error(errc::malformed_certificate, "more than one",
                 [&] { Certificate::from_octets(bytes_of(two)); });
}

BOOST_AUTO_TEST_CASE(may_hold_many_anchors) {
    const TemporaryDirectory directory;
    write_file(directory / "anchors.pem", "# Fabrikam\n" + root().certificate().pem() +
                                              "\n# Other\n" + TestCa("Other").certificate().pem());
    const auto anchors = read_certificates(directory / "anchors.pem");
    BOOST_REQUIRE(anchors.size() == 2);
    BOOST_CHECK(anchors.front() == root().certificate());
}

BOOST_AUTO_TEST_CASE(with_no_anchor_are_a_mistake) {
    const TemporaryDirectory directory;
    write_file(directory / "empty.pem", "");
    expect_error(errc::malformed_certificate, "no PEM block",
                 [&] { read_certificates(directory / "empty.pem"); });
}

BOOST_AUTO_TEST_CASE(cut_off_in_pem_are_a_mistake) {
    const std::string pem = root().certificate().pem();
    expect_error(errc::malformed_certificate, "END CERTIFICATE",
                 [&] { Certificate::from_octets(octets(pem.substr(0, pem.size() / 2))); });
}

BOOST_AUTO_TEST_SUITE_END()
