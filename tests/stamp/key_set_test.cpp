// Selectors with other keys than Ed25519's alone: ML-DSA-65, and both beside each other
// (docs/stamp-format.md §4.3; FIPS 204).
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <fstream>

#include "stamp/base64.hpp"
#include "stamp/stamp_world.hpp"
#include "support/expect_error.hpp"
#include "support/temporary_directory.hpp"

using namespace stamp_test;
using domainsec::test::expect_error;
using domainsec::test::TemporaryDirectory;

namespace {

const PrivateKey& ml_dsa() {
    static const auto key = PrivateKey::generate(KeyAlgorithm::ml_dsa_65);
    return key;
}

StampKey set_key() {
    return {ed25519_key(), ml_dsa()};
}

KeyRingEntry entry_of(const StampKey& key) {
    return make_key_ring_entry(domain("contoso.example"), "edge1", key,
                               {domain("edge1.contoso.example")});
}

std::string stamped_with(const StampKey& key, const std::string& text = message()) {
    const auto result = Stamper(key, stamper_options()).stamp(text, path());
    BOOST_REQUIRE(result.problem == StampingProblem::none);
    return result.field + text;
}

void expect(const KeyRingEntry& entry, const std::string& whole, Status status,
            StampReason reason) {
    const auto report =
        Verifier(KeyRing({entry}), {domain("contoso.example")}).verify(whole, at_delivery());
    BOOST_TEST_CONTEXT(report.detail) {
        BOOST_TEST(to_string(report.status) == to_string(status));
        BOOST_TEST(to_string(report.reason) == to_string(reason));
    }
}

std::string without_tag(const std::string& whole, std::string_view name) {
    const auto begin = whole.find("\r\n " + std::string(name) + "=");
    const auto end = whole.find("\r\nReceived:");
    BOOST_REQUIRE(begin != std::string::npos);
    auto semicolon = whole.find(';', begin);
    if (semicolon == std::string::npos || semicolon > end) semicolon = end - 1;
    return whole.substr(0, begin) + whole.substr(semicolon + 1);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(key_sets)

BOOST_AUTO_TEST_CASE(ml_dsa_65_alone_signs_and_breaks_like_others) {
    const StampKey key(ml_dsa());
    const auto whole = stamped_with(key);
    BOOST_TEST(whole.find("a=ml-dsa-65-sha256;") != std::string::npos);
    expect(entry_of(key), whole, Status::pass, StampReason::none);
    expect(entry_of(key), replaced(whole, "Subject: Q", "Subject: q"), Status::fail,
           StampReason::signature_mismatch);
    expect(entry_of(key), with_lf(whole), Status::pass, StampReason::none);
}

BOOST_AUTO_TEST_CASE(both_keys_of_a_set_sign) {
    const auto whole = stamped_with(set_key());
    BOOST_TEST(whole.find("a=ed25519-sha256+ml-dsa-65-sha256;") != std::string::npos);
    expect(entry_of(set_key()), whole, Status::pass, StampReason::none);
    expect(entry_of(set_key()), replaced(whole, "Subject: Q", "Subject: q"), Status::fail,
           StampReason::signature_mismatch);
}

BOOST_AUTO_TEST_CASE(no_line_of_a_set_s_stamp_is_over_78_octets) {
    const auto whole = stamped_with(set_key());
    std::size_t begin = 0;
    for (auto end = whole.find("\r\n"); begin < whole.find("Received:");
         begin = end + 2, end = whole.find("\r\n", begin))
        BOOST_TEST(end - begin <= 78U);
}

BOOST_AUTO_TEST_CASE(a_missing_signature_of_the_set_is_permerror) {
    const auto whole = stamped_with(set_key());
    expect(entry_of(set_key()), without_tag(whole, "b2"), Status::permerror,
           StampReason::malformed_stamp);
    expect(entry_of(set_key()), without_tag(whole, "b"), Status::permerror,
           StampReason::malformed_stamp);
}

BOOST_AUTO_TEST_CASE(one_good_signature_of_two_is_not_enough) {
    const auto other = PrivateKey::generate(KeyAlgorithm::ml_dsa_65);
    expect(entry_of(set_key()), stamped_with(StampKey(ed25519_key(), other)), Status::fail,
           StampReason::signature_mismatch);
    const auto ed25519 = PrivateKey::generate(KeyAlgorithm::ed25519);
    expect(entry_of(set_key()), stamped_with(StampKey(ed25519, ml_dsa())), Status::fail,
           StampReason::signature_mismatch);
}

// A thief of the weaker key strips the other signature and says so in a=.
BOOST_AUTO_TEST_CASE(the_field_cannot_leave_a_key_of_the_set_out) {
    expect(entry_of(set_key()), stamped(message()), Status::permerror,
           StampReason::algorithm_mismatch);
    expect(entry_for(ed25519_key()), stamped_with(set_key()), Status::permerror,
           StampReason::algorithm_mismatch);
}

BOOST_AUTO_TEST_CASE(a_second_signature_where_the_algorithm_has_one_is_malformed) {
    const auto whole = replaced(stamped(message()), " b=", " b2=AAAA; b=");
    BOOST_TEST(to_string(report_on(whole).reason) == "malformed_stamp");
}

BOOST_AUTO_TEST_CASE(a_changed_octet_of_either_signature_fails) {
    const auto whole = stamped_with(set_key());
    for (const auto* name : {"\r\n b=", "\r\n b2="}) {
        const auto at = whole.find(name) + 20;
        auto changed = whole;
        changed[at] = changed[at] == 'A' ? 'B' : 'A';
        expect(entry_of(set_key()), changed, Status::fail, StampReason::signature_mismatch);
    }
}

BOOST_AUTO_TEST_CASE(a_set_in_a_keyring_file_reads_as_it_was_written) {
    for (const auto& key : {set_key(), StampKey(ml_dsa())}) {
        const auto entry = entry_of(key);
        const auto ring = KeyRing::from_string(to_keyring_toml(entry));
        BOOST_REQUIRE(ring.entries().size() == 1U);
        BOOST_CHECK(ring.entries()[0].algorithm == entry.algorithm);
        BOOST_TEST(ring.entries()[0].public_key == entry.public_key);
        expect_error(errc::unsupported_algorithm, "too large for the DNS",
                     [&] { to_key_record(entry); });
    }
}

BOOST_AUTO_TEST_CASE(a_keyring_with_half_a_set_is_refused) {
    const auto toml = to_keyring_toml(entry_of(set_key()));
    const auto begin = toml.find("public_key_ml_dsa_65");
    const auto end = toml.find('\n', begin) + 1;
    expect_error(errc::invalid_configuration, "public_key_ml_dsa_65\" is missing",
                 [&] { KeyRing::from_string(toml.substr(0, begin) + toml.substr(end)); });
    expect_error(errc::invalid_configuration, "belongs to", [&] {
        KeyRing::from_string(replaced(toml, "ed25519-sha256+ml-dsa-65-sha256", "ed25519-sha256"));
    });
}

BOOST_AUTO_TEST_CASE(an_ml_dsa_65_public_key_of_another_length_is_refused) {
    auto entry = entry_of(StampKey(ml_dsa()));
    entry.public_key.pop_back();
    expect_error(errc::malformed_key, "1952 octets", [&] { KeyRing ring({entry}); });
}

BOOST_AUTO_TEST_CASE(a_set_in_another_order_or_of_other_keys_is_refused) {
    expect_error(errc::unsupported_algorithm, "Ed25519, then ML-DSA-65",
                 [] { StampKey key(ml_dsa(), ed25519_key()); });
    expect_error(errc::unsupported_algorithm, "Ed25519, then ML-DSA-65",
                 [] { StampKey key(ed25519_key(), p256_key()); });
}

BOOST_AUTO_TEST_CASE(a_file_holds_one_key_or_both) {
    const TemporaryDirectory folder;
    ed25519_key().write_new(folder / "one.pem", SecretAccess::granted());
    BOOST_CHECK(StampKey::from_file(folder / "one.pem").public_key() ==
                StampKey(ed25519_key()).public_key());
    const auto both = ed25519_key().to_pem(SecretAccess::granted(), "secret") +
                      ml_dsa().to_pem(SecretAccess::granted(), "secret");
    std::ofstream(folder / "both.pem") << both;
    std::filesystem::permissions(folder / "both.pem", std::filesystem::perms::owner_read);
    BOOST_CHECK(StampKey::from_file(folder / "both.pem", "secret").public_key() ==
                set_key().public_key());
    expect_error(errc::wrong_passphrase, "both.pem",
                 [&] { StampKey::from_file(folder / "both.pem", "another"); });
    std::filesystem::permissions(folder / "both.pem", std::filesystem::perms(0644));
    expect_error(errc::unreadable_file, "both.pem",
                 [&] { StampKey::from_file(folder / "both.pem", "secret"); });
}

// RFC 7468 §5.3: OpenSSL writes the curve's parameters before an EC key, people put certificates
// and remarks beside one.
BOOST_AUTO_TEST_CASE(blocks_that_are_no_keys_do_not_count_as_keys) {
    const TemporaryDirectory folder;
    const auto write = [&](const char* name, const std::string& text) {
        std::ofstream(folder / name) << text;
        std::filesystem::permissions(folder / name, std::filesystem::perms::owner_read);
        return StampKey::from_file(folder / name).public_key();
    };
    const std::string parameters =
        "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
    const auto p256 = p256_key().to_pem(SecretAccess::granted());
    const auto ed25519 = ed25519_key().to_pem(SecretAccess::granted());
    const auto second = ml_dsa().to_pem(SecretAccess::granted());
    BOOST_TEST(write("before.pem", parameters + p256) == StampKey(p256_key()).public_key());
    BOOST_TEST(write("behind.pem", p256 + parameters) == StampKey(p256_key()).public_key());
    BOOST_TEST(write("between.pem", "ours\r\n" + ed25519 + parameters + "the other\n" + second) ==
               set_key().public_key());
    expect_error(errc::malformed_key, "three.pem: It holds more than one key",
                 [&] { write("three.pem", ed25519 + second + p256); });
    expect_error(errc::unsupported_algorithm, "Ed25519, then ML-DSA-65",
                 [&] { write("turned.pem", second + ed25519); });
}

// FIPS 204 §3.4: hedged. Ed25519 beside it is as RFC 8032 has it, the same each time.
BOOST_AUTO_TEST_CASE(ml_dsa_signs_with_fresh_randomness) {
    const Sha256Digest digest{9};
    const auto key = set_key();
    const auto first = key.sign(digest);
    const auto second = key.sign(digest);
    BOOST_REQUIRE(first.size() == signature_octets(key.algorithm()));
    BOOST_REQUIRE(second.size() == first.size());
    BOOST_TEST(std::equal(first.begin(), first.begin() + 64, second.begin()));
    BOOST_TEST(!std::equal(first.begin() + 64, first.end(), second.begin() + 64));
}

BOOST_AUTO_TEST_CASE(a_set_elsewhere_signs_through_one_callback) {
    const auto held = set_key();
    const StampKey elsewhere(held.public_key(), [&held](ByteView digest) {
        Sha256Digest given;
        std::copy(digest.begin(), digest.end(), given.begin());
        return held.sign(given);
    });
    expect(entry_of(held), stamped_with(elsewhere), Status::pass, StampReason::none);
    const StampKey half(held.public_key(), [](ByteView) { return Bytes(64); });
    BOOST_CHECK(Stamper(half, stamper_options()).stamp(message(), path()).problem ==
                StampingProblem::signing_failed);
}

BOOST_AUTO_TEST_SUITE_END()
