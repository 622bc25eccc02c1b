// PKCS#12 files that lie, are not whole, or are something else (RFC 7292).
#include <botan/rsa.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <domainsec/pki/pkcs12.hpp>
#include <random>

#include "pki/crafted_pkcs12.hpp"
#include "pki/pkcs12_mac.hpp"
#include "pki/random.hpp"
#include "support/expect_error.hpp"
#include "support/test_pki.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

const TestCa& root() {
    static const TestCa ca("Fabrikam Root");
    return ca;
}

const Identity& fabrikam() {
    static const Identity identity = root().issue({"fabrikam.example"});
    return identity;
}

Bytes whole_file() {
    return write_pkcs12(SecretAccess::granted(), fabrikam().chain, fabrikam().key, "secret");
}

void refused(errc code, std::string_view words, const Bytes& file) {
    expect_error(code, words, [&] { read_pkcs12(file, "secret", {true}); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hostile_pkcs12)

BOOST_AUTO_TEST_CASE(cut_off_anywhere) {
    const Bytes file = pfx({plain_part({certificate_bag(root().certificate())})});
    const Bytes ber = as_ber(file);
    BOOST_TEST(read_pkcs12(file, "secret").certificates.size() == 1U);
    BOOST_TEST(read_pkcs12(ber, "secret").certificates.size() == 1U);
    for (const Bytes& octets : {file, ber})
        for (std::size_t length = 0; length < octets.size(); ++length) try {
                read_pkcs12(ByteView(octets).first(length), "secret");
                BOOST_ERROR("read with " << length << " octets");
            } catch (const Error& error) {
                if (error.code() != errc::malformed_key) BOOST_ERROR(error.what());
            }
}

BOOST_AUTO_TEST_CASE(inside_cut_off_anywhere) {
    const Bytes safe = der_sequence_of(
        {plain_part({certificate_bag(fabrikam().chain.leaf()), plain_key_bag(fabrikam().key)})});
    const auto passphrase = detail::Pkcs12Passphrase::of("secret");
    for (std::size_t length = 0; length < safe.size(); ++length)
        expect_error(errc::malformed_key, "", [&] {
            read_pkcs12(detail::write_pfx(Pkcs12Protection::exchange2010, 1, passphrase,
                                          ByteView(safe).first(length)),
                        "secret");
        });
}

BOOST_AUTO_TEST_CASE(with_octets_behind_it) {
    Bytes file = whole_file();
    file.push_back(0);
    refused(errc::malformed_key, "not whole", file);
}

BOOST_AUTO_TEST_CASE(with_any_octet_changed_does_not_open) {
    const Bytes original = write_pkcs12(SecretAccess::granted(), fabrikam().chain, fabrikam().key,
                                        "secret", {Pkcs12Protection::exchange2010, "", 1024});
    std::mt19937 random(20261126);
    for (std::size_t i = 0; i < original.size(); ++i) {
        Bytes file = original;
        file[i] = static_cast<std::uint8_t>(file[i] ^ (1 + random() % 255));
        try {
            // Some octets say nothing, such as the NULL behind an identifier: then nothing changed.
            const Pkcs12Contents contents = read_pkcs12(file, "secret", {true});
            BOOST_TEST(contents.key->public_key() == fabrikam().key.public_key());
        } catch (const Error&) {
            // One of many sentences.
        }
    }
}

// Decrypted first, it would be a damaged certificate, or a name that somebody else chose.
BOOST_AUTO_TEST_CASE(the_mac_comes_before_decryption) {
    const auto part =
        detail::encrypt(Pkcs12Protection::modern, 1, detail::Pkcs12Passphrase::of("secret"),
                        der_sequence_of({certificate_bag(fabrikam().chain.leaf())}));
    const Bytes original = pfx({encrypted_part(part)});
    BOOST_TEST(read_pkcs12(original, "secret").certificates.size() == 1U);
    const auto found = std::search(original.begin(), original.end(), part.ciphertext.begin(),
                                   part.ciphertext.end());
    const auto start = static_cast<std::size_t>(found - original.begin());
    for (std::size_t i = 0; i < part.ciphertext.size(); ++i) {
        Bytes file = original;
        file[start + i] ^= 1;
        refused(errc::wrong_passphrase, "or it was changed", file);
    }
}

BOOST_AUTO_TEST_CASE(without_a_mac) {
    refused(errc::unsupported_algorithm, "no MAC", with_mac({}));
}

BOOST_AUTO_TEST_CASE(with_a_mac_of_another_kind) {
    const auto with_digest = [](std::string_view oid, std::size_t octets) {
        return with_mac(der_sequence_of(
            {der_sequence_of({der_sequence_of({der_oid(oid)}), der_octets(Bytes(octets, 1))}),
             der_octets(Bytes(8, 1)), der_number(1)}));
    };
    using namespace std::string_view_literals;
    refused(errc::unsupported_algorithm, "Its MAC is of a kind",
            with_digest("\x2A\x86\x48\x86\xF7\x0D\x02\x05"sv, 16));
    for (const std::size_t octets : {0U, 1U, 31U, 33U})
        refused(errc::malformed_key, "MAC", with_digest(detail::oid::sha256, octets));
}

BOOST_AUTO_TEST_CASE(with_a_key_for_pbmac1_that_is_missing_or_short) {
    refused(errc::malformed_key, "MAC", with_mac(pbmac1_data(1, {})));
    refused(errc::malformed_key, "MAC", with_mac(pbmac1_data(1, der_number(19))));
    refused(errc::malformed_key, "MAC", with_mac(pbmac1_data(1, der_number(1ULL << 40))));
    refused(errc::wrong_passphrase, "does not open", with_mac(pbmac1_data(1, der_number(20))));
}

BOOST_AUTO_TEST_CASE(protected_with_public_keys) {
    const Bytes content = der(0xA0, {der_sequence_of({})});
    refused(errc::unsupported_algorithm, "signed with a key",
            der_sequence_of(
                {der_number(3), der_sequence_of({der_oid(detail::oid::signed_data), content})}));
    refused(errc::unsupported_algorithm, "encrypted to a key",
            pfx({der_sequence_of({der_oid(detail::oid::enveloped_data), content})}));
}

BOOST_AUTO_TEST_CASE(of_another_version) {
    Bytes file = whole_file();
    const auto version = std::search_n(file.begin(), file.begin() + 8, 1, 0x03);
    BOOST_REQUIRE(version != file.begin() + 8);
    *version = 2;
    refused(errc::malformed_key, "not a PKCS#12 file", file);
}

BOOST_AUTO_TEST_CASE(with_several_keys) {
    const Bytes key = plain_key_bag(fabrikam().key);
    refused(errc::malformed_key, "2 keys where one is expected", pfx({plain_part({key, key})}));
}

BOOST_AUTO_TEST_CASE(with_a_weak_key) {
    const Botan::RSA_PrivateKey weak(detail::system_random(), 1024);
    const auto octets = weak.private_key_info();
    refused(errc::weak_key, "1024 bits",
            pfx({plain_part({bag(detail::oid::key_bag, {octets.begin(), octets.end()})})}));
}

BOOST_AUTO_TEST_CASE(with_a_key_or_certificate_that_is_none) {
    refused(errc::malformed_key, "",
            pfx({plain_part({bag(detail::oid::key_bag, der_sequence_of({}))})}));
    const Bytes noise = der_sequence_of(
        {der_oid(detail::oid::x509_certificate), der(0xA0, {der_octets(Bytes(10, 1))})});
    refused(errc::malformed_certificate, "Certificate 2 in it",
            pfx({plain_part({certificate_bag(root().certificate()),
                             bag(detail::oid::certificate_bag, noise)})}));
}

BOOST_AUTO_TEST_CASE(with_a_key_under_another_passphrase) {
    const auto other =
        detail::encrypt(Pkcs12Protection::modern, 1000, detail::Pkcs12Passphrase::of("other"),
                        key_octets(fabrikam().key));
    try {
        read_pkcs12(pfx({plain_part({shrouded_key_bag(other)})}), "secret");
        BOOST_ERROR("it was opened");
    } catch (const Error& error) {
        // One time in 256 the padding looks right, and what comes out is no key.
        BOOST_TEST((error.code() == errc::wrong_passphrase || error.code() == errc::malformed_key));
    }
}

BOOST_AUTO_TEST_CASE(with_bags_of_other_kinds_is_read) {
    using namespace std::string_view_literals;
    const Bytes crl = bag("\x2A\x86\x48\x86\xF7\x0D\x01\x0C\x0A\x01\x04"sv, der_octets(Bytes(9)));
    const Bytes secret = bag("\x2A\x86\x48\x86\xF7\x0D\x01\x0C\x0A\x01\x05"sv, der_sequence_of({}));
    const Bytes unknown = bag("\x2A\x03\x04"sv, der_number(1));
    const Bytes sdsi = bag(detail::oid::certificate_bag,
                           der_sequence_of({der_oid("\x2A\x86\x48\x86\xF7\x0D\x01\x09\x16\x02"sv),
                                            der(0xA0, {der(0x16, {Bytes{'a'}})})}));
    const Bytes file =
        pfx({plain_part({crl, secret, certificate_bag(root().certificate()), unknown, sdsi})});
    BOOST_TEST(read_pkcs12(file, "secret").certificates.size() == 1U);
}

BOOST_AUTO_TEST_CASE(with_odd_attributes_is_read) {
    const auto attribute = [](std::string_view oid, const Bytes& value) {
        return der_sequence_of({der_oid(oid), der(0x31, {value})});
    };
    const auto name_of = [&](const Bytes& value) {
        const Bytes set = der(0x31, {attribute(detail::oid::friendly_name, value),
                                     attribute(detail::oid::local_key_id, der_number(1))});
        return read_pkcs12(pfx({plain_part({certificate_bag(root().certificate(), set)})}),
                           "secret")
            .friendly_name;
    };
    BOOST_TEST(name_of(der(0x1E, {Bytes{0, 'a', 0, 'b'}})) == "ab");
    BOOST_TEST(name_of(der(0x1E, {Bytes{0, 'a', 0}})).empty());
    BOOST_TEST(name_of(der(0x1E, {Bytes{0xD8, 0x00}})).empty());
    BOOST_TEST(name_of(der(0x0C, {Bytes{'a'}})).empty());
    BOOST_TEST(name_of({}).empty());
    BOOST_TEST(name_of(der(0x1E, {Bytes(514, 0)})).empty());
    BOOST_TEST(name_of(der(0x1E, {Bytes(512, 0x20)})).empty());
}

BOOST_AUTO_TEST_SUITE_END()
