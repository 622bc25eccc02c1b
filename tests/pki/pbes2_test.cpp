// Encrypted keys whose parameters ask for too much, or for something else (RFC 8018, RFC 7914).
#include "pki/pbes2.hpp"

#include <botan/bigint.h>
#include <botan/der_enc.h>

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <domainsec/pki/private_key.hpp>
#include <string>

#include "support/expect_error.hpp"

using namespace domainsec;
using namespace domainsec::test;
using detail::Pbes2;

namespace {

constexpr auto aes_256_cbc = "2.16.840.1.101.3.4.1.42";
constexpr auto pbes2_scheme = "1.2.840.113549.1.5.13";

// An EncryptedPrivateKeyInfo with this scheme, cipher and key derivation.
Bytes encrypted(const Bytes& derivation, const std::string& cipher = aes_256_cbc,
                const std::string& scheme = pbes2_scheme) {
    Bytes octets;
    Botan::DER_Encoder der(octets);
    der.start_sequence().start_sequence().encode(Botan::OID(scheme)).start_sequence();
    der.raw_bytes(derivation);
    der.start_sequence().encode(Botan::OID(cipher));
    der.encode(Bytes(16, 1), Botan::ASN1_Type::OctetString).end_cons();
    der.end_cons().end_cons().encode(Bytes(64, 2), Botan::ASN1_Type::OctetString).end_cons();
    return octets;
}

Bytes pbkdf2(const Botan::BigInt& iterations) {
    Bytes octets;
    Botan::DER_Encoder(octets)
        .start_sequence()
        .encode(Botan::OID("1.2.840.113549.1.5.12"))
        .start_sequence()
        .encode(Bytes(8, 3), Botan::ASN1_Type::OctetString)
        .encode(iterations)
        .end_cons()
        .end_cons();
    return octets;
}

Bytes scrypt(std::uint64_t cost, std::uint64_t block, std::uint64_t parallel) {
    Bytes octets;
    Botan::DER_Encoder(octets)
        .start_sequence()
        .encode(Botan::OID("1.3.6.1.4.1.11591.4.11"))
        .start_sequence()
        .encode(Bytes(8, 3), Botan::ASN1_Type::OctetString)
        .encode(Botan::BigInt::from_u64(cost))
        .encode(Botan::BigInt::from_u64(block))
        .encode(Botan::BigInt::from_u64(parallel))
        .end_cons()
        .end_cons();
    return octets;
}

Botan::BigInt number(std::uint64_t value) {
    return Botan::BigInt::from_u64(value);
}

void is(Pbes2 expected, const Bytes& key) {
    BOOST_CHECK(detail::look_at_encryption(key) == expected);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pbes2)

BOOST_AUTO_TEST_CASE(limits_iterations) {
    is(Pbes2::usable, encrypted(pbkdf2(number(1))));
    is(Pbes2::usable, encrypted(pbkdf2(number(10'000'000))));
    is(Pbes2::excessive, encrypted(pbkdf2(number(10'000'001))));
    is(Pbes2::excessive, encrypted(pbkdf2(number(1ULL << 31))));
    is(Pbes2::excessive, encrypted(pbkdf2(Botan::BigInt::from_bytes(Bytes(200, 0x7F)))));
    is(Pbes2::malformed, encrypted(pbkdf2(number(0))));
    is(Pbes2::malformed, encrypted(pbkdf2(-number(1))));
}

BOOST_AUTO_TEST_CASE(limits_memory_and_work_of_scrypt) {
    is(Pbes2::usable, encrypted(scrypt(16384, 8, 1)));
    is(Pbes2::usable, encrypted(scrypt(1 << 19, 8, 1)));
    is(Pbes2::excessive, encrypted(scrypt(1 << 20, 8, 1)));
    is(Pbes2::excessive, encrypted(scrypt(16384, 1ULL << 40, 1)));
    is(Pbes2::excessive, encrypted(scrypt(1ULL << 60, 1ULL << 60, 1)));
    is(Pbes2::excessive, encrypted(scrypt(16384, 8, 17)));
    is(Pbes2::malformed, encrypted(scrypt(0, 8, 1)));
    is(Pbes2::malformed, encrypted(scrypt(16384, 0, 1)));
    is(Pbes2::malformed, encrypted(scrypt(16384, 8, 0)));
}

BOOST_AUTO_TEST_CASE(knows_what_it_does_not_open) {
    const Bytes derivation = pbkdf2(number(1000));
    is(Pbes2::unsupported, encrypted(derivation, "1.2.840.113549.3.2"));
    is(Pbes2::unsupported, encrypted(derivation, aes_256_cbc, "1.2.840.113549.1.12.1.3"));
}

BOOST_AUTO_TEST_CASE(sees_what_is_malformed) {
    const Bytes good = encrypted(pbkdf2(number(1000)));
    for (std::size_t length = 0; length < good.size(); ++length)
        is(Pbes2::malformed,
           Bytes(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(length)));
    is(Pbes2::malformed, encrypted({}));
    is(Pbes2::malformed, encrypted({0x05, 0x00}));
}

BOOST_AUTO_TEST_CASE(costs_no_time_when_refused) {
    const auto start = std::chrono::steady_clock::now();
    expect_error(errc::limit_exceeded, "too much time or memory",
                 [] { PrivateKey::from_octets(encrypted(pbkdf2(number(1ULL << 31))), "secret"); });
    expect_error(errc::limit_exceeded, "too much time or memory",
                 [] { PrivateKey::from_octets(encrypted(scrypt(1ULL << 40, 8, 1)), "secret"); });
    BOOST_TEST((std::chrono::steady_clock::now() - start < std::chrono::seconds(1)));
}

BOOST_AUTO_TEST_CASE(is_opened_before_the_passphrase_is_blamed) {
    expect_error(errc::wrong_passphrase, "does not open it",
                 [] { PrivateKey::from_octets(encrypted(pbkdf2(number(1000))), "secret"); });
    expect_error(errc::unsupported_algorithm, "openssl pkcs8 -topk8", [] {
        PrivateKey::from_octets(encrypted(pbkdf2(number(1000)), "1.2.840.113549.3.2"), "secret");
    });
}

BOOST_AUTO_TEST_SUITE_END()
