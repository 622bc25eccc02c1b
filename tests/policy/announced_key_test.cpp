// The public key in whatever an administrator has of it, and what is announced of it.
#include <domainsec/policy/announced_key.hpp>

#include <sys/stat.h>
#include <boost/test/unit_test.hpp>
#include <domainsec/pki/private_key.hpp>

#include "support/expect_error.hpp"
#include "support/run_command.hpp"
#include "support/temporary_directory.hpp"
#include "support/test_pki.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

/// What openssl makes of one key.
struct KeyFiles {
    TemporaryDirectory folder;
    PrivateKey key = PrivateKey::generate(KeyAlgorithm::ecdsa_p256);

    KeyFiles() {
        write_file(folder / "key.pem", key.to_pem(SecretAccess::granted()));
        run("openssl req -new -key key.pem -subj /CN=next -out request.pem");
        run("openssl req -in request.pem -outform DER -out request.der");
        run("openssl pkey -in key.pem -pubout -out public.pem");
        run("openssl pkey -in key.pem -pubout -outform DER -out public.der");
        run("openssl pkey -in key.pem -outform DER -out key.der; chmod 600 key.der");
        run("openssl ec -in key.pem -out ec.pem; chmod 600 ec.pem");
        run("openssl req -x509 -key key.pem -subj /CN=next -days 1 -out certificate.pem");
        run("openssl x509 -in certificate.pem -outform DER -out certificate.der");
        run("cat key.pem certificate.pem > both.pem; chmod 600 both.pem");
    }

    void run(const std::string& line) const {
        const auto result = run_command("cd '" + folder.path().string() + "' && " + line);
        BOOST_REQUIRE_MESSAGE(result.exit_code == 0, line << ": " << result.output);
    }

    AnnouncedKey read(const std::string& name) const {
        return AnnouncedKey::from_file(folder / name);
    }
};

DomainName host(const std::string& name = "mx1.fabrikam.example") {
    return DomainName::from_string(name).value();
}

