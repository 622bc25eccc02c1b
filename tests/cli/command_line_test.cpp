// The command line itself: help, mistakes, exit codes.
#include <boost/test/unit_test.hpp>

#include "cli/command.hpp"

using domainsec::test::Folder;

BOOST_AUTO_TEST_SUITE(command_line)

BOOST_AUTO_TEST_CASE(help_has_examples_for_every_command) {
    const Folder folder;
    for (const char* command :
         {"cert new", "cert show", "cert check", "key new", "key publish", "stamp", "verify",
          "policy check", "evidence refresh", "evidence list", "tickets create", "tickets rotate",
          "tickets show"}) {
        const auto result = folder.run(std::string(command) + " --help");
        BOOST_TEST(result.exit_code == 0, command);
        BOOST_TEST(result.prints("Examples:"), command);
        BOOST_TEST(result.prints("--json"), command);
    }
}

BOOST_AUTO_TEST_CASE(help_documents_the_exit_codes) {
    const Folder folder;
    BOOST_TEST(folder.run("--help").prints("14 fail"));
}

BOOST_AUTO_TEST_CASE(no_command_is_a_mistake) {
    const Folder folder;
    BOOST_TEST(folder.run("").exit_code == 1);
}

BOOST_AUTO_TEST_CASE(unknown_option_is_a_mistake) {
    const Folder folder;
    BOOST_TEST(folder.run("verify --nonsense").exit_code == 1);
}

BOOST_AUTO_TEST_CASE(missing_file_is_named) {
    const Folder folder;
    const auto result = folder.run("cert show nowhere.pem");
    BOOST_TEST(result.exit_code == 1);
    BOOST_TEST(result.prints("nowhere.pem"));
}

BOOST_AUTO_TEST_CASE(policy_check_reports_every_mistake_with_its_line) {
    const Folder folder;
    folder.write("domainsec.toml",
                 "[organization]\ndomain = \"contoso.example\"\ndomains = [\"contoso.example\"]\n"
                 "[edge]\nname = \"edge1.contoso.example\"\nstge = \"rcpt\"\n"
                 "[[partner]]\nname = \"Fabrikam\"\ndomains = [\"fabrikam.example\"]\n"
                 "[partner.receive]\nmode = \"required\"\n");
    const auto result = folder.run("policy check domainsec.toml");
    BOOST_TEST(result.exit_code == 1);
    BOOST_TEST(result.prints("domainsec.toml:6"));
    BOOST_TEST(result.prints("stage"));
    BOOST_TEST(result.prints("domainsec.toml:11"));
    BOOST_TEST(result.prints("require"));
}

BOOST_AUTO_TEST_CASE(policy_check_as_json_is_a_list) {
    const Folder folder;
    folder.write("domainsec.toml", "[organization]\n");
    const auto result = folder.run("policy check --json domainsec.toml");
    BOOST_TEST(result.exit_code == 1);
    BOOST_TEST(result.prints("\"line\""));
}

BOOST_AUTO_TEST_SUITE_END()
