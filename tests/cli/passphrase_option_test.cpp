// --passphrase-file and --passphrase, as every command that opens or protects a key takes them.
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <string>
#include <vector>

#include "cli/passphrase_option.hpp"
#include "support/expect_error.hpp"
#include "support/run_command.hpp"
#include "support/temporary_directory.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

std::string read(std::vector<std::string> arguments) {
    CLI::App app;
    cli::PassphraseOption option;
    cli::add_passphrase_options(app, option);
    std::reverse(arguments.begin(), arguments.end());
    app.parse(arguments);
    return std::string(option.read().view());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(passphrase_option)

BOOST_AUTO_TEST_CASE(absent_means_none) {
    BOOST_TEST(read({}).empty());
}

BOOST_AUTO_TEST_CASE(names_a_file_or_another_source) {
    const TemporaryDirectory folder;
    write_file(folder / "p", "correct horse\n");
    BOOST_TEST(read({"--passphrase-file", (folder / "p").string()}) == "correct horse");
    BOOST_TEST(read({"--passphrase", "file:" + (folder / "p").string()}) == "correct horse");
    BOOST_TEST(read({"--passphrase", "command:/bin/echo battery staple"}) == "battery staple");
    std::filesystem::permissions(folder / "p", std::filesystem::perms(0644));
    expect_error(errc::unreadable_file, "chmod it to 0600", [&] {
        read({"--passphrase-file", (folder / "p").string()});
    });
}

BOOST_AUTO_TEST_CASE(is_never_the_passphrase_itself) {
    try {
        read({"--passphrase", "correct-horse"});
        BOOST_ERROR("was taken");
    } catch (const Error& error) {
        const std::string_view said = error.what();
        BOOST_TEST(said.find("never the passphrase itself") != said.npos);
        BOOST_TEST(said.find("correct") == said.npos);
    }
}

BOOST_AUTO_TEST_CASE(is_given_once) {
    expect_error(errc::invalid_argument, "exclude each other", [] {
        read({"--passphrase-file", "p", "--passphrase", "file:p"});
    });
}

BOOST_AUTO_TEST_SUITE_END()
