// PKCS#12 files that we write and read: what comes back, passphrases, BER, order (RFC 7292).
#include <botan/hex.h>

#include <boost/test/unit_test.hpp>
#include <domainsec/pki/pkcs12.hpp>

#include "pki/crafted_pkcs12.hpp"
#include "pki/pem.hpp"
#include "pki/pkcs12_mac.hpp"
#include "pki/utf16_text.hpp"
#include "support/expect_error.hpp"
#include "support/test_pki.hpp"

using namespace domainsec;
using namespace domainsec::test;
using detail::Pkcs12Purpose;

namespace {

constexpr auto granted = &SecretAccess::granted;

const TestCa& root() {
    static const TestCa ca("Fabrikam Root");
    return ca;
}
const TestCa& issuing() {
    static const TestCa ca = root().intermediate("Fabrikam Issuing");
    return ca;
}
const Identity& fabrikam() {
    static const Identity identity = issuing().issue({"fabrikam.example"});
    return identity;
}

Bytes written(const Pkcs12WriteOptions& options = {}, std::string_view passphrase = "secret") {
    return write_pkcs12(granted(), fabrikam().chain, fabrikam().key, passphrase, options);
}

Pkcs12WriteOptions with(Pkcs12Protection protection, std::string name = {}) {
    Pkcs12WriteOptions options;
    options.protection = protection;
    options.friendly_name = std::move(name);
    return options;
}

void is_fabrikam(const Pkcs12Contents& contents) {
    BOOST_REQUIRE(contents.key);
    BOOST_TEST(key_octets(*contents.key) == key_octets(fabrikam().key));
    BOOST_CHECK(contents.certificates == fabrikam().chain.certificates());
}

constexpr auto all = {Pkcs12Protection::modern, Pkcs12Protection::pbmac1,
                      Pkcs12Protection::exchange2010};
const Pkcs12ReadOptions legacy{true};

std::string derived(Pkcs12Purpose purpose, std::string_view passphrase, const char* salt,
                    std::uint64_t iterations, std::size_t length) {
    const auto octets =
        detail::derive_pkcs12("SHA-1", purpose, detail::Pkcs12Passphrase::of(passphrase).utf16,
                              Botan::hex_decode(salt), iterations, length);
    return Botan::hex_encode(octets);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pkcs12)

BOOST_AUTO_TEST_CASE(comes_back_as_it_was_written) {
    for (const auto protection : all) {
        const Bytes file = written(with(protection, "Fabrikam's edge"));
        const Pkcs12Contents contents = read_pkcs12(file, "secret", legacy);
        is_fabrikam(contents);
        BOOST_TEST(contents.friendly_name == "Fabrikam's edge");
    }
}

BOOST_AUTO_TEST_CASE(differs_each_time) {
    BOOST_CHECK(written() != written());
}

BOOST_AUTO_TEST_CASE(protections_have_names) {
    for (const auto protection : all)
        BOOST_CHECK(pkcs12_protection_from_string(to_string(protection)) == protection);
    BOOST_CHECK(!pkcs12_protection_from_string("rc2"));
}

BOOST_AUTO_TEST_CASE(old_encryption_is_read_only_when_asked) {
    const Bytes file = written(with(Pkcs12Protection::exchange2010));
    expect_error(errc::unsupported_algorithm, "option \"legacy\"",
                 [&] { read_pkcs12(file, "secret"); });
    is_fabrikam(read_pkcs12(file, "secret", legacy));
}

BOOST_AUTO_TEST_CASE(another_passphrase_is_wrong) {
    for (const auto protection : all)
        for (const char* const passphrase : {"Secret", "secret ", "", "s"})
            expect_error(errc::wrong_passphrase, "The passphrase does not open it",
                         [&] { read_pkcs12(written(with(protection)), passphrase, legacy); });
}

BOOST_AUTO_TEST_CASE(passphrases_are_any_unicode_text) {
    for (const char* const passphrase : {"Gr\xC3\xBC\xC3\x9F"
                                         "e",
                                         "\xE5\xAF\x86\xE7\xA0\x81", "\xF0\x9F\x94\x91 key", " "})
        for (const auto protection : all)
            is_fabrikam(read_pkcs12(written(with(protection), passphrase), passphrase, legacy));
    expect_error(errc::invalid_argument, "not UTF-8", [] {
        written({},
                "Gr\xFC\xDF"
                "e");
    });
    expect_error(errc::invalid_argument, "not UTF-8", [] { read_pkcs12(written(), "\xFC"); });
}

BOOST_AUTO_TEST_CASE(passphrases_have_a_length) {
    is_fabrikam(read_pkcs12(written({}, std::string(1024, 'x')), std::string(1024, 'x')));
    expect_error(errc::invalid_argument, "1024", [] { written({}, std::string(1025, 'x')); });
    expect_error(errc::invalid_argument, "empty", [] { written({}, ""); });
}

BOOST_AUTO_TEST_CASE(an_empty_passphrase_may_be_null) {
    const Bytes safe = der_sequence_of({plain_part({certificate_bag(root().certificate())})});
    detail::Pkcs12Passphrase passphrase = detail::Pkcs12Passphrase::of("");
    for (const std::size_t octets : {2U, 0U}) {
        passphrase.utf16.resize(octets);
        const Bytes file =
            detail::write_pfx(Pkcs12Protection::exchange2010, 2048, passphrase, safe);
        BOOST_TEST(read_pkcs12(file, "").certificates.size() == 1U, octets);
        expect_error(errc::wrong_passphrase, "does not open", [&] { read_pkcs12(file, "x"); });
    }
}

// Vectors that OpenSSL and Bouncy Castle test with as well.
BOOST_AUTO_TEST_CASE(derives_keys_by_appendix_b) {
    BOOST_TEST(derived(Pkcs12Purpose::encryption_key, "smeg", "0A58CF64530D823F", 1, 24) ==
               "8AAAE6297B6CB04642AB5B077851284EB7128F1A2A7FBCA3");
    BOOST_TEST(derived(Pkcs12Purpose::initial_vector, "smeg", "0A58CF64530D823F", 1, 8) ==
               "79993DFE048D3B76");
    BOOST_TEST(derived(Pkcs12Purpose::mac_key, "smeg", "3D83C0E4546AC140", 1, 20) ==
               "8D967D88F6CAA9D714800AB3D48051D63F73A312");
    BOOST_TEST(derived(Pkcs12Purpose::encryption_key, "queeg", "05DEC959ACFF72F7", 1000, 24) ==
               "ED2034E36328830FF09DF1E1A07DD357185DAC0D4F9EB3D4");
    BOOST_TEST(derived(Pkcs12Purpose::initial_vector, "queeg", "05DEC959ACFF72F7", 1000, 8) ==
               "11DEDAD7758D4860");
}

BOOST_AUTO_TEST_CASE(text_is_utf_16) {
    const std::string text = "A\xC3\xA9\xE2\x82\xAC\xF0\x9F\x94\x91";
    const auto wide = detail::utf16_from_utf8(text);
    BOOST_REQUIRE(wide);
    BOOST_TEST(Botan::hex_encode(*wide) == "004100E920ACD83DDD11");
    BOOST_TEST(detail::utf8_from_utf16(*wide).value() == text);
    for (const char* const wrong : {"D83D", "DD11", "D83D0041", "00", "DD11D83D"})
        BOOST_CHECK(!detail::utf8_from_utf16(Botan::hex_decode(wrong)));
}

BOOST_AUTO_TEST_CASE(is_read_from_ber) {
    for (const auto protection : all) {
        const Bytes file = written(with(protection, "edge"));
        is_fabrikam(read_pkcs12(as_ber(file, 1), "secret", legacy));
        const Pkcs12Contents contents =
            read_pkcs12(as_ber_throughout(file, "secret"), "secret", legacy);
        is_fabrikam(contents);
        BOOST_TEST(contents.friendly_name == "edge");
    }
}

BOOST_AUTO_TEST_CASE(is_read_from_pem) {
    const std::string pem = detail::write_pem("PKCS12", written());
    is_fabrikam(read_pkcs12(bytes_of("MAC info:\n" + pem), "secret"));
    expect_error(errc::malformed_key, "more than one",
                 [&] { read_pkcs12(bytes_of(pem + pem), "secret"); });
    expect_error(errc::malformed_key, "CERTIFICATE",
                 [] { read_pkcs12(bytes_of(root().certificate().pem()), "secret"); });
}

BOOST_AUTO_TEST_CASE(certificates_come_in_the_order_of_issue) {
    const Certificate& leaf = fabrikam().chain.leaf();
    const Certificate stranger = TestCa("Contoso Root").certificate();
    const Bytes file =
        pfx({plain_part({certificate_bag(stranger), certificate_bag(root().certificate()),
                         certificate_bag(issuing().certificate())}),
             plain_part({plain_key_bag(fabrikam().key), certificate_bag(leaf),
                         certificate_bag(stranger)})});
    const std::vector<Certificate> expected{leaf, issuing().certificate(), root().certificate(),
                                            stranger};
    BOOST_CHECK(read_pkcs12(file, "secret").certificates == expected);
}

BOOST_AUTO_TEST_CASE(the_issuer_is_told_by_its_key_where_names_are_the_same) {
    const TestCa other = TestCa("Fabrikam Root").intermediate("Fabrikam Issuing");
    const Bytes file = pfx(
        {plain_part({certificate_bag(other.certificate()), certificate_bag(issuing().certificate()),
                     certificate_bag(fabrikam().chain.leaf()), plain_key_bag(fabrikam().key)})});
    BOOST_CHECK(read_pkcs12(file, "secret").certificates.at(1) == issuing().certificate());
}

BOOST_AUTO_TEST_CASE(a_file_may_hold_either_alone) {
    const Bytes trust = pfx({plain_part({certificate_bag(root().certificate())})});
    const Pkcs12Contents certificates = read_pkcs12(trust, "secret");
    BOOST_CHECK(!certificates.key);
    BOOST_TEST(certificates.certificates.size() == 1U);
    const Pkcs12Contents key =
        read_pkcs12(pfx({plain_part({plain_key_bag(fabrikam().key)})}), "secret");
    BOOST_CHECK(key.key);
    BOOST_TEST(key.certificates.empty());
    expect_error(errc::malformed_key, "neither a key nor a certificate",
                 [] { read_pkcs12(pfx({plain_part({})}), "secret"); });
}

BOOST_AUTO_TEST_CASE(the_key_of_another_certificate_is_told) {
    const Bytes file = pfx({plain_part({plain_key_bag(pooled_key(KeyAlgorithm::ecdsa_p256, 1)),
                                        certificate_bag(fabrikam().chain.leaf())})});
    expect_error(errc::key_mismatch, "None of its certificates",
                 [&] { read_pkcs12(file, "secret"); });
    expect_error(errc::key_mismatch, "do not belong together", [] {
        write_pkcs12(granted(), fabrikam().chain, pooled_key(KeyAlgorithm::ecdsa_p256, 1), "x");
    });
}

BOOST_AUTO_TEST_CASE(options_have_ranges) {
    const auto refused = [](Pkcs12WriteOptions options, const char* words) {
        expect_error(errc::invalid_argument, words, [&] { written(options); });
    };
    const auto rounds = [](Pkcs12Protection protection, unsigned iterations) {
        Pkcs12WriteOptions options = with(protection);
        options.iterations = iterations;
        return options;
    };
    refused(rounds(Pkcs12Protection::modern, 99'999), "between 100000 and 3000000");
    refused(rounds(Pkcs12Protection::pbmac1, 3'000'001), "between 100000 and 3000000");
    refused(rounds(Pkcs12Protection::exchange2010, 1023), "between 1024 and 100000");
    refused(rounds(Pkcs12Protection::exchange2010, 100'001), "between 1024 and 100000");
    is_fabrikam(
        read_pkcs12(written(rounds(Pkcs12Protection::exchange2010, 1024)), "secret", legacy));
    // What we write, we read: three derivations are within the limit of one file.
    is_fabrikam(read_pkcs12(written(rounds(Pkcs12Protection::pbmac1, 3'000'000)), "secret"));
    refused(with(Pkcs12Protection::modern, std::string(257, 'x')), "at most 256");
    refused(with(Pkcs12Protection::modern, "a\nb"), "control characters");
    refused(with(Pkcs12Protection::modern, "\xFF"), "not UTF-8");
    expect_error(errc::invalid_argument, "empty",
                 [] { write_pkcs12(granted(), Chain(), fabrikam().key, "secret"); });
}

BOOST_AUTO_TEST_CASE(names_are_any_unicode_text) {
    const std::string name =
        "Gr\xC3\xBC\xC3\x9F"
        "e \xF0\x9F\x94\x91";
    BOOST_TEST(read_pkcs12(written(with(Pkcs12Protection::modern, name)), "secret").friendly_name ==
               name);
}

BOOST_AUTO_TEST_SUITE_END()
