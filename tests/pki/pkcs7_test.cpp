// PKCS#7 files of certificates: those that are, and those that only look like it (RFC 5652 §5).
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <domainsec/pki/pkcs7.hpp>
#include <string>

#include "pki/crafted_pkcs12.hpp"
#include "pki/pem.hpp"
#include "support/expect_error.hpp"
#include "support/test_pki.hpp"

using namespace domainsec;
using namespace domainsec::test;
using namespace std::string_view_literals;

namespace {

const TestCa& root() {
    static const TestCa ca("Fabrikam Root");
    return ca;
}

// What a SignedData says, each part whole.
struct SignedData {
    Bytes content = der_sequence_of({der_oid(detail::oid::data)});
    Bytes certificates = der(0xA0, {root().certificate().der()});
    Bytes revocation;
    Bytes signers = der(0x31, {});
    std::string_view type = detail::oid::signed_data;

    Bytes octets() const {
        const Bytes data = der_sequence_of(
            {der_number(1), der(0x31, {}), content, certificates, revocation, signers});
        return der_sequence_of({der_oid(type), der(0xA0, {data})});
    }
};

void refused(errc code, std::string_view words, const Bytes& file) {
    expect_error(code, words, [&] { read_pkcs7(file); });
}

std::size_t count(const Bytes& file) {
    return read_pkcs7(file).size();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pkcs7)

BOOST_AUTO_TEST_CASE(gives_its_certificates_in_order) {
    const Certificate other = TestCa("Contoso Root").certificate();
    SignedData data;
    data.certificates = der(0xA0, {other.der(), root().certificate().der()});
    const std::vector<Certificate> expected{other, root().certificate()};
    BOOST_CHECK(read_pkcs7(data.octets()) == expected);
    BOOST_CHECK(read_pkcs7(as_ber(data.octets())) == expected);
}

BOOST_AUTO_TEST_CASE(may_be_pem) {
    const Bytes file = SignedData().octets();
    for (const std::string label : {"PKCS7", "CMS"}) {
        const std::string pem = "subject=\n" + detail::write_pem(label, file);
        BOOST_TEST(read_pkcs7(bytes_of(pem)).size() == 1U);
        expect_error(errc::malformed_certificate, "more than one",
                     [&] { read_pkcs7(bytes_of(pem + pem)); });
    }
    expect_error(errc::malformed_certificate, "\"CERTIFICATE\", which is no PKCS#7",
                 [] { read_pkcs7(bytes_of(root().certificate().pem())); });
}

BOOST_AUTO_TEST_CASE(passes_over_what_is_no_x509_certificate) {
    SignedData data;
    data.certificates =
        der(0xA0, {der(0xA1, {der_number(1)}), root().certificate().der(), der(0xA3, {})});
    data.revocation = der(0xA1, {der_sequence_of({root().crl({})})});
    BOOST_TEST(count(data.octets()) == 1U);
}

BOOST_AUTO_TEST_CASE(signed_content_is_no_list) {
    SignedData data;
    data.signers = der(0x31, {der_sequence_of({})});
    refused(errc::malformed_certificate, "signed content", data.octets());
    data = {};
    data.content = der_sequence_of(
        {der_oid(detail::oid::data), der(0xA0, {der_octets(bytes_of("a message"sv))})});
    refused(errc::malformed_certificate, "signed content", data.octets());
}

BOOST_AUTO_TEST_CASE(without_certificates) {
    SignedData data;
    data.certificates = {};
    refused(errc::malformed_certificate, "no certificate in it", data.octets());
    data.certificates = der(0xA0, {});
    refused(errc::malformed_certificate, "no certificate in it", data.octets());
}

BOOST_AUTO_TEST_CASE(of_another_type) {
    SignedData data;
    data.type = detail::oid::enveloped_data;
    refused(errc::malformed_certificate, "SignedData", data.octets());
    refused(errc::malformed_certificate, "", root().certificate().der());
}

BOOST_AUTO_TEST_CASE(with_a_certificate_that_is_none) {
    SignedData data;
    data.certificates = der(0xA0, {root().certificate().der(), der_sequence_of({})});
    refused(errc::malformed_certificate, "Certificate 2 in it", data.octets());
    data.certificates = der(0xA0, {root().certificate().der(), Bytes{0x1F}});
    refused(errc::malformed_certificate, "", data.octets());
}

BOOST_AUTO_TEST_CASE(cut_off_anywhere) {
    const Bytes file = SignedData().octets();
    for (const Bytes& octets : {file, as_ber(file)})
        for (std::size_t length = 0; length < octets.size(); ++length)
            expect_error(errc::malformed_certificate, "",
                         [&] { read_pkcs7(ByteView(octets).first(length)); });
}

BOOST_AUTO_TEST_CASE(limits) {
    SignedData data;
    data.certificates = der(0xA0, std::vector(1000, root().certificate().der()));
    BOOST_TEST(count(data.octets()) == 1000U);
    data.certificates = der(0xA0, std::vector(1001, root().certificate().der()));
    refused(errc::limit_exceeded, "1000 certificates", data.octets());
    refused(errc::limit_exceeded, "1048576", Bytes(1024 * 1024 + 1));
    Bytes bomb;
    for (int i = 0; i < 200'000; ++i) bomb.insert(bomb.end(), {0x30, 0x80});
    refused(errc::limit_exceeded, "nested deeper", bomb);
}

BOOST_AUTO_TEST_SUITE_END()
