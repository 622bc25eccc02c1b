// Private keys: made, read, refused, written (RFC 5208, RFC 5958, RFC 8018).
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <string>
#include <thread>

#include "support/expect_error.hpp"
#include "support/run_command.hpp"
#include "support/temporary_directory.hpp"
#include "support/test_pki.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

const SecretAccess granted = SecretAccess::granted();

const PrivateKey& p256() {
    return pooled_key(KeyAlgorithm::ecdsa_p256);
}

// Costs a third of a second, so once.
const std::string& encrypted_pem() {
    static const std::string pem = p256().to_pem(granted, "correct horse");
    return pem;
}

Bytes der_of(const std::string& pem) {
    const TemporaryDirectory directory;
    write_file(directory / "pem", pem);
    run_command("cd " + directory.path().string() + " && grep -v -- - pem | base64 -d > der");
    const std::string der = read_file(directory / "der");
    return {der.begin(), der.end()};
}

// What OpenSSL makes with this line, which writes "key".
std::string made_by_openssl(const std::string& line) {
    const TemporaryDirectory directory;
    const auto result = run_command("cd " + directory.path().string() + " && " + line);
    BOOST_TEST(result.exit_code == 0, result.output);
    return read_file(directory / "key");
}

void refused(errc code, const std::string& words, const std::string& text,
             const std::string& passphrase = {}) {
    expect_error(code, words, [&] { PrivateKey::from_octets(bytes_of(text), passphrase); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(private_key)

BOOST_AUTO_TEST_CASE(names_are_read_as_they_are_written) {
    for (const auto algorithm :
         {KeyAlgorithm::ecdsa_p256, KeyAlgorithm::ecdsa_p384, KeyAlgorithm::rsa_2048,
          KeyAlgorithm::rsa_3072, KeyAlgorithm::rsa_4096, KeyAlgorithm::ed25519,
          KeyAlgorithm::ml_dsa_65})
        BOOST_CHECK(key_algorithm_from_string(to_string(algorithm)) == algorithm);
    BOOST_TEST(!key_algorithm_from_string("rsa-1024").has_value());
    BOOST_TEST(!key_algorithm_from_string("").has_value());
}

BOOST_AUTO_TEST_CASE(is_new_each_time) {
    for (const auto algorithm : {KeyAlgorithm::ecdsa_p256, KeyAlgorithm::ecdsa_p384,
                                 KeyAlgorithm::ed25519, KeyAlgorithm::ml_dsa_65}) {
        const PrivateKey a = PrivateKey::generate(algorithm);
        BOOST_CHECK(a.algorithm() == algorithm);
        BOOST_CHECK(a.public_key() != PrivateKey::generate(algorithm).public_key());
        BOOST_CHECK(a.spki_sha256() == sha256(a.public_key()));
    }
}

BOOST_AUTO_TEST_CASE(survives_pem_and_der) {
    for (const auto algorithm :
         {KeyAlgorithm::ecdsa_p256, KeyAlgorithm::ecdsa_p384, KeyAlgorithm::rsa_2048,
          KeyAlgorithm::ed25519, KeyAlgorithm::ml_dsa_65}) {
        const PrivateKey& key = pooled_key(algorithm);
        const std::string pem = key.to_pem(granted);
        BOOST_CHECK(PrivateKey::from_octets(bytes_of(pem)).public_key() == key.public_key());
        BOOST_CHECK(PrivateKey::from_octets(der_of(pem)).public_key() == key.public_key());
        BOOST_CHECK(PrivateKey::from_octets(bytes_of(pem)).algorithm() == algorithm);
    }
}

BOOST_AUTO_TEST_CASE(survives_encryption) {
    BOOST_TEST(encrypted_pem().starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
    const auto again = PrivateKey::from_octets(bytes_of(encrypted_pem()), "correct horse");
    BOOST_CHECK(again.public_key() == p256().public_key());
}

BOOST_AUTO_TEST_CASE(with_the_public_key_inside_is_read) {
    // RFC 5958 version 2 of an Ed25519 key: RFC 8410 §10.3, the second example.
    const std::string pem =
        "-----BEGIN PRIVATE KEY-----\n"
        "MHICAQEwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n"
        "oB8wHQYKKoZIhvcNAQkJFDEPDA1DdXJkbGUgQ2hhaXJzgSEAGb9ECWmEzf6FQbrB\n"
        "Z9w7lshQhqowtrbLDFw4rXAxZuE=\n"
        "-----END PRIVATE KEY-----\n";
    const PrivateKey key = PrivateKey::from_octets(bytes_of(pem));
    BOOST_CHECK(key.algorithm() == KeyAlgorithm::ed25519);
    BOOST_TEST(to_hex(key.public_key())
                   .ends_with("19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1"));
}

BOOST_AUTO_TEST_CASE(of_another_length_reports_the_next_smaller_name) {
    const std::string pem = made_by_openssl("openssl genrsa -out key 2304");
    BOOST_CHECK(PrivateKey::from_octets(bytes_of(pem)).algorithm() == KeyAlgorithm::rsa_2048);
}

BOOST_AUTO_TEST_CASE(can_be_used_from_several_threads) {
    const TestCa root("Root");
    std::vector<std::thread> threads;
    std::vector<std::string> serials(4);
    for (std::string& serial : serials)
        threads.emplace_back([&] { serial = root.issue({"a.example"}).chain.leaf().serial(); });
    for (std::thread& thread : threads) thread.join();
    for (const std::string& serial : serials) BOOST_TEST(serial.size() == 32U);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(refused_key)

BOOST_AUTO_TEST_CASE(is_encrypted_and_no_passphrase_is_given) {
    refused(errc::wrong_passphrase, "It is encrypted: give its passphrase", encrypted_pem());
}

BOOST_AUTO_TEST_CASE(is_encrypted_with_another_passphrase) {
    refused(errc::wrong_passphrase, "does not open it", encrypted_pem(), "wrong horse");
    refused(errc::wrong_passphrase, "does not open it", encrypted_pem(), "correct horse ");
}

BOOST_AUTO_TEST_CASE(is_not_a_key_at_all) {
    refused(errc::malformed_key, "neither PEM nor one DER sequence", "");
    refused(errc::malformed_key, "neither PEM nor one DER sequence", "hello");
    refused(errc::malformed_key, "PKCS#8", std::string("\x30\x03\x02\x01\x00", 5));
    refused(errc::malformed_key, "It holds a CERTIFICATE", self_signed({"a.example"}).chain.pem());
}

BOOST_AUTO_TEST_CASE(is_cut_off) {
    const std::string pem = p256().to_pem(granted);
    refused(errc::malformed_key, "END PRIVATE KEY", pem.substr(0, pem.size() - 40));
    const Bytes der = der_of(pem);
    for (std::size_t length = 1; length < der.size(); ++length)
        expect_error(errc::malformed_key, "not a private key",
                     [&] { PrivateKey::from_octets(ByteView(der).first(length)); });
}

BOOST_AUTO_TEST_CASE(is_one_of_two) {
    const std::string pem = p256().to_pem(granted);
    refused(errc::malformed_key, "more than one key", pem + pem);
}

BOOST_AUTO_TEST_CASE(is_too_short) {
    refused(errc::weak_key, "1024 bits; 2048 is the least",
            made_by_openssl("openssl genrsa -out key 1024"));
}

BOOST_AUTO_TEST_CASE(is_of_a_curve_that_is_not_used) {
    refused(
        errc::unsupported_algorithm, "P-521",
        made_by_openssl("openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-521 -out key"));
    expect_error(errc::unsupported_algorithm, "another kind", [] {
        const std::string pem = made_by_openssl("openssl genpkey -algorithm x25519 -out key");
        PrivateKey::from_octets(bytes_of(pem));
    });
}

BOOST_AUTO_TEST_CASE(has_numbers_that_do_not_belong_together) {
    // The public point inside is another key's: the last octets of the encoding.
    Bytes der = der_of(p256().to_pem(granted));
    der.back() = static_cast<std::uint8_t>(der.back() ^ 1);
    expect_error(errc::malformed_key, "", [&] { PrivateKey::from_octets(der); });
}

BOOST_AUTO_TEST_CASE(is_encrypted_in_the_old_ways) {
    refused(errc::unsupported_algorithm, "openssl pkcs8 -topk8",
            made_by_openssl("openssl genrsa -traditional -aes128 -passout pass:x -out key 2048"),
            "x");
    refused(errc::unsupported_algorithm, "openssl pkcs8 -topk8",
            made_by_openssl("openssl genrsa 2048 | openssl pkcs8 -topk8 -v1 PBE-SHA1-3DES "
                            "-passout pass:x -out key"),
            "x");
}

BOOST_AUTO_TEST_CASE(is_longer_than_keys_are) {
    refused(errc::limit_exceeded, "longer than 65536 octets", std::string(65'537, '0'));
}

BOOST_AUTO_TEST_CASE(is_encrypted_and_damaged) {
    const Bytes der = der_of(encrypted_pem());
    for (std::size_t i = 0; i < 40; ++i) {
        Bytes damaged = der;
        damaged[i] = static_cast<std::uint8_t>(damaged[i] ^ 0x41);
        BOOST_CHECK_THROW(PrivateKey::from_octets(damaged, "wrong"), Error);
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(key_file)

BOOST_AUTO_TEST_CASE(is_written_for_its_owner_alone) {
    const TemporaryDirectory directory;
    p256().write_new(directory / "key.pem", granted);
    using std::filesystem::perms;
    BOOST_CHECK(std::filesystem::status(directory / "key.pem").permissions() ==
                (perms::owner_read | perms::owner_write));
    BOOST_CHECK(PrivateKey::from_file(directory / "key.pem").public_key() == p256().public_key());
}

BOOST_AUTO_TEST_CASE(is_not_replaced) {
    const TemporaryDirectory directory;
    write_file(directory / "key.pem", "precious");
    expect_error(errc::already_exists, "key.pem: It is there already",
                 [&] { p256().write_new(directory / "key.pem", granted); });
    BOOST_TEST(read_file(directory / "key.pem") == "precious");
    BOOST_TEST(std::distance(std::filesystem::directory_iterator(directory.path()),
                             std::filesystem::directory_iterator()) == 1);
}

BOOST_AUTO_TEST_CASE(does_not_go_through_a_dangling_link) {
    const TemporaryDirectory directory;
    std::filesystem::create_symlink(directory / "elsewhere", directory / "key.pem");
    expect_error(errc::already_exists, "",
                 [&] { p256().write_new(directory / "key.pem", granted); });
    BOOST_TEST(!std::filesystem::exists(directory / "elsewhere"));
}

BOOST_AUTO_TEST_CASE(needs_a_directory) {
    expect_error(errc::unwritable_file, "No such file or directory",
                 [] { p256().write_new("/nowhere/key.pem", granted); });
}

BOOST_AUTO_TEST_CASE(with_loose_permissions_is_not_read) {
    const TemporaryDirectory directory;
    p256().write_new(directory / "key.pem", granted);
    using std::filesystem::perms;
    for (const perms loose : {perms::group_read, perms::others_read, perms::group_write}) {
        std::filesystem::permissions(directory / "key.pem",
                                     perms::owner_read | perms::owner_write | loose);
        expect_error(errc::unreadable_file, "chmod it to 0600",
                     [&] { PrivateKey::from_file(directory / "key.pem"); });
    }
    std::filesystem::permissions(directory / "key.pem", perms::owner_read);
    BOOST_CHECK_NO_THROW(PrivateKey::from_file(directory / "key.pem"));
}

BOOST_AUTO_TEST_CASE(names_itself_when_it_cannot_be_used) {
    const TemporaryDirectory directory;
    write_file(directory / "key.pem", encrypted_pem());
    expect_error(errc::wrong_passphrase, "key.pem: It is encrypted",
                 [&] { PrivateKey::from_file(directory / "key.pem"); });
    expect_error(errc::unreadable_file, "missing.pem: It cannot be opened",
                 [&] { PrivateKey::from_file(directory / "missing.pem"); });
}

BOOST_AUTO_TEST_SUITE_END()
