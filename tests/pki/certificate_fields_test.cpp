// Our reader of certificates against Botan's: it reads nothing that Botan refuses, save dates after
// the year 3100 (RFC 5280 §4.1.2.5), and the other way round refuses only what it says here.
#include <botan/ber_dec.h>
#include <botan/x509_ext.h>
#include <botan/x509cert.h>

#include <boost/test/unit_test.hpp>
#include <random>
#include <string>
#include <vector>

#include "pki/certificate_data.hpp"
#include "pki/der_values.hpp"
#include "support/crafted_certificate.hpp"
#include "support/test_pki.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

const TestCa& root() {
    static const TestCa ca("Fabrikam Root");
    return ca;
}

// What was accepted before there was a reader of our own.
bool botan_reads(ByteView der) {
    try {
        const Botan::X509_Certificate certificate(der);
        return std::ranges::equal(certificate.BER_encode(), der);
    } catch (const std::exception&) {
        return false;
    }
}

std::vector<Bytes> seeds() {
    return {root().certificate().der(), root().issue({"fabrikam.example"}).chain.leaf().der(),
            craft_certificate(root(),
                              [](detail::CertificateContent& content) {
                                  content.serial = -Botan::BigInt::from_u64(70'000);
                                  content.not_after =
                                      std::chrono::sys_days(std::chrono::year(2060) / 1 / 1);
                                  content.extensions.push_back({"1.2.3.4.5", true, {0x05, 0x00}});
                              }),
            craft_certificate(root(), [](detail::CertificateContent& content) {
                content.extensions.clear();
                content.subject = {0x30, 0x00};
            })};
}

Bytes mutated(Bytes der, std::mt19937& random) {
    for (std::uint32_t changes = 1 + random() % 2; changes > 0; --changes) {
        const std::size_t place = random() % der.size();
        if (random() % 4 == 0)
            der[place] = static_cast<std::uint8_t>(der[place] + (random() % 2 == 0 ? 1 : 255));
        else
            der[place] = static_cast<std::uint8_t>(random());
    }
    return der;
}

// Both readers found the same in it.
void compare_contents(const Certificate& ours, const Botan::X509_Certificate& theirs) {
    const detail::CertificateFields& fields = ours.data().fields;
    BOOST_TEST(fields.version == theirs.x509_version());
    BOOST_CHECK(std::ranges::equal(fields.signature, theirs.signature()));
    BOOST_CHECK(std::ranges::equal(fields.signed_part, theirs.tbs_data()));
    BOOST_CHECK(std::ranges::equal(fields.public_key_info, theirs.subject_public_key_info()));
    BOOST_CHECK(std::ranges::equal(fields.subject, theirs.subject_dn().DER_encode()));
    BOOST_CHECK(std::ranges::equal(fields.issuer, theirs.issuer_dn().DER_encode()));
    BOOST_TEST(ours.is_self_issued() == (theirs.subject_dn() == theirs.issuer_dn()));
    BOOST_TEST(fields.extensions.size() == theirs.v3_extensions().get_extension_oids().size());
    for (const detail::ExtensionField& extension : fields.extensions) {
        const Botan::OID oid(detail::object_identifier_text(extension.oid));
        BOOST_TEST(theirs.v3_extensions().critical_extension_set(oid) == extension.critical);
        BOOST_CHECK(
            std::ranges::equal(theirs.v3_extensions().get_extension_bits(oid), extension.value));
    }
    const auto* constraints =
        theirs.v3_extensions().get_extension_object_as<Botan::Cert_Extension::Basic_Constraints>();
    BOOST_TEST(ours.is_ca() == (constraints != nullptr && constraints->is_ca()));
    std::vector<std::string> usages;
    for (const Botan::OID& usage : theirs.extended_key_usage()) usages.push_back(usage.to_string());
    BOOST_TEST(ours.extended_key_usages() == usages, boost::test_tools::per_element());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(certificate_fields)

BOOST_AUTO_TEST_CASE(nothing_is_read_that_botan_refuses) {
    std::mt19937 random(20261124);
    std::size_t read = 0;
    std::size_t refused = 0;
    for (const Bytes& seed : seeds()) {
        BOOST_REQUIRE(Certificate::from_der(seed));
        for (int round = 0; round < 4000; ++round) {
            const Bytes der = mutated(seed, random);
            const auto certificate = Certificate::from_der(der);
            const bool by_botan = botan_reads(der);
            if (certificate) ++read;
            if (!certificate) ++refused;
            if (certificate && !by_botan) {
                const std::chrono::sys_days last(std::chrono::year(3100) / 12 / 31);
                const bool late = certificate->not_after() >= last + std::chrono::days(1) ||
                                  certificate->not_before() >= last + std::chrono::days(1);
                BOOST_TEST(late, "Botan refuses " << to_hex(der));
            }
            if (certificate && by_botan)
                compare_contents(*certificate, Botan::X509_Certificate(der));
        }
    }
    // The comparison means something only when both happen.
    BOOST_TEST(read > 1000U);
    BOOST_TEST(refused > 1000U);
}

BOOST_AUTO_TEST_CASE(what_botan_reads_is_read) {
    std::mt19937 random(20261125);
    for (const Bytes& seed : seeds())
        for (int round = 0; round < 4000; ++round) {
            const Bytes der = mutated(seed, random);
            std::string why;
            if (Certificate::from_der(der, &why) || !botan_reads(der)) continue;
            // Ours alone: a second 60, and parameters of an algorithm that are not one element.
            const bool stricter = why.find("validity") != std::string::npos ||
                                  why.find("signature algorithm") != std::string::npos ||
                                  why.find("public key") != std::string::npos;
            BOOST_TEST(stricter, why << ": " << to_hex(der));
        }
}

BOOST_AUTO_TEST_CASE(no_well_defined_end_is_read) {
    const Bytes original = craft_certificate(root(), [](detail::CertificateContent& content) {
        content.not_after = std::chrono::sys_days(std::chrono::year(2050) / 1 / 1);
    });
    std::string text(original.begin(), original.end());
    const std::size_t place = text.find("20500101000000Z");
    BOOST_REQUIRE(place != std::string::npos);
    text.replace(place, 15, "99991231235959Z");
    const auto certificate = Certificate::from_der(bytes_of(text));
    BOOST_REQUIRE(certificate);
    BOOST_CHECK(certificate->not_after() ==
                std::chrono::sys_days(std::chrono::year(9999) / 12 / 31) +
                    std::chrono::seconds(86'399));
    BOOST_TEST(certificate->subject() == "CN=fabrikam.example");
    BOOST_CHECK(certificate->data().botan_key() != nullptr);
    BOOST_CHECK_THROW(certificate->data().x509(), std::exception);
}

BOOST_AUTO_TEST_CASE(values_with_another_encoding_are_not_der) {
    using detail::is_bit_string;
    using detail::is_integer;
    using detail::is_object_identifier;
    using detail::read_boolean;
    BOOST_TEST(is_integer(Bytes{0}));
    BOOST_TEST(is_integer(Bytes{0x00, 0x80}));
    BOOST_TEST(is_integer(Bytes{0xFF, 0x7F}));
    BOOST_TEST(!is_integer(Bytes{}));
    BOOST_TEST(!is_integer(Bytes{0x00, 0x7F}));
    BOOST_TEST(!is_integer(Bytes{0xFF, 0x80}));
    BOOST_TEST(is_bit_string(Bytes{0}));
    BOOST_TEST(is_bit_string(Bytes{7, 0x80}));
    BOOST_TEST(!is_bit_string(Bytes{7, 0x40}));
    BOOST_TEST(!is_bit_string(Bytes{8, 0x00}));
    BOOST_TEST(!is_bit_string(Bytes{1}));
    BOOST_TEST(is_object_identifier(Bytes{0x2A, 0x8F, 0xFF, 0xFF, 0xFF, 0x7F}));
    BOOST_TEST(!is_object_identifier(Bytes{0x2A, 0x90, 0x80, 0x80, 0x80, 0x00}));
    BOOST_TEST(!is_object_identifier(Bytes{0x2A, 0x80, 0x01}));
    BOOST_TEST(!is_object_identifier(Bytes{0x2A, 0x81}));
    BOOST_TEST(!read_boolean(Bytes{0x01}));
    BOOST_TEST(read_boolean(Bytes{0xFF}).value());
}

BOOST_AUTO_TEST_CASE(texts_have_the_characters_of_their_type) {
    using detail::is_text_of_type;
    using namespace std::string_literals;
    const auto is = [](std::uint8_t tag, const std::string& text) {
        return is_text_of_type(tag, bytes_of(text));
    };
    BOOST_TEST(is(0x0C, "\xC3\xBC\xE2\x82\xAC\xF0\x9F\x98\x80"));
    for (const std::string& text : {"\xC0\x80"s, "\xE0\x80\xAF"s, "\xED\xA0\x80"s,
                                    "\xF4\x90\x80\x80"s, "\x80"s, "\xC3"s, "\xFF"s})
        BOOST_TEST(!is(0x0C, text));
    BOOST_TEST(is(0x13, "Fabrikam (Mail)"));
    BOOST_TEST(!is(0x13, "fabrikam*"));
    BOOST_TEST(is(0x16, "a@b.example"));
    BOOST_TEST(!is(0x16, "a\0b"s));
    BOOST_TEST(is(0x1E, "\0a\0b"s));
    BOOST_TEST(!is(0x1E, "\xD8\x00"s));
    BOOST_TEST(!is(0x1E, "a"));
    BOOST_TEST(!is(0x1C, "\x00\x11\x00\x00"s));
    BOOST_TEST(!is(0x04, "a"));
}

BOOST_AUTO_TEST_SUITE_END()
