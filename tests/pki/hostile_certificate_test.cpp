// What strangers send in place of certificates: each ends in a value or in a sentence, within
// bounds, and nothing is thrown (RFC 5280 §4.1).
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <random>
#include <string>

#include "pki/certificate_data.hpp"
#include "support/crafted_certificate.hpp"
#include "support/expect_error.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

const TestCa& root() {
    static const TestCa ca("Fabrikam Root");
    return ca;
}

std::string refusal(ByteView der) {
    std::string why = "it was read";
    BOOST_TEST(!Certificate::from_der(der, &why));
    return why;
}

bool contains(const std::string& text, const std::string& words) {
    return text.find(words) != std::string::npos;
}

Certificate with_key(Bytes subject_public_key) {
    return crafted(root(), [&](detail::CertificateContent& content) {
        content.subject_public_key = std::move(subject_public_key);
    });
}

// Everything that can be asked of a certificate, for hostile ones.
void ask_everything(const Certificate& certificate) {
    BOOST_TEST(certificate.subject().size() <= 1024U);
    BOOST_TEST(certificate.issuer().size() <= 1024U);
    BOOST_TEST(!certificate.serial().empty());
    BOOST_TEST(!certificate.key_description().empty());
    certificate.data().botan_key();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hostile_certificate)

BOOST_AUTO_TEST_CASE(of_nothing_or_noise) {
    using namespace std::string_literals;
    for (const std::string& noise :
         {""s, "\x30"s, "\x30\x80\x00\x00"s, "\x30\x00"s, "\x30\x84\xFF\xFF\xFF\xFF"s,
          "\x31\x03\x02\x01\x00"s, "\x1F\xFF\xFF\xFF\xFF"s, "-----BEGIN CERTIFICATE-----"s,
          std::string(1000, '\0'), std::string(1000, '0')})
        BOOST_TEST(!refusal(bytes_of(noise)).empty());
}

BOOST_AUTO_TEST_CASE(in_pem_is_not_der) {
    BOOST_TEST(contains(refusal(bytes_of(root().certificate().pem())), "not one DER sequence"));
}

BOOST_AUTO_TEST_CASE(cut_off_anywhere) {
    const Bytes& der = root().certificate().der();
    for (std::size_t length = 0; length < der.size(); ++length)
        if (Certificate::from_der(ByteView(der).first(length)))
            BOOST_ERROR("read with " << length << " octets");
}

BOOST_AUTO_TEST_CASE(with_octets_behind_it) {
    Bytes der = root().certificate().der();
    der.push_back(0);
    BOOST_TEST(contains(refusal(der), "followed by other octets"));
}

BOOST_AUTO_TEST_CASE(in_ber_that_is_not_der) {
    Bytes der = root().certificate().der();
    BOOST_REQUIRE(der[1] == 0x82);
    der[1] = 0x83;
    der.insert(der.begin() + 2, 0);
    refusal(der);
}

BOOST_AUTO_TEST_CASE(with_any_octet_changed) {
    const Bytes original = root().issue({"fabrikam.example"}).chain.leaf().der();
    std::mt19937 random(20261124);
    for (std::size_t i = 0; i < original.size(); ++i) {
        Bytes der = original;
        der[i] = static_cast<std::uint8_t>(der[i] ^ (1 + random() % 255));
        if (const auto certificate = Certificate::from_der(der)) ask_everything(*certificate);
    }
}

BOOST_AUTO_TEST_CASE(with_2000_names_is_read) {
    const Bytes der = certificate_with_names(root(), 2000);
    const auto certificate = Certificate::from_der(der);
    BOOST_REQUIRE(certificate);
    BOOST_TEST(certificate->dns_names().size() == 2000U);
    BOOST_TEST(certificate->dns_names().back() == "h1999.fabrikam.example");
}

