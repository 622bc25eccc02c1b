// What we write, OpenSSL reads, and the reverse: certificates, chains, keys, revocation lists.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <string>

#include "support/run_command.hpp"
#include "support/temporary_directory.hpp"
#include "support/test_pki.hpp"

namespace {

using namespace domainsec;
using namespace domainsec::test;

struct Fixture {
    TemporaryDirectory directory;

    std::string path(const std::string& name) const { return (directory / name).string(); }

    std::string run(const std::string& line) const {
        const CommandResult result = run_command("cd " + directory.path().string() + " && " + line);
        BOOST_TEST(result.exit_code == 0, line << ": " << result.output);
        return result.output;
    }

    bool verifies(const TestCa& root, const Identity& identity, const std::string& purpose) const {
        write_file(path("root.pem"), root.certificate().pem());
        write_file(path("leaf.pem"), identity.chain.leaf().pem());
        write_file(path("chain.pem"), identity.chain.pem());
        return run_command("cd " + directory.path().string() +
                           " && openssl verify -x509_strict -attime 1795521600 -purpose " +
                           purpose + " -CAfile root.pem -untrusted chain.pem leaf.pem")
                   .exit_code == 0;
    }
};

bool contains(const std::string& text, const std::string& words) {
    return text.find(words) != std::string::npos;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(openssl_reads_certificates, Fixture)

BOOST_AUTO_TEST_CASE(verifies_a_chain_with_an_intermediate_strictly) {
    const TestCa root("Fabrikam Root");
    const auto identity =
        root.intermediate("Fabrikam Issuing").issue({"fabrikam.example", "mx1.fabrikam.example"});
    BOOST_TEST(verifies(root, identity, "sslserver"));
    BOOST_TEST(verifies(root, identity, "sslclient"));
}

BOOST_AUTO_TEST_CASE(refuses_the_wrong_purpose) {
    const TestCa root("Fabrikam Root");
    const auto identity = root.issue({"fabrikam.example"}, server_only());
    BOOST_TEST(verifies(root, identity, "sslserver"));
    BOOST_TEST(!verifies(root, identity, "sslclient"));
}

BOOST_AUTO_TEST_CASE(refuses_another_root_of_the_same_name) {
    const TestCa root("Fabrikam Root");
    const TestCa impostor("Fabrikam Root");
    BOOST_TEST(!verifies(impostor, root.issue({"fabrikam.example"}), "sslserver"));
}

BOOST_AUTO_TEST_CASE(verifies_every_kind_of_key) {
    for (const auto algorithm : {KeyAlgorithm::ecdsa_p256, KeyAlgorithm::ecdsa_p384,
                                 KeyAlgorithm::rsa_2048, KeyAlgorithm::rsa_3072}) {
        const TestCa root("Root", algorithm);
        IssueOptions options;
        options.key = algorithm;
        BOOST_TEST(verifies(root, root.issue({"fabrikam.example"}, options), "sslserver"),
                   to_string(algorithm));
    }
}

BOOST_AUTO_TEST_CASE(trusts_a_self_signed_certificate) {
    write_file(path("self.pem"), self_signed({"fabrikam.example"}).chain.pem());
    run("openssl verify -attime 1795521600 -purpose sslserver -CAfile self.pem self.pem");
}

BOOST_AUTO_TEST_CASE(shows_names_usages_and_places) {
    IssueOptions options;
    options.wildcards = {"*.fabrikam.example"};
    options.crl_uris = {"http://crl.fabrikam.example/a.crl"};
    options.ocsp_uris = {"http://ocsp.fabrikam.example"};
    options.organization = "Fabrikam, Inc.";
    write_file(
        path("leaf.pem"),
        TestCa("Root").issue({"fabrikam.example", "mx1.fabrikam.example"}, options).chain.pem());
    const std::string text = run("openssl x509 -noout -text -in leaf.pem");
    BOOST_TEST(contains(text, "DNS:fabrikam.example, DNS:mx1.fabrikam.example, DNS:*.fabrikam"));
    BOOST_TEST(contains(text, "TLS Web Server Authentication, TLS Web Client Authentication"));
    BOOST_TEST(contains(text, "X509v3 Basic Constraints: critical\n                CA:FALSE"));
    BOOST_TEST(contains(text, "X509v3 Key Usage: critical\n                Digital Signature\n"));
    BOOST_TEST(contains(text, "URI:http://crl.fabrikam.example/a.crl"));
    BOOST_TEST(contains(text, "OCSP - URI:http://ocsp.fabrikam.example"));
    BOOST_TEST(contains(text, "ecdsa-with-SHA256"));
    BOOST_TEST(contains(text, "Not After : Jan 23 12:00:00 2027 GMT"));
}

BOOST_AUTO_TEST_CASE(shows_what_makes_an_authority) {
    write_file(path("ca.pem"), TestCa("Root").intermediate("Issuing", 2).certificate().pem());
    const std::string text = run("openssl x509 -noout -text -in ca.pem");
    BOOST_TEST(contains(text, "CA:TRUE, pathlen:2"));
    BOOST_TEST(contains(text, "Certificate Sign, CRL Sign"));
}

BOOST_AUTO_TEST_CASE(agrees_on_digests_and_times) {
    const Certificate certificate = self_signed({"fabrikam.example"}).chain.leaf();
    write_file(path("c.der"), certificate.der());
    const std::string print = run(
        "openssl x509 -inform DER -in c.der -noout -fingerprint -sha256 | tr -d : | tr A-F a-f");
    BOOST_TEST(contains(print, to_hex(certificate.fingerprint())));
    const std::string pin = run(
        "openssl x509 -inform DER -in c.der -noout -pubkey | openssl pkey -pubin -outform DER | "
        "openssl dgst -sha256 -binary | openssl base64");
    BOOST_TEST("sha256/" + pin == to_pin(certificate.spki_sha256()) + "\n");
    std::string serial = run("openssl x509 -inform DER -in c.der -noout -serial | tr A-F a-f");
    BOOST_TEST(serial == "serial=" + certificate.serial() + "\n");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(openssl_and_keys, Fixture)

BOOST_AUTO_TEST_CASE(reads_our_keys) {
    for (const auto algorithm : {KeyAlgorithm::ecdsa_p256, KeyAlgorithm::ecdsa_p384,
                                 KeyAlgorithm::rsa_2048, KeyAlgorithm::ed25519}) {
        const PrivateKey key = pooled_key(algorithm);
        write_file(path("key.pem"), key.to_pem(SecretAccess::granted()));
        write_file(path("public.der"), key.public_key());
        run("openssl pkey -in key.pem -pubout -outform DER | cmp - public.der");
    }
}

BOOST_AUTO_TEST_CASE(decrypts_our_keys) {
    const PrivateKey key = PrivateKey::generate(KeyAlgorithm::ecdsa_p256);
    write_file(path("key.pem"), key.to_pem(SecretAccess::granted(), "pass phrase"));
    write_file(path("public.der"), key.public_key());
    run("openssl pkey -in key.pem -passin 'pass:pass phrase' -pubout -outform DER | "
        "cmp - public.der");
}

BOOST_AUTO_TEST_CASE(writes_keys_that_we_read) {
    const char* const commands[] = {
        "openssl ecparam -name prime256v1 -genkey -out key.pem",
        "openssl ecparam -name secp384r1 -genkey -noout -out key.pem",
        "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem",
        "openssl genrsa -traditional -out key.pem 2048",
        "openssl genpkey -algorithm ed25519 -out key.pem",
        "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -outform DER -out key.pem",
    };
    for (const std::string command : commands) {
        run("rm -f key.pem; " + command + " 2>/dev/null && chmod 600 key.pem");
        const PrivateKey key = PrivateKey::from_file(path("key.pem"));
        write_file(path("public.der"), key.public_key());
        run("openssl pkey -in key.pem -pubout -outform DER | cmp - public.der");
    }
}

BOOST_AUTO_TEST_CASE(writes_encrypted_keys_that_we_read) {
    run("openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out plain.pem");
    const PrivateKey plain = PrivateKey::from_octets(bytes_of(read_file(path("plain.pem"))));
    for (const std::string options :
         {"-v2 aes-256-cbc", "-v2 aes-128-cbc -v2prf hmacWithSHA512", "-scrypt", "-v2 des3"}) {
        run("openssl pkcs8 -topk8 -in plain.pem -passout pass:secret -out key.pem " + options);
        run("chmod 600 key.pem");
        BOOST_TEST(
            PrivateKey::from_file(path("key.pem"), "secret").public_key() == plain.public_key(),
            options);
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(openssl_reads_revocation_lists, Fixture)

BOOST_AUTO_TEST_CASE(finds_the_revoked_certificate) {
    const TestCa root("Root");
    const auto good = root.issue({"good.example"});
    const auto bad = root.issue({"bad.example"});
    write_file(path("root.pem"), root.certificate().pem());
    write_file(path("good.pem"), good.chain.pem());
    write_file(path("bad.pem"), bad.chain.pem());
    write_file(path("root.crl"), root.crl({bad.chain.leaf()}));
    run("openssl crl -inform DER -in root.crl -out crl.pem");
    const std::string verify =
        "openssl verify -x509_strict -attime 1795521600 -crl_check -CRLfile crl.pem -CAfile "
        "root.pem ";
    run(verify + "good.pem");
    BOOST_TEST(contains(run(verify + "bad.pem || true"), "certificate revoked"));
    const std::string text = run("openssl crl -noout -text -in crl.pem");
    BOOST_TEST(contains(text, "X509v3 CRL Number: \n                1"));
    BOOST_TEST(contains(text, "X509v3 Authority Key Identifier"));
}

BOOST_AUTO_TEST_CASE(reads_an_empty_list) {
    write_file(path("root.crl"), TestCa("Root", KeyAlgorithm::ecdsa_p384).crl({}));
    const std::string text = run("openssl crl -inform DER -noout -text -in root.crl");
    BOOST_TEST(contains(text, "No Revoked Certificates."));
    BOOST_TEST(contains(text, "ecdsa-with-SHA384"));
}

BOOST_AUTO_TEST_SUITE_END()