AnnouncedKey of(const PrivateKey& key) {
    return {key.public_key(), {}};
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(announced_key_files, KeyFiles)

BOOST_AUTO_TEST_CASE(every_form_gives_the_same_key) {
    for (const std::string name :
         {"key.pem", "key.der", "ec.pem", "request.pem", "request.der", "public.pem", "public.der",
          "certificate.pem", "certificate.der", "both.pem"}) {
        const auto announced = read(name);
        BOOST_TEST((announced.pin() == key.spki_sha256()), name);
        const bool has_certificate = name.starts_with("certificate") || name == "both.pem";
        BOOST_TEST(announced.chain.empty() != has_certificate, name);
    }
}

BOOST_AUTO_TEST_CASE(a_private_key_open_to_others_is_refused) {
    for (const std::string name : {"key.pem", "key.der", "both.pem"}) {
        std::filesystem::permissions(folder / name, std::filesystem::perms::group_read,
                                     std::filesystem::perm_options::add);
        expect_error(errc::unreadable_file, name, [&] { read(name); });
    }
    // What is public may be so.
    std::filesystem::permissions(folder / "request.pem", std::filesystem::perms::others_read,
                                 std::filesystem::perm_options::add);
    read("request.pem");
}

BOOST_AUTO_TEST_CASE(an_encrypted_key_needs_its_passphrase) {
    write_file(folder / "locked.pem", key.to_pem(SecretAccess::granted(), "correct horse"));
    BOOST_TEST((AnnouncedKey::from_file(folder / "locked.pem", "correct horse").pin() ==
                key.spki_sha256()));
    expect_error(errc::wrong_passphrase, "locked.pem", [&] { read("locked.pem"); });
}

BOOST_AUTO_TEST_CASE(two_keys_in_one_file) {
    const auto other = self_signed({"other.example"});
    write_file(folder / "two.pem", read_file(folder / "public.pem") + other.chain.pem());
    expect_error(errc::key_mismatch, "two different keys", [&] { read("two.pem"); });
}

BOOST_AUTO_TEST_CASE(a_request_that_its_key_did_not_sign) {
    auto der = read_file(folder / "request.der");
    der[der.size() - 1] = static_cast<char>(der[der.size() - 1] ^ 1);
    write_file(folder / "request.der", der);
    expect_error(errc::malformed_key, "signature", [&] { read("request.der"); });
}

BOOST_AUTO_TEST_CASE(keys_that_no_tls_takes) {
    run("openssl genpkey -algorithm ed25519 -out ed.pem; openssl pkey -in ed.pem -pubout -out "
        "ed.pub");
    expect_error(errc::unsupported_algorithm, "ed.pub", [&] { read("ed.pub"); });
    run("openssl genrsa -out small.pem 1024 && openssl rsa -in small.pem -pubout -out small.pub");
    expect_error(errc::weak_key, "small.pub", [&] { read("small.pub"); });
    run("openssl req -new -key small.pem -subj /CN=x -out small.csr");
    expect_error(errc::weak_key, "small.csr", [&] { read("small.csr"); });
}

BOOST_AUTO_TEST_CASE(what_is_none) {
    write_file(folder / "text", "hello");
    expect_error(errc::malformed_key, "text", [&] { read("text"); });
    write_file(folder / "empty", "");
    expect_error(errc::malformed_key, "empty", [&] { read("empty"); });
    write_file(folder / "crl.pem", "-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n");
    expect_error(errc::malformed_key, "no certificate", [&] { read("crl.pem"); });
    write_file(folder / "large", std::string(256 * 1024 + 1, '0'));
    expect_error(errc::unreadable_file, "large", [&] { read("large"); });
    expect_error(errc::limit_exceeded, "256 KiB",
                 [] { AnnouncedKey::from_octets(Bytes(256 * 1024 + 1)); });
    expect_error(errc::unreadable_file, "missing", [&] { read("missing"); });
    expect_error(errc::invalid_argument, "chain", [] { AnnouncedKey::from_chain(Chain()); });
}

BOOST_AUTO_TEST_CASE(cut_anywhere) {
    for (const std::string name : {"request.der", "public.der", "certificate.der", "key.der"}) {
        const auto whole = read_file(folder / name);
        for (std::size_t size = 0; size < whole.size(); ++size)
            BOOST_CHECK_THROW(
                AnnouncedKey::from_octets(bytes_of(std::string_view(whole).substr(0, size))),
                Error);
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(announced_keys)

BOOST_AUTO_TEST_CASE(pins_current_first_and_each_once) {
    const auto& now = pooled_key(KeyAlgorithm::ecdsa_p256, 1);
    const auto& next = pooled_key(KeyAlgorithm::ecdsa_p256, 2);
    const auto pins = pins_of({of(now), of(next), of(now)});
    BOOST_TEST((pins == std::vector{now.spki_sha256(), next.spki_sha256()}));
    BOOST_TEST(pins_of({}).empty());
}

BOOST_AUTO_TEST_CASE(at_most_sixteen) {
    std::vector<AnnouncedKey> keys;
    for (std::uint8_t i = 0; i < 16; ++i) keys.push_back({Bytes{i}, {}});
    BOOST_TEST(pins_of(keys).size() == 16U);
    keys.push_back({Bytes{99}, {}});
    expect_error(errc::limit_exceeded, "at most 16", [&] { pins_of(keys); });
}

BOOST_AUTO_TEST_CASE(records_of_the_key_and_of_its_authority) {
    const auto ca = TestCa("Fabrikam CA").intermediate("Fabrikam Mail CA");
    const auto identity = ca.issue({"mx1.fabrikam.example"});
    const auto records = tlsa_records_of(AnnouncedKey::from_chain(identity.chain), host());
    BOOST_REQUIRE_EQUAL(records.size(), 2U);
    BOOST_TEST((records[0] == TlsaRecord{3, 1, 1,
                                         Bytes(identity.chain.leaf().spki_sha256().begin(),
                                               identity.chain.leaf().spki_sha256().end())}));
    const auto& above = ca.certificate().spki_sha256();
    BOOST_TEST((records[1] == TlsaRecord{2, 1, 1, Bytes(above.begin(), above.end())}));
}

BOOST_AUTO_TEST_CASE(no_record_of_an_authority_that_would_not_help) {
    const auto ca = TestCa("Fabrikam CA").intermediate("Fabrikam Mail CA");
    const auto identity = ca.issue({"mx1.fabrikam.example"});
    const auto key = AnnouncedKey::from_chain(identity.chain);
    BOOST_TEST(tlsa_records_of(key, host("mx2.fabrikam.example")).size() == 1U);
    // The next in the chain is of the same name and is not the issuer.
    const auto other = TestCa("Fabrikam Mail CA");
    const auto wrong =
        AnnouncedKey::from_chain(Chain({identity.chain.leaf(), other.certificate()}));
    BOOST_TEST(tlsa_records_of(wrong, host()).size() == 1U);
    BOOST_TEST(tlsa_records_of(of(identity.key), host()).size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