BOOST_AUTO_TEST_CASE(with_10000_names_is_too_long) {
    const Bytes der = certificate_with_names(root(), 10'000);
    const std::string why = refusal(der);
    BOOST_TEST(contains(why, "at most 65536 are read"), why);
}

BOOST_AUTO_TEST_CASE(with_10000_of_the_shortest_names_is_read_quickly) {
    const Bytes der = craft_certificate(root(), [](detail::CertificateContent& content) {
        set_extension(content, detail::subject_alternative_name(
                                   std::vector<std::string>(10'000, "a.b"), false));
    });
    BOOST_REQUIRE(der.size() < 65536U);
    const auto start = std::chrono::steady_clock::now();
    const auto certificate = Certificate::from_der(der);
    BOOST_TEST((std::chrono::steady_clock::now() - start < std::chrono::seconds(2)));
    BOOST_REQUIRE(certificate);
    BOOST_TEST(certificate->dns_names().size() == 10'000U);
}

BOOST_AUTO_TEST_CASE(with_rsa_exponent_1_has_no_key_to_use) {
    const Bytes modulus(256, 0xC1);
    for (const Bytes& exponent : {Bytes{1}, Bytes{2}, Bytes{1, 0, 0}}) {
        const Certificate certificate = with_key(rsa_public_key(modulus, exponent));
        BOOST_TEST(certificate.key_description() == "RSA 2048");
        BOOST_TEST(certificate.data().key.exponent_is_unsafe);
        BOOST_CHECK(certificate.data().botan_key() == nullptr);
    }
}

BOOST_AUTO_TEST_CASE(with_16384_bits_of_rsa_has_no_key_to_use) {
    const Certificate certificate = with_key(rsa_public_key(Bytes(2048, 0xC1), Bytes{1, 0, 1}));
    BOOST_TEST(certificate.key_description() == "RSA 16384");
    BOOST_CHECK(certificate.data().botan_key() == nullptr);
}

BOOST_AUTO_TEST_CASE(with_a_huge_rsa_exponent_has_no_key_to_use) {
    const Certificate certificate = with_key(rsa_public_key(Bytes(256, 0xC1), Bytes(256, 0xC1)));
    BOOST_TEST(certificate.data().key.exponent_bits == 2048U);
    BOOST_CHECK(certificate.data().botan_key() == nullptr);
}

BOOST_AUTO_TEST_CASE(with_a_short_rsa_key_says_so) {
    const Certificate certificate = with_key(rsa_public_key(Bytes(64, 0xC1), Bytes{1, 0, 1}));
    BOOST_TEST(certificate.data().key.bits == 512U);
}

BOOST_AUTO_TEST_CASE(with_a_key_that_is_none) {
    const Bytes ec = pooled_key(KeyAlgorithm::ecdsa_p256).public_key();
    Bytes off_curve = ec;
    off_curve.back() = static_cast<std::uint8_t>(off_curve.back() ^ 1);
    Bytes compressed_nonsense = ec;
    compressed_nonsense[compressed_nonsense.size() - 65] = 0x05;
    for (const Bytes& key : {off_curve, compressed_nonsense}) {
        const Certificate certificate = with_key(key);
        BOOST_TEST(certificate.key_description() == "ECDSA P-256");
        BOOST_CHECK(certificate.data().botan_key() == nullptr);
    }
}

BOOST_AUTO_TEST_CASE(with_a_malformed_key_is_refused_or_keyless) {
    using namespace std::string_literals;
    for (const std::string& key : {"\x30\x00"s, "\x30\x04\x30\x00\x03\x00"s,
                                   "\x30\x09\x30\x05\x06\x03\x2B\x65\x70\x03\x00"s, "\x05\x00"s}) {
        const Bytes der = craft_certificate(root(), [&](detail::CertificateContent& content) {
            content.subject_public_key = Bytes(key.begin(), key.end());
        });
        const auto certificate = Certificate::from_der(der);
        if (certificate) {
            BOOST_TEST(certificate->key_description() == "an unreadable key");
            BOOST_CHECK(certificate->data().botan_key() == nullptr);
        }
    }
}

BOOST_AUTO_TEST_CASE(with_a_negative_serial_shows_the_sign) {
    const Certificate certificate = crafted(root(), [](detail::CertificateContent& content) {
        content.serial = -Botan::BigInt::from_u64(255);
    });
    BOOST_TEST(certificate.serial() == "-ff");
}

BOOST_AUTO_TEST_CASE(with_a_serial_of_200_octets) {
    const Certificate certificate = crafted(root(), [](detail::CertificateContent& content) {
        content.serial = Botan::BigInt::from_bytes(Bytes(200, 0x41));
    });
    BOOST_TEST(certificate.serial().size() == 400U);
}

BOOST_AUTO_TEST_CASE(with_a_time_before_1950_or_of_no_calendar) {
    for (const char* const time : {"19491231235959Z", "20261324000000Z", "20261131000000Z",
                                   "20260230000000Z", "20261124120000+0100", "202611241200Z"}) {
        const Bytes original = craft_certificate(root(), [](detail::CertificateContent& content) {
            content.not_after = std::chrono::sys_days(std::chrono::year(2050) / 1 / 1);
        });
        const std::string from =
            "\x18\x0F"
            "20500101000000Z";
        std::string text(original.begin(), original.end());
        const std::size_t place = text.find(from);
        BOOST_REQUIRE(place != std::string::npos);
        // Same length, so that only the time is wrong.
        std::string replacement = std::string(time).substr(0, 15);
        replacement.resize(15, 'Z');
        text.replace(place + 2, 15, replacement);
        refusal(bytes_of(text));
    }
}

BOOST_AUTO_TEST_CASE(with_an_extension_twice) {
    refusal(craft_certificate(root(), [](detail::CertificateContent& content) {
        content.extensions.push_back(detail::subject_alternative_name({"contoso.example"}, false));
    }));
}

BOOST_AUTO_TEST_CASE(with_unreadable_extensions_lists_them) {
    for (const std::string oid :
         {"2.5.29.37", "2.5.29.17", "2.5.29.19", "2.5.29.15", "2.5.29.30"}) {
        const Bytes der = craft_certificate(root(), [&](detail::CertificateContent& content) {
            set_extension(content, {oid, true, {0x30, 0x03, 0xFF, 0x01, 0x00}});
        });
        const auto certificate = Certificate::from_der(der);
        BOOST_REQUIRE(certificate);
        const auto unreadable = certificate->data().unreadable_extensions();
        BOOST_TEST((std::find(unreadable.begin(), unreadable.end(), oid) != unreadable.end()), oid);
        BOOST_TEST(!certificate->is_ca());
    }
}

BOOST_AUTO_TEST_CASE(of_version_1_is_no_authority) {
    // A self-signed certificate without extensions, which some libraries take for a CA.
    const PrivateKey& key = root().key();
    const Certificate certificate = crafted(root(), [&](detail::CertificateContent& content) {
        content.subject = content.issuer;
        content.subject_public_key = key.public_key();
        content.extensions.clear();
    });
    BOOST_TEST(certificate.data().x509().x509_version() == 1U);
    BOOST_TEST(certificate.is_self_issued());
    BOOST_TEST(!certificate.is_ca());
}

BOOST_AUTO_TEST_SUITE_END()
