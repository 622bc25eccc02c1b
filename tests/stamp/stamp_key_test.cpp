// Keys that sign stamps: here, elsewhere, and those that may not (RFC 8032, RFC 8463 appendix A).
#include <boost/test/unit_test.hpp>
#include <stdexcept>

#include "stamp/base64.hpp"
#include "stamp/stamp_world.hpp"
#include "stamp/verification_key.hpp"
#include "support/expect_error.hpp"

using namespace stamp_test;
using domainsec::test::expect_error;

namespace {

const Sha256Digest digest{1, 2, 3};

bool verifies(const StampKey& key, const Bytes& signature) {
    return detail::VerificationKey::from_public_key_info(key.public_key())
        .verifies(digest, signature);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(stamp_key)

// RFC 8463 appendix A.2 and A.3: the key's public half as published there.
BOOST_AUTO_TEST_CASE(the_key_of_rfc_8463_has_the_public_key_given_there) {
    BOOST_TEST(detail::to_base64(entry_for(ed25519_key()).public_key) ==
               "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");
}

BOOST_AUTO_TEST_CASE(ed25519_signatures_are_the_same_each_time) {
    const StampKey key(ed25519_key());
    BOOST_CHECK(key.algorithm() == StampAlgorithm::ed25519_sha256);
    const auto signature = key.sign(digest);
    BOOST_TEST(signature.size() == 64U);
    BOOST_TEST(signature == key.sign(digest));
    BOOST_TEST(verifies(key, signature));
}

BOOST_AUTO_TEST_CASE(ecdsa_signatures_are_r_and_s_of_32_octets) {
    const StampKey key(p256_key());
    BOOST_CHECK(key.algorithm() == StampAlgorithm::ecdsa_p256_sha256);
    const auto signature = key.sign(digest);
    BOOST_TEST(signature.size() == 64U);
    BOOST_TEST(verifies(key, signature));
}

BOOST_AUTO_TEST_CASE(keys_of_other_kinds_are_refused) {
    const auto p384 = PrivateKey::generate(KeyAlgorithm::ecdsa_p384);
    expect_error(errc::unsupported_algorithm, "ed25519, ecdsa-p256 or ml-dsa-65",
                 [&] { StampKey key(p384); });
    expect_error(errc::unsupported_algorithm, "P-256",
                 [&] { StampKey key(p384.public_key(), [](ByteView) { return Bytes(64); }); });
}

BOOST_AUTO_TEST_CASE(a_callback_signs_in_place_of_a_key) {
    const StampKey held(ed25519_key());
    const StampKey elsewhere(held.public_key(), [&held](ByteView octets) {
        Sha256Digest given;
        std::copy(octets.begin(), octets.end(), given.begin());
        return held.sign(given);
    });
    BOOST_TEST(elsewhere.sign(digest) == held.sign(digest));
}

BOOST_AUTO_TEST_CASE(what_a_faulty_callback_gives_is_never_used) {
    const auto info = StampKey(ed25519_key()).public_key();
    const SigningCallback faulty[] = {[](ByteView) { return Bytes(); },
                                      [](ByteView) { return Bytes(64, 7); },
                                      [](ByteView) { return Bytes(63, 7); },
                                      [](ByteView) -> Bytes { throw std::runtime_error("down"); }};
    for (const auto& callback : faulty) BOOST_TEST(StampKey(info, callback).sign(digest).empty());
}

BOOST_AUTO_TEST_CASE(an_empty_callback_or_public_key_is_refused) {
    expect_error(errc::invalid_argument, "callback",
                 [] { StampKey key(StampKey(ed25519_key()).public_key(), nullptr); });
    expect_error(errc::malformed_key, "SubjectPublicKeyInfo", [] {
        StampKey key(Bytes{1, 2, 3}, [](ByteView) { return Bytes(64); });
    });
}

BOOST_AUTO_TEST_SUITE_END()
