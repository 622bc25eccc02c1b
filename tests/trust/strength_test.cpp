// Keys and algorithms (RFC 5280 §4.1.1.2, §4.1.2.7; RFC 5480; RFC 8410).
#include <botan/auto_rng.h>
#include <botan/ec_group.h>
#include <botan/ecdsa.h>
#include <botan/rsa.h>

#include "pki/private_key_data.hpp"
#include "trust/judging.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

const Party& root() {
    static const Party party = forge_root(authority("Fabrikam Root"));
    return party;
}

const Botan::Private_Key& rsa_1024() {
    static Botan::AutoSeeded_RNG random;
    static const Botan::RSA_PrivateKey key(random, 1024);
    return key;
}

std::string with_leaf_key(const Bytes& public_key) {
    Spec spec = edge();
    spec.public_key = public_key;
    return outcome(trusting({root().certificate}), {forge(root(), spec).certificate});
}

std::string signed_with(const std::string& hash, const std::string& padding,
                        const PrivateKey& key) {
    const Bytes name = detail::encode_name("Root", "");
    const auto& signer = *key.data().botan_key;
    const auto anchor = forge_with(signer, name, authority("Root"), key.public_key());
    Spec spec = edge();
    spec.hash = hash;
    spec.padding = padding;
    const auto leaf =
        forge_with(signer, name, spec, pooled_key(KeyAlgorithm::ecdsa_p256).public_key());
    return outcome(trusting({anchor}), {leaf});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(strength)

BOOST_AUTO_TEST_CASE(usual_keys_are_accepted) {
    for (const auto algorithm :
         {KeyAlgorithm::ecdsa_p256, KeyAlgorithm::ecdsa_p384, KeyAlgorithm::rsa_2048})
        BOOST_TEST(with_leaf_key(pooled_key(algorithm).public_key()) == "pass");
}

BOOST_AUTO_TEST_CASE(short_rsa_leaf_is_weak) {
    BOOST_TEST(with_leaf_key(rsa_1024().subject_public_key()) == "fail weak_key");
}

BOOST_AUTO_TEST_CASE(short_rsa_anchor_is_weak) {
    const Bytes name = detail::encode_name("Weak Root", "");
    const auto anchor =
        forge_with(rsa_1024(), name, authority("Weak Root"), rsa_1024().subject_public_key());
    const auto leaf =
        forge_with(rsa_1024(), name, edge(), pooled_key(KeyAlgorithm::ecdsa_p256).public_key());
    const auto report = judged(trusting({anchor}), {leaf});
    BOOST_TEST(outcome(report) == "fail weak_key");
    BOOST_TEST(*report.findings.front().certificate == 1u);
}

BOOST_AUTO_TEST_CASE(partner_may_ask_for_longer_rsa) {
    Spec spec = edge();
    spec.public_key = pooled_key(KeyAlgorithm::rsa_2048).public_key();
    TrustPolicy policy = trusting({root().certificate});
    policy.min_rsa_bits = 3072;
    BOOST_TEST(outcome(policy, {forge(root(), spec).certificate}) == "fail weak_key");
}

BOOST_AUTO_TEST_CASE(other_curves_are_weak) {
    Botan::AutoSeeded_RNG random;
    const Botan::ECDSA_PrivateKey key(random, Botan::EC_Group::from_name("secp256k1"));
    BOOST_TEST(with_leaf_key(key.subject_public_key()) == "fail weak_key");
}

BOOST_AUTO_TEST_CASE(p521_is_accepted) {
    Botan::AutoSeeded_RNG random;
    const Botan::ECDSA_PrivateKey key(random, Botan::EC_Group::from_name("secp521r1"));
    BOOST_TEST(with_leaf_key(key.subject_public_key()) == "pass");
}

BOOST_AUTO_TEST_CASE(ed25519_leaf_is_not_for_tls) {  // RFC 8410; not offered by our TLS
    BOOST_TEST(with_leaf_key(pooled_key(KeyAlgorithm::ed25519).public_key()) == "fail weak_key");
}

// Its keys sign stamps; nothing says that a partner's certificate may have one (FIPS 204).
BOOST_AUTO_TEST_CASE(ml_dsa_is_not_for_certificates) {
    const auto& key = pooled_key(KeyAlgorithm::ml_dsa_65);
    BOOST_TEST(with_leaf_key(key.public_key()) == "fail weak_key");
    BOOST_TEST(signed_with("", "", key) == "fail weak_key");
}

BOOST_AUTO_TEST_CASE(exponent_1_proves_nothing) {
    Bytes modulus(257, 0xAB);
    modulus[0] = 0;
    const Bytes key = tlv(0x30, {tlv(0x02, modulus), tlv(0x02, "\x01")});
    Bytes bits{0};
    bits.insert(bits.end(), key.begin(), key.end());
    using namespace std::string_view_literals;
    const Bytes algorithm =
        tlv(0x30, {tlv(0x06, "\x2A\x86\x48\x86\xF7\x0D\x01\x01\x01"), tlv(0x05, ""sv)});
    BOOST_TEST(with_leaf_key(tlv(0x30, {algorithm, tlv(0x03, bits)})) == "fail weak_key");
}

BOOST_AUTO_TEST_CASE(malformed_key_is_weak_and_nothing_more) {
    Bytes key = pooled_key(KeyAlgorithm::ecdsa_p256).public_key();
    key.back() ^= 1;  // A point that is not on the curve.
    const Party middle = forge(root(), [&] {
        Spec spec = authority("Off The Curve");
        spec.public_key = key;
        return spec;
    }());
    BOOST_TEST(outcome(trusting({root().certificate}),
                       {forge(middle, edge()).certificate, middle.certificate}) == "fail weak_key");
}

BOOST_AUTO_TEST_CASE(sha1_is_refused) {  // RFC 9155 §2
    BOOST_TEST(signed_with("SHA-1", "", pooled_key(KeyAlgorithm::rsa_2048)) ==
               "fail weak_algorithm");
    BOOST_TEST(signed_with("SHA-1", "", pooled_key(KeyAlgorithm::ecdsa_p256)) ==
               "fail weak_algorithm");
}

BOOST_AUTO_TEST_CASE(sha2_is_accepted_in_each_scheme) {
    BOOST_TEST(signed_with("SHA-256", "", pooled_key(KeyAlgorithm::rsa_2048)) == "pass");
    BOOST_TEST(signed_with("SHA-384", "PSS", pooled_key(KeyAlgorithm::rsa_2048)) == "pass");
    BOOST_TEST(signed_with("SHA-512", "", pooled_key(KeyAlgorithm::ecdsa_p256)) == "pass");
    BOOST_TEST(signed_with("SHA-512", "", pooled_key(KeyAlgorithm::ed25519)) == "pass");
}

BOOST_AUTO_TEST_CASE(pss_with_sha1_is_refused) {  // RFC 4055 §3.1
    BOOST_TEST(signed_with("SHA-1", "PSS", pooled_key(KeyAlgorithm::rsa_2048)) ==
               "fail weak_algorithm");
}

BOOST_AUTO_TEST_CASE(signature_of_the_anchor_does_not_matter) {  // RFC 5280 §6.1.1(d)
    Spec spec = authority("Old Root");
    spec.hash = "SHA-1";
    const Party old = forge_root(spec);
    BOOST_TEST(outcome(trusting({old.certificate}), {forge(old, edge()).certificate}) == "pass");
}

BOOST_AUTO_TEST_SUITE_END()
