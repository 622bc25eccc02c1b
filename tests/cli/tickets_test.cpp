// `domainsec tickets`: the file is made, turned and shown, and no key is ever printed.
#include <sys/stat.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"

using domainsec::test::Folder;
namespace fs = std::filesystem;

namespace {

/// The 64 digits of the key that stands in the file as `role`.
std::string key_in(const Folder& folder, const std::string& role) {
    const auto text = folder.read("tickets.keys");
    const auto place = text.find(role + " = ");
    return place == std::string::npos ? "" : text.substr(place + role.size() + 3 + 21, 64);
}

std::string id_shown(const Folder& folder, std::size_t place) {
    const auto shown = folder.run("tickets show --json tickets.keys");
    return nlohmann::json::parse(shown.output).at("keys").at(place).at("id");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tickets)

BOOST_AUTO_TEST_CASE(created_file_is_private_and_shown_without_its_key) {
    const Folder folder;
    const auto created = folder.run("tickets create tickets.keys");
    BOOST_TEST(created.exit_code == 0);
    BOOST_TEST(created.prints("current"));
    BOOST_TEST((fs::status(folder.path() / "tickets.keys").permissions() ==
                (fs::perms::owner_read | fs::perms::owner_write)));
    const auto key = key_in(folder, "current");
    BOOST_TEST(key.size() == 64u);
    for (const char* options : {"", "--json "}) {
        const auto shown = folder.run(std::string("tickets show ") + options + "tickets.keys");
        BOOST_TEST(shown.exit_code == 0);
        BOOST_TEST(shown.prints(id_shown(folder, 0)));
        BOOST_TEST(!shown.prints(key.substr(0, 16)));
    }
}

BOOST_AUTO_TEST_CASE(create_replaces_nothing) {
    const Folder folder;
    folder.run("tickets create tickets.keys");
    const auto key = key_in(folder, "current");
    const auto again = folder.run("tickets create tickets.keys");
    BOOST_TEST(again.exit_code == 1);
    BOOST_TEST(again.prints("tickets.keys"));
    BOOST_TEST(key_in(folder, "current") == key);
}

BOOST_AUTO_TEST_CASE(rotate_keeps_the_current_key_as_the_previous_one) {
    const Folder folder;
    folder.run("tickets create tickets.keys");
    const auto key = key_in(folder, "current");
    const auto id = id_shown(folder, 0);
    const auto rotated = folder.run("tickets rotate tickets.keys");
    BOOST_TEST(rotated.exit_code == 0);
    BOOST_TEST(rotated.prints("previous"));
    BOOST_TEST(key_in(folder, "previous") == key);
    BOOST_TEST(key_in(folder, "current") != key);
    BOOST_TEST(id_shown(folder, 1) == id);
}

BOOST_AUTO_TEST_CASE(old_keys_are_pointed_at) {
    const Folder folder;
    folder.write("tickets.keys",
                 "version = 1\ncurrent = 2020-01-01T00:00:00Z " + std::string(62, 'a') + "b1\n");
    fs::permissions(folder.path() / "tickets.keys", fs::perms::owner_read);
    BOOST_TEST(folder.run("tickets show tickets.keys").prints("tickets rotate"));
}

BOOST_AUTO_TEST_CASE(mistakes_end_with_1_and_say_where) {
    const Folder folder;
    BOOST_TEST(folder.run("tickets").exit_code == 1);
    BOOST_TEST(folder.run("tickets show").exit_code == 1);
    for (const char* command : {"show", "rotate"}) {
        const auto missing = folder.run(std::string("tickets ") + command + " nowhere");
        BOOST_TEST(missing.exit_code == 1);
        BOOST_TEST(missing.prints("nowhere"));
    }
    folder.write("tickets.keys", "version = 1\ncurrent = soon\n");
    fs::permissions(folder.path() / "tickets.keys", fs::perms::owner_read | fs::perms::owner_write);
    BOOST_TEST(folder.run("tickets show tickets.keys").prints("tickets.keys:2"));
    fs::permissions(folder.path() / "tickets.keys", fs::perms::group_read, fs::perm_options::add);
    BOOST_TEST(folder.run("tickets rotate tickets.keys").prints("0600"));
}

BOOST_AUTO_TEST_SUITE_END()
