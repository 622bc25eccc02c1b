// `domainsec cert` and `domainsec key`.
#include <boost/test/unit_test.hpp>

#include "cli/command.hpp"

using domainsec::test::Folder;

BOOST_AUTO_TEST_SUITE(certificates)

BOOST_AUTO_TEST_CASE(self_signed_is_written_and_shown) {
    const Folder folder;
    const auto made = folder.run(
        "cert new --name contoso.example --name edge1.contoso.example --out a.pem --key-out a.key");
    BOOST_TEST(made.exit_code == 0, made.output);
    const auto shown = folder.run("cert show a.pem");
    BOOST_TEST(shown.exit_code == 0);
    BOOST_TEST(shown.prints("contoso.example, edge1.contoso.example"));
    BOOST_TEST(shown.prints("ECDSA"));
    BOOST_TEST(shown.prints("sha256/"));
}

BOOST_AUTO_TEST_CASE(key_is_readable_by_its_owner_only) {
    const Folder folder;
    BOOST_TEST(
        folder.run("cert new --name contoso.example --out a.pem --key-out a.key").exit_code == 0);
    const auto mode = std::filesystem::status(folder.path() / "a.key").permissions();
    BOOST_TEST(static_cast<int>(mode & std::filesystem::perms::all) == 0600);
}

BOOST_AUTO_TEST_CASE(own_authority_issues) {
    const Folder folder;
    BOOST_TEST(folder
                   .run("cert new --ca --common-name 'Contoso CA' --days 3650 --out ca.pem "
                        "--key-out ca.key")
                   .exit_code == 0);
    const auto issued = folder.run(
        "cert new --name fabrikam.example --issuer ca.pem --issuer-key ca.key --out mx.pem "
        "--key-out mx.key");
    BOOST_TEST(issued.exit_code == 0, issued.output);
    BOOST_TEST(issued.prints("Contoso CA"));
}

BOOST_AUTO_TEST_CASE(openssl_verifies_what_it_issues) {
    const Folder folder;
    folder.run("cert new --ca --common-name CA --days 3650 --out ca.pem --key-out ca.key");
    folder.run(
        "cert new --name fabrikam.example --issuer ca.pem --issuer-key ca.key --out mx.pem "
        "--key-out mx.key");
    const auto verified = folder.run(
        "--version && openssl verify -x509_strict -CAfile ca.pem -purpose sslclient mx.pem");
    BOOST_TEST(verified.exit_code == 0, verified.output);
}

BOOST_AUTO_TEST_CASE(existing_files_are_never_replaced) {
    const Folder folder;
    BOOST_TEST(
        folder.run("cert new --name contoso.example --out a.pem --key-out a.key").exit_code == 0);
    const auto before = folder.read("a.key");
    BOOST_TEST(
        folder.run("cert new --name contoso.example --out b.pem --key-out a.key").exit_code == 1);
    BOOST_TEST(folder.run("key new --out a.key").exit_code == 1);
    BOOST_TEST(folder.read("a.key") == before);
}

BOOST_AUTO_TEST_CASE(passphrase_protects_the_key) {
    const Folder folder;
    folder.write("passphrase", "correct horse\n");
    folder.write("wrong", "battery staple\n");
    BOOST_TEST(folder.run("key new --out s.pem --passphrase-file passphrase").exit_code == 0);
    BOOST_TEST(folder.read("s.pem").starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----"));
    const std::string publish =
        "key publish --key s.pem --domain contoso.example --selector edge1 --edge "
        "edge1.contoso.example ";
    BOOST_TEST(folder.run(publish + "--passphrase-file passphrase").exit_code == 0);
    const auto refused = folder.run(publish + "--passphrase-file wrong");
    BOOST_TEST(refused.exit_code == 1);
    BOOST_TEST(refused.prints("passphrase"));
}

BOOST_AUTO_TEST_CASE(ed25519_is_refused_for_tls) {
    const Folder folder;
    const auto result = folder.run(
        "cert new --name contoso.example --key-type ed25519 --out a.pem --key-out a.key");
    BOOST_TEST(result.exit_code == 1);
    BOOST_TEST(!std::filesystem::exists(folder.path() / "a.key"));
}

BOOST_AUTO_TEST_CASE(published_key_is_a_keyring) {
    const Folder folder;
    folder.run("key new --out stamp.pem");
    const auto published = folder.run(
        "key publish --key stamp.pem --domain contoso.example --selector edge1 --edge "
        "edge1.contoso.example > keyring.toml");
    BOOST_TEST(published.exit_code == 0, published.output);
    BOOST_TEST(folder.read("keyring.toml").find("edge1._domainsec.contoso.example") !=
               std::string::npos);
    folder.write("plain.eml", "From: a@b.example\r\n\r\n");
    BOOST_TEST(
        folder.run("verify --keyring keyring.toml --domain contoso.example plain.eml").exit_code ==
        10);
}

BOOST_AUTO_TEST_CASE(bad_name_is_a_sentence) {
    const Folder folder;
    const auto result = folder.run("cert new --name 'not a name' --out a.pem --key-out a.key");
    BOOST_TEST(result.exit_code == 1);
    BOOST_TEST(result.prints("--name"));
    BOOST_TEST(result.prints("is not a domain name"));
}

BOOST_AUTO_TEST_CASE(store_takes_certificate_and_key) {
    const Folder folder;
    const auto made =
        folder.run("cert new --name contoso.example --store certificates --label edge1");
    BOOST_TEST(made.exit_code == 0, made.output);
    BOOST_TEST(std::filesystem::exists(folder.path() / "certificates" / "edge1" / "chain.pem"));
    BOOST_TEST(folder.run("cert new --name contoso.example --store certificates --label edge1")
                   .exit_code == 1);
}

BOOST_AUTO_TEST_SUITE_END()
