// `domainsec key`: made, published, rotated, retired, given up; the keyring file keeps what is not
// meant.
#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "cli/command.hpp"

using domainsec::test::Folder;

namespace {

constexpr const char* name = " --keyring keyring.toml --domain contoso.example --selector edge1 ";

struct Keys {
    Folder folder;

    Keys() {
        folder.run("key new --out stamp.pem");
        folder.run(
            "key publish --key stamp.pem --domain contoso.example --selector edge1"
            " --edge edge1.contoso.example > published.toml");
        folder.write("keyring.toml", "# ours, reviewed in May\n" + folder.read("published.toml") +
                                         "# of the filter\n[[key]]\n" + filter());
    }

    std::string filter() const {
        folder.run("key new --out filter.pem");
        folder.run(
            "key publish --key filter.pem --domain contoso.example --selector filter1"
            " --edge edge1.contoso.example > filter.toml");
        const auto toml = folder.read("filter.toml");
        return toml.substr(toml.find("[[key]]") + 8);
    }

    bool exists(const std::string& file) const {
        return std::filesystem::exists(folder.path() / file);
    }

    void expect_keyring_is_good() const {
        folder.write("none.eml", "From: a@b.example\r\n\r\n");
        const auto read =
            folder.run("verify --keyring keyring.toml --domain contoso.example none.eml");
        BOOST_TEST(read.exit_code == 10, read.output);
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(stamp_keys, Keys)

BOOST_AUTO_TEST_CASE(a_rotation_in_two_steps_destroys_the_old_key) {
    const auto begun = folder.run(std::string("key rotate") + name +
                                  "--new-selector edge1-b --out next.pem --overlap 0");
    BOOST_TEST(begun.exit_code == 0, begun.output);
    BOOST_TEST(begun.prints("--finish"));
    expect_keyring_is_good();
    BOOST_TEST(folder.read("keyring.toml").find("selector = \"edge1-b\"") != std::string::npos);
    BOOST_TEST(exists("stamp.pem"));
    const auto finished = folder.run(std::string("key rotate") + name +
                                     "--new-selector edge1-b --finish --key stamp.pem --overlap 0");
    BOOST_TEST(finished.exit_code == 0, finished.output);
    BOOST_TEST(finished.prints("destroyed"));
    BOOST_TEST(!exists("stamp.pem"));
    BOOST_TEST(exists("next.pem"));
    expect_keyring_is_good();
    BOOST_TEST(folder.read("keyring.toml").find("state = \"retired\"\nnot_after = ") !=
               std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_old_key_stays_until_verifiers_know_the_new_one) {
    folder.run(std::string("key rotate") + name + "--new-selector edge1-b --out next.pem");
    const auto early = folder.run(std::string("key rotate") + name +
                                  "--new-selector edge1-b --finish --key stamp.pem");
    BOOST_TEST(early.exit_code == 1);
    BOOST_TEST(early.prints("wait until it is 24 h"));
    BOOST_TEST(exists("stamp.pem"));
    BOOST_TEST(folder.read("keyring.toml").find("retired") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_key_that_is_not_the_entry_s_is_not_destroyed) {
    folder.run(std::string("key rotate") + name +
               "--new-selector edge1-b --out next.pem --overlap 0");
    const auto wrong = folder.run(std::string("key rotate") + name +
                                  "--new-selector edge1-b --finish --key next.pem --overlap 0");
    BOOST_TEST(wrong.exit_code == 1);
    BOOST_TEST(wrong.prints("nothing was done"));
    BOOST_TEST(exists("next.pem"));
    BOOST_TEST(folder.read("keyring.toml").find("retired") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_selector_is_never_used_twice) {
    const auto taken =
        folder.run(std::string("key rotate") + name + "--new-selector filter1 --out next.pem");
    BOOST_TEST(taken.exit_code == 1);
    BOOST_TEST(taken.prints("names one key for good"));
    BOOST_TEST(!exists("next.pem"));
}

BOOST_AUTO_TEST_CASE(edits_leave_comments_and_other_keys_alone) {
    const auto before = folder.read("keyring.toml");
    const auto retired = folder.run(std::string("key retire") + name + "--at 2026-11-26T00:00:00Z");
    BOOST_TEST(retired.exit_code == 0, retired.output);
    const auto after = folder.read("keyring.toml");
    BOOST_TEST(after.find("# ours, reviewed in May\n") == 0U);
    BOOST_TEST(after.find("not_after = 2026-11-26T00:00:00Z\n") != std::string::npos);
    const auto filter = before.find("# of the filter");
    BOOST_TEST(after.find(before.substr(before.find("[[key]]", filter))) != std::string::npos);
    expect_keyring_is_good();
}

BOOST_AUTO_TEST_CASE(retiring_again_moves_the_time_and_writes_it_once) {
    folder.run(std::string("key retire") + name + "--at 2026-11-26T00:00:00Z");
    folder.run(std::string("key retire") + name + "--at 2026-11-27T00:00:00Z");
    const auto text = folder.read("keyring.toml");
    BOOST_TEST(text.find("2026-11-26") == std::string::npos);
    BOOST_TEST(text.find("not_after = 2026-11-27T00:00:00Z") != std::string::npos);
    expect_keyring_is_good();
}

BOOST_AUTO_TEST_CASE(a_compromised_key_stays_so) {
    const auto given_up =
        folder.run(std::string("key compromise") + name + "--since 2026-11-20T00:00:00Z --json");
    BOOST_TEST(given_up.exit_code == 0, given_up.output);
    BOOST_TEST(given_up.prints("\"state\": \"compromised\""));
    BOOST_TEST(folder.read("keyring.toml").find("compromised_at = 2026-11-20T00:00:00Z") !=
               std::string::npos);
    const auto retired = folder.run(std::string("key retire") + name);
    BOOST_TEST(retired.exit_code == 1);
    BOOST_TEST(retired.prints("not undone"));
    expect_keyring_is_good();
}

BOOST_AUTO_TEST_CASE(a_key_that_is_not_there_is_named_with_those_that_are) {
    const auto none =
        folder.run("key retire --keyring keyring.toml --domain contoso.example --selector edge9");
    BOOST_TEST(none.exit_code == 1);
    BOOST_TEST(none.prints("edge1 of contoso.example, filter1 of contoso.example"));
}

BOOST_AUTO_TEST_CASE(a_set_of_keys_is_made_and_published_without_a_record) {
    const auto made = folder.run("key new --algorithm ed25519+ml-dsa-65 --out set.pem");
    BOOST_TEST(made.exit_code == 0, made.output);
    const auto published = folder.run(
        "key publish --key set.pem --domain contoso.example --selector archive"
        " --edge edge1.contoso.example");
    BOOST_TEST(published.exit_code == 0, published.output);
    BOOST_TEST(published.prints("public_key_ml_dsa_65"));
    BOOST_TEST(!published.prints("IN TXT"));
    BOOST_TEST(folder.run("key new --algorithm rsa-2048 --out no.pem").exit_code == 1);
    BOOST_TEST(!exists("no.pem"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(key_serve, Keys)

// The edge holds no key; the process that does is stopped, and the mail waits.
BOOST_AUTO_TEST_CASE(an_edge_stamps_with_a_key_it_does_not_hold) {
    folder.run("cert new --ca --common-name 'Fabrikam CA' --out ca.pem --key-out ca.key");
    folder.run(
        "cert new --days 7 --issuer ca.pem --issuer-key ca.key --name fabrikam.example --out "
        "mx.pem --key-out mx.key");
    folder.write("domainsec.toml",
                 "[organization]\ndomain = \"contoso.example\"\n[edge]\nname = "
                 "\"edge1.contoso.example\"\n[stamp]\nselector = \"edge1\"\nsocket = \"sign\"\n"
                 "keyring = \"published.toml\"\n[[partner]]\nname = \"Fabrikam\"\ndomains = "
                 "[\"fabrikam.example\"]\n[partner.receive]\nmode = \"require\"\nanchors = "
                 "[\"ca.pem\"]\n");
    folder.write("in.eml", "From: alice@fabrikam.example\r\n\r\nHello\r\n");
    const std::string stamp =
        "stamp --config domainsec.toml --cipher TLS_AES_256_GCM_SHA384 --group x25519 --mail-from "
        "alice@fabrikam.example --rcpt bob@contoso.example --peer-chain mx.pem < in.eml > out.eml";
    // In the background of the same shell, stopped by its process id.
    const auto served = folder.shell(
        "\"$DOMAINSEC\" key serve --key stamp.pem --socket sign > served & server=$!; "
        "for i in 1 2 3 4 5 6 7 8 9 10; do [ -S sign ] && break; sleep 0.1; done; "
        "mv stamp.pem elsewhere.pem; \"$DOMAINSEC\" " +
        stamp +
        "; result=$?; "
        "stat -c %a sign; kill $server; wait $server; echo ended $?; ls sign; exit $result");
    BOOST_TEST(served.exit_code == 0, served.output);
    BOOST_TEST(served.prints("600\n"));
    BOOST_TEST(served.prints("ended 0"));
    BOOST_TEST(served.prints("cannot access 'sign'"));
    BOOST_TEST(
        folder.run("verify --keyring published.toml --domain contoso.example out.eml").exit_code ==
        0);
    const auto away = folder.run(stamp);
    BOOST_TEST(away.exit_code == 2, away.output);
    BOOST_TEST(folder.read("out.eml").find("451") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_socket_in_use_and_a_file_are_not_replaced) {
    folder.write("file", "x");
    const auto file = folder.run("key serve --key stamp.pem --socket file");
    BOOST_TEST(file.exit_code == 1);
    BOOST_TEST(file.prints("no socket"));
    const auto twice = folder.shell(
        "\"$DOMAINSEC\" key serve --key stamp.pem --socket sign > served & server=$!; "
        "for i in 1 2 3 4 5 6 7 8 9 10; do [ -S sign ] && break; sleep 0.1; done; "
        "\"$DOMAINSEC\" key serve --key stamp.pem --socket sign; result=$?; kill $server; wait; "
        "exit $result");
    BOOST_TEST(twice.exit_code == 1, twice.output);
    BOOST_TEST(twice.prints("served by another process"));
    BOOST_TEST(folder.run("key serve --key stamp.pem --socket s --mode 0666").exit_code == 1);
}

BOOST_AUTO_TEST_SUITE_END()
