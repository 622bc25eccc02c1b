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
            " --edge edge1.contoso.example --role filter > filter.toml");
        const auto toml = folder.read("filter.toml");
        return toml.substr(toml.find("[[key]]") + 8);
    }

    void begin_rotation() const {
        folder.run(std::string("key rotate") + name +
                   "--new-selector edge1-b --out next.pem --overlap 0");
    }
    domainsec::test::Result finish_rotation(const std::string& next = "edge1-b") const {
        return folder.run(std::string("key rotate") + name + "--new-selector " + next +
                          " --finish --key stamp.pem --overlap 0");
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

// A key in other hands must not become one whose stamps count again.
BOOST_AUTO_TEST_CASE(a_rotation_does_not_undo_that_a_key_is_compromised) {
    begin_rotation();
    folder.run(std::string("key compromise") + name);
    const auto finished = finish_rotation();
    BOOST_TEST(finished.exit_code == 1);
    BOOST_TEST(finished.prints("not undone"));
    BOOST_TEST(exists("stamp.pem"));
    BOOST_TEST(folder.read("keyring.toml").find("retired") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_key_does_not_follow_itself) {
    const auto itself = folder.run(std::string("key rotate") + name +
                                   "--new-selector edge1 --finish --key stamp.pem --overlap 0");
    BOOST_TEST(itself.exit_code == 1);
    BOOST_TEST(itself.prints("does not follow itself"));
    BOOST_TEST(exists("stamp.pem"));
    BOOST_TEST(folder.read("keyring.toml").find("retired") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_key_that_cannot_stand_in_for_the_old_one_does_not_follow) {
    const auto next = [&](const std::string& more) {
        folder.run("key new --out next.pem");
        folder.run("key publish --key next.pem --domain contoso.example --keyring keyring.toml " +
                   more);
    };
    next("--selector other --edge edge2.contoso.example");
    const auto edge = finish_rotation("other");
    BOOST_TEST(edge.exit_code == 1);
    BOOST_TEST(edge.prints("does not speak for edge1.contoso.example"));
    const auto role = finish_rotation("filter1");
    BOOST_TEST(role.exit_code == 1);
    BOOST_TEST(role.prints("has the role filter, not edge"));
    const auto none = finish_rotation("edge9");
    BOOST_TEST(none.exit_code == 1);
    BOOST_TEST(none.prints("has no key \"edge9\""));
    std::filesystem::remove(folder.path() / "next.pem");
    begin_rotation();
    folder.run(
        "key retire --keyring keyring.toml --domain contoso.example --selector edge1-b --at "
        "2090-01-01T00:00:00Z");
    const auto ended = finish_rotation();
    BOOST_TEST(ended.exit_code == 1);
    BOOST_TEST(ended.prints("is retired and cannot follow"));
    BOOST_TEST(exists("stamp.pem"));
}

BOOST_AUTO_TEST_CASE(a_key_that_is_known_since_nobody_knows_when_does_not_follow) {
    folder.run("key new --out next.pem");
    folder.run(
        "key publish --key next.pem --domain contoso.example --selector edge1-b --edge "
        "edge1.contoso.example --keyring keyring.toml");
    const auto unknown = folder.run(std::string("key rotate") + name +
                                    "--new-selector edge1-b --finish --key stamp.pem");
    BOOST_TEST(unknown.exit_code == 1);
    BOOST_TEST(unknown.prints("no not_before"));
    BOOST_TEST(exists("stamp.pem"));
    BOOST_TEST(finish_rotation().exit_code == 0);
}

BOOST_AUTO_TEST_CASE(a_rotation_that_cannot_begin_leaves_no_key) {
    const auto selector =
        folder.run(std::string("key rotate") + name + "--new-selector 'Edge 2' --out next.pem");
    BOOST_TEST(selector.exit_code == 1);
    BOOST_TEST(selector.prints("selector"));
    BOOST_TEST(!exists("next.pem"));
}

// The power went between the keyring and the key.
BOOST_AUTO_TEST_CASE(a_key_that_was_retired_but_not_destroyed_is_destroyed_by_the_same_command) {
    begin_rotation();
    folder.run(std::string("key retire") + name + "--at 2026-11-26T00:00:00Z");
    const auto finished = finish_rotation();
    BOOST_TEST(finished.exit_code == 0, finished.output);
    BOOST_TEST(!exists("stamp.pem"));
    BOOST_TEST(folder.read("keyring.toml").find("not_after = 2026-11-26T00:00:00Z") !=
               std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_destroyed_key_is_overwritten_under_its_other_names_too) {
    std::filesystem::create_hard_link(folder.path() / "stamp.pem", folder.path() / "backup");
    std::filesystem::create_symlink("stamp.pem", folder.path() / "current.pem");
    const auto size = folder.read("stamp.pem").size();
    const auto retired = folder.run(std::string("key retire") + name + "--destroy current.pem");
    BOOST_TEST(retired.exit_code == 0, retired.output);
    BOOST_TEST(retired.prints("copy-on-write"));
    BOOST_TEST(!exists("stamp.pem"));
    BOOST_TEST(!std::filesystem::is_symlink(folder.path() / "current.pem"));
    BOOST_TEST(folder.read("backup") == std::string(size, '\0'));
}

BOOST_AUTO_TEST_CASE(a_keyring_keeps_mode_and_link_and_leaves_nothing_beside_it) {
    namespace fs = std::filesystem;
    fs::create_directory(folder.path() / "real");
    fs::rename(folder.path() / "keyring.toml", folder.path() / "real" / "ring");
    fs::create_symlink("real/ring", folder.path() / "keyring.toml");
    fs::permissions(folder.path() / "real" / "ring", fs::perms(0640));
    BOOST_TEST(folder.run(std::string("key retire") + name).exit_code == 0);
    BOOST_TEST(fs::is_symlink(folder.path() / "keyring.toml"));
    BOOST_CHECK(fs::status(folder.path() / "real" / "ring").permissions() == fs::perms(0640));
    BOOST_TEST(folder.read("real/ring").find("retired") != std::string::npos);
    BOOST_TEST(std::distance(fs::directory_iterator(folder.path() / "real"), {}) == 1);
}

BOOST_AUTO_TEST_CASE(a_keyring_of_another_user_stays_his) {
    const auto changed = folder.shell(
        "[ $(id -u) = 0 ] || exit 77; chown 1234:1234 keyring.toml; \"$DOMAINSEC\" key retire" +
        std::string(name) + "&& stat -c %u:%g keyring.toml");
    if (changed.exit_code == 77) {
        BOOST_TEST_MESSAGE("needs root");
        return;
    }
    BOOST_TEST(changed.prints("1234:1234"), changed.output);
}

BOOST_AUTO_TEST_CASE(names_in_quotes_are_changed_and_not_doubled) {
    folder.shell("sed -i 's/^state = /\"state\" = /' keyring.toml");
    const auto retired = folder.run(std::string("key retire") + name);
    BOOST_TEST(retired.exit_code == 0, retired.output);
    expect_keyring_is_good();
}

BOOST_AUTO_TEST_CASE(a_form_that_cannot_be_changed_is_left_alone) {
    const auto toml = folder.read("published.toml");
    const auto table = toml.substr(toml.find("[[key]]\n") + 8);
    folder.write("keyring.toml", "[[ key ]]\n" + table);
    const auto retired = folder.run(std::string("key retire") + name);
    BOOST_TEST(retired.exit_code == 1);
    BOOST_TEST(retired.prints("one [[key]] table each"));
    BOOST_TEST(folder.read("keyring.toml") == "[[ key ]]\n" + table);
}

BOOST_AUTO_TEST_CASE(the_time_of_a_compromise_is_past_and_never_moves_on) {
    const auto at = [&](const char* since) {
        return folder.run(std::string("key compromise") + name + "--since " + since);
    };
    BOOST_TEST(at("2090-01-01T00:00:00Z").prints("still to come"));
    BOOST_TEST(folder.read("keyring.toml").find("compromised") == std::string::npos);
    BOOST_TEST(at("2026-11-20T00:00:00Z").exit_code == 0);
    const auto later = at("2026-11-21T00:00:00Z");
    BOOST_TEST(later.exit_code == 1);
    BOOST_TEST(later.prints("trusted again"));
    BOOST_TEST(at("2026-11-19T00:00:00Z").exit_code == 0);
    BOOST_TEST(folder.run(std::string("key compromise") + name).exit_code == 0);
    BOOST_TEST(folder.read("keyring.toml").find("compromised_at = 2026-11-19T00:00:00Z") !=
               std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_key_is_added_to_a_keyring_once) {
    folder.run("key new --out f2.pem");
    const std::string publish =
        "key publish --key f2.pem --domain contoso.example --edge edge1.contoso.example --role "
        "filter --keyring keyring.toml --selector ";
    const auto before = folder.read("keyring.toml");
    const auto added = folder.run(publish + "filter2");
    BOOST_TEST(added.exit_code == 0, added.output);
    BOOST_TEST(!added.prints("IN TXT"));  // a record speaks for edges only
    const auto after = folder.read("keyring.toml");
    BOOST_TEST(after.starts_with(before));
    BOOST_TEST(after.find("role = \"filter\"", before.size()) != std::string::npos);
    const auto again = folder.run(publish + "filter2");
    BOOST_TEST(again.exit_code == 1);
    BOOST_TEST(again.prints("one key for good"));
    BOOST_TEST(folder.read("keyring.toml") == after);
    BOOST_TEST(folder.run(publish + "filter3 --role king").exit_code == 1);
    expect_keyring_is_good();
}

BOOST_AUTO_TEST_SUITE_END()
