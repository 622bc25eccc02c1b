// `domainsec stamp` and `domainsec verify`, from key to verdict.
#include <boost/test/unit_test.hpp>

#include "cli/command.hpp"

using domainsec::test::Folder;
using domainsec::test::Result;

namespace {

constexpr const char* message =
    "From: Alice <alice@fabrikam.example>\r\nTo: bob@contoso.example\r\nSubject: Contract\r\n"
    "Date: Tue, 24 Nov 2026 12:00:00 +0000\r\nMessage-ID: <1@fabrikam.example>\r\n\r\nHello\r\n";

/// Contoso with one partner, made by the command alone.
struct Organization {
    Folder folder;

    Organization() {
        folder.run(
            "cert new --ca --common-name 'Fabrikam CA' --days 3650 --out ca.pem --key-out ca.key");
        const std::string issue = "cert new --days 7 --issuer ca.pem --issuer-key ca.key ";
        folder.run(issue + "--name fabrikam.example --out mx.pem --key-out mx.key");
        folder.run(issue + "--name other.example --out other.pem --key-out other.key");
        folder.run("key new --out stamp.pem");
        folder.run(
            "key publish --key stamp.pem --domain contoso.example --selector edge1"
            " --edge edge1.contoso.example > keyring.toml");
        folder.write(
            "domainsec.toml",
            "[organization]\ndomain = \"contoso.example\"\ndomains = [\"contoso.example\"]\n"
            "[edge]\nname = \"edge1.contoso.example\"\n"
            "[stamp]\nselector = \"edge1\"\nkey = \"stamp.pem\"\nkeyring = \"keyring.toml\"\n"
            "[[partner]]\nname = \"Fabrikam\"\ndomains = [\"fabrikam.example\"]\n"
            "[partner.receive]\nmode = \"require\"\nanchors = [\"ca.pem\"]\n");
        folder.write("in.eml", message);
    }

    Result stamp(const std::string& more) const {
        return folder.run(
            "stamp --config domainsec.toml --cipher TLS_AES_256_GCM_SHA384 --group x25519 "
            "--mail-from alice@fabrikam.example --rcpt bob@contoso.example " +
            more);
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(stamps, Organization)

BOOST_AUTO_TEST_CASE(configuration_is_free_of_mistakes) {
    const auto checked = folder.run("policy check domainsec.toml");
    BOOST_TEST(checked.exit_code == 0, checked.output);
}

BOOST_AUTO_TEST_CASE(judged_session_gives_a_stamp_that_verifies) {
    const auto stamped = stamp("--peer-chain mx.pem < in.eml > out.eml");
    BOOST_TEST(stamped.exit_code == 0, stamped.output);
    const auto verified = folder.run("verify --config domainsec.toml out.eml");
    BOOST_TEST(verified.exit_code == 0, verified.output);
    BOOST_TEST(verified.prints("fabrikam.example"));
}

BOOST_AUTO_TEST_CASE(verify_as_json_names_file_and_status) {
    stamp("--peer-chain mx.pem < in.eml > out.eml");
    const auto verified = folder.run("verify --config domainsec.toml --json out.eml in.eml");
    BOOST_TEST(verified.exit_code == 10);
    BOOST_TEST(verified.prints("\"file\":\"out.eml\""));
    BOOST_TEST(verified.prints("\"status\":\"pass\""));
    BOOST_TEST(verified.prints("\"status\":\"none\""));
}

BOOST_AUTO_TEST_CASE(changed_body_fails) {
    stamp("--peer-chain mx.pem < in.eml > out.eml");
    auto changed = folder.read("out.eml");
    changed.replace(changed.find("Hello"), 1, "J");
    folder.write("changed.eml", changed);
    const auto verified = folder.run("verify --config domainsec.toml changed.eml");
    BOOST_TEST(verified.exit_code == 14);
    BOOST_TEST(verified.prints("body"));
}

BOOST_AUTO_TEST_CASE(without_tls_it_is_refused) {
    const auto refused = stamp("in.eml");
    BOOST_TEST(refused.exit_code == 2);
    BOOST_TEST(refused.prints("[DSEC-NO-TLS]"));
}

BOOST_AUTO_TEST_CASE(certificate_of_another_domain_is_refused) {
    const auto refused = stamp("--peer-chain other.pem in.eml");
    BOOST_TEST(refused.exit_code == 2);
    BOOST_TEST(refused.prints("[DSEC-NAME]"));
}

BOOST_AUTO_TEST_CASE(verdict_as_json) {
    const auto stamped = stamp("--peer-chain mx.pem --json in.eml");
    BOOST_TEST(stamped.exit_code == 0);
    BOOST_TEST(stamped.prints("\"secured\": true"));
    BOOST_TEST(stamped.prints("Domain-Secured:"));
}

BOOST_AUTO_TEST_CASE(archival_question_is_labelled) {
    stamp("--peer-chain mx.pem < in.eml > out.eml");
    const auto verified =
        folder.run("verify --config domainsec.toml --json --at 2030-01-01T00:00:00Z out.eml");
    BOOST_TEST(verified.exit_code == 11);
    BOOST_TEST(verified.prints("expired"));
    BOOST_TEST(verified.prints("\"archival\":true"));
}

BOOST_AUTO_TEST_CASE(keyring_without_the_key_is_permerror) {
    stamp("--peer-chain mx.pem < in.eml > out.eml");
    folder.run("key new --out other-stamp.pem");
    folder.run(
        "key publish --key other-stamp.pem --domain contoso.example --selector edge9"
        " --edge edge1.contoso.example > other.toml");
    BOOST_TEST(
        folder.run("verify --keyring other.toml --domain contoso.example out.eml").exit_code == 13);
}

BOOST_AUTO_TEST_SUITE_END()
