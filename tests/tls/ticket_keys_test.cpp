// Master keys of session tickets: their file, their turning, and many threads at once.
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <domainsec/bytes.hpp>
#include <domainsec/tls/ticket_keys.hpp>
#include <fstream>
#include <iterator>
#include <set>
#include <thread>

#include "pki/file_descriptor.hpp"
#include "support/case_table.hpp"
#include "support/expect_error.hpp"
#include "support/temporary_directory.hpp"
#include "support/test_clock.hpp"
#include "tls/ticket_key_file.hpp"

using namespace domainsec;
using namespace domainsec::test;
namespace fs = std::filesystem;

namespace {

const std::string first_key = "2026-11-25T12:00:00Z " + std::string(31 * 2, 'a') + "b1";
const std::string second_key = "2026-11-24T12:00:00Z " + std::string(31 * 2, 'c') + "d2";

struct KeyFile {
    KeyFile() { TicketKeys::create_file(path, FixedClock().clock()); }

    void write(const std::string& text) const {
        std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
    }
    std::string text() const {
        std::ifstream in(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }

    TemporaryDirectory folder;
    fs::path path = folder / "tickets.keys";
};

std::vector<std::string> ids(const TicketKeys& keys) {
    std::vector<std::string> ids;
    for (const auto& facts : keys.facts()) ids.push_back(facts.id);
    return ids;
}

/// Runs `work` in several threads until `end` says so, and waits for them.
template <typename Work>
class Threads final {
  public:
    Threads(int count, Work work) {
        for (int i = 0; i < count; ++i)
            threads_.emplace_back([this, work] {
                while (!ended_) work();
            });
    }
    ~Threads() { end(); }
    void end() {
        ended_ = true;
        for (auto& thread : threads_) thread.join();
        threads_.clear();
    }

  private:
    std::atomic<bool> ended_{false};
    std::vector<std::thread> threads_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(ticket_keys)

BOOST_AUTO_TEST_CASE(keys_of_a_process_are_random_and_turn) {
    const auto keys = TicketKeys::create(FixedClock().clock());
    const auto first = ids(*keys);
    BOOST_TEST(first.size() == 1u);
    BOOST_TEST(first[0].size() == 16u);
    BOOST_TEST((first != ids(*TicketKeys::create(FixedClock().clock()))));
    BOOST_TEST(!keys->refresh());

    keys->rotate();
    const auto second = ids(*keys);
    BOOST_REQUIRE(second.size() == 2u);
    BOOST_TEST(second[1] == first[0]);
    keys->rotate();
    BOOST_TEST(ids(*keys)[1] == second[0]);
}

BOOST_AUTO_TEST_CASE(id_says_nothing_of_the_key) {
    const KeyFile file;
    const auto id = TicketKeys::from_file(file.path)->facts().front().id;
    BOOST_TEST(file.text().find(id) == std::string::npos);
}

BOOST_AUTO_TEST_CASE(made_file_is_private_and_read_again) {
    const KeyFile file;
    BOOST_TEST(
        (fs::status(file.path).permissions() == (fs::perms::owner_read | fs::perms::owner_write)));
    const auto keys = TicketKeys::from_file(file.path);
    BOOST_REQUIRE(keys->facts().size() == 1u);
    BOOST_TEST((keys->facts()[0].created == test_now()));
    BOOST_TEST((ids(*keys) == ids(*TicketKeys::from_file(file.path))));
}

BOOST_AUTO_TEST_CASE(made_file_replaces_nothing) {
    const KeyFile file;
    const auto before = file.text();
    expect_error(errc::already_exists, "tickets.keys",
                 [&] { TicketKeys::create_file(file.path, FixedClock().clock()); });
    BOOST_TEST(file.text() == before);
}

BOOST_AUTO_TEST_CASE(rotation_keeps_the_current_key_as_the_previous_one) {
    const KeyFile file;
    const auto keys = TicketKeys::from_file(file.path);
    const auto first = ids(*keys);
    TicketKeys::rotate_file(file.path, [] { return test_now() + TicketKeys::rotation; });
    BOOST_TEST(
        (fs::status(file.path).permissions() == (fs::perms::owner_read | fs::perms::owner_write)));

    BOOST_TEST((ids(*keys) == first));
    BOOST_TEST(keys->refresh());
    const auto facts = keys->facts();
    BOOST_REQUIRE(facts.size() == 2u);
    BOOST_TEST(facts[1].id == first[0]);
    BOOST_TEST((facts[0].created == test_now() + TicketKeys::rotation));
    BOOST_TEST((facts[1].created == test_now()));
    BOOST_TEST(!keys->refresh());

    TicketKeys::rotate_file(file.path, FixedClock().clock());
    BOOST_TEST(keys->refresh());
    BOOST_TEST(ids(*keys)[1] == facts[0].id);
    BOOST_TEST(std::distance(fs::directory_iterator(file.folder.path()), {}) == 1);
}

BOOST_AUTO_TEST_CASE(rotation_goes_through_a_link) {
    const KeyFile file;
    const auto link = file.folder / "link";
    fs::create_symlink(file.path, link);
    const auto keys = TicketKeys::from_file(link);
    TicketKeys::rotate_file(link, FixedClock().clock());
    BOOST_TEST(fs::is_symlink(link));
    BOOST_TEST(keys->refresh());
}

BOOST_AUTO_TEST_CASE(rotation_by_two_at_once_turns_once) {
    const KeyFile file;
    const auto before = file.text();
    const detail::FileDescriptor other(::open(file.path.c_str(), O_RDWR | O_CLOEXEC));
    BOOST_REQUIRE(::flock(other.get(), LOCK_EX) == 0);
    expect_error(errc::in_use, "Another process",
                 [&] { TicketKeys::rotate_file(file.path, FixedClock().clock()); });
    BOOST_TEST(file.text() == before);
}

BOOST_AUTO_TEST_CASE(keys_of_a_file_turn_in_the_file_only) {
    const KeyFile file;
    const auto keys = TicketKeys::from_file(file.path);
    expect_error(errc::invalid_state, "domainsec tickets rotate", [&] { keys->rotate(); });
}

BOOST_AUTO_TEST_CASE(refresh_of_a_touched_file_changes_nothing) {
    const KeyFile file;
    const auto keys = TicketKeys::from_file(file.path);
    const auto set = keys->key_set();
    file.write(file.text());
    BOOST_TEST(!keys->refresh());
    BOOST_TEST((keys->key_set() == set));
}

BOOST_AUTO_TEST_CASE(broken_new_file_leaves_the_old_keys_in_force) {
    const KeyFile file;
    const auto keys = TicketKeys::from_file(file.path);
    const auto before = ids(*keys);
    const auto good = file.text();
    file.write("version = 1\ncurrent = \n");
    for (int i = 0; i < 2; ++i)
        expect_error(errc::invalid_configuration, "tickets.keys:2", [&] { keys->refresh(); });
    BOOST_TEST((ids(*keys) == before));
    fs::remove(file.path);
    expect_error(errc::unreadable_file, "No such file", [&] { keys->refresh(); });
    BOOST_TEST((ids(*keys) == before));

    TicketKeys::create_file(file.path, FixedClock().clock());
    BOOST_TEST(keys->refresh());
    BOOST_TEST((ids(*keys) != before));
}

BOOST_AUTO_TEST_CASE(rotation_leaves_a_broken_file_alone) {
    const KeyFile file;
    file.write("version = 1\n");
    expect_error(errc::invalid_configuration, "no key",
                 [&] { TicketKeys::rotate_file(file.path, FixedClock().clock()); });
    BOOST_TEST(file.text() == "version = 1\n");
}

BOOST_AUTO_TEST_CASE(file_that_others_can_reach_is_refused) {
    const KeyFile file;
    const auto keys = TicketKeys::from_file(file.path);
    for (const mode_t mode : {0640u, 0604u, 0620u, 0610u}) {
        BOOST_REQUIRE(::chmod(file.path.c_str(), mode) == 0);
        expect_error(errc::unreadable_file, "chmod it to 0600",
                     [&] { TicketKeys::from_file(file.path); });
        expect_error(errc::unreadable_file, "chmod it to 0600",
                     [&] { TicketKeys::rotate_file(file.path, FixedClock().clock()); });
        expect_error(errc::unreadable_file, "chmod it to 0600", [&] { keys->refresh(); });
    }
    BOOST_REQUIRE(::chmod(file.path.c_str(), 0400) == 0);
    BOOST_TEST(TicketKeys::from_file(file.path)->facts().size() == 1u);
}

BOOST_AUTO_TEST_CASE(file_of_another_user_is_refused) {
    if (::geteuid() != 0) return;  // only root can give a file away
    const KeyFile file;
    const auto before = file.text();
    constexpr uid_t nobody = 65534;
    BOOST_REQUIRE(::chown(file.path.c_str(), nobody, nobody) == 0);
    expect_error(errc::unreadable_file, "another user", [&] { TicketKeys::from_file(file.path); });
    expect_error(errc::unreadable_file, "as its owner",
                 [&] { TicketKeys::rotate_file(file.path, FixedClock().clock()); });
    BOOST_TEST(file.text() == before);
}

BOOST_AUTO_TEST_CASE(what_is_no_file_is_refused) {
    const KeyFile file;
    expect_error(errc::unreadable_file, "No such file",
                 [&] { TicketKeys::from_file(file.folder / "missing"); });
    expect_error(errc::unreadable_file, "missing",
                 [&] { TicketKeys::rotate_file(file.folder / "missing", FixedClock().clock()); });
    expect_error(errc::unreadable_file, "regular",
                 [&] { TicketKeys::from_file(file.folder.path()); });
    const auto pipe = file.folder / "pipe";
    BOOST_REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    expect_error(errc::unreadable_file, "regular", [&] { TicketKeys::from_file(pipe); });
    file.write(std::string(5000, '#'));
    expect_error(errc::unreadable_file, "4096", [&] { TicketKeys::from_file(file.path); });
}

BOOST_AUTO_TEST_CASE(readers_see_the_old_file_or_the_new_one) {
    const KeyFile file;
    const auto keys = TicketKeys::from_file(file.path);
    std::atomic<int> read{0};
    std::atomic<int> broken{0};
    Threads readers(2, [&] {
        try {
            keys->refresh();
            TicketKeys::from_file(file.path);
            ++read;
        } catch (const Error&) {
            ++broken;
        }
    });
    std::set<std::string> seen;
    for (int turn = 0; turn < 100; ++turn) {
        TicketKeys::rotate_file(file.path, FixedClock().clock());
        keys->refresh();
        const auto now = ids(*keys);
        BOOST_REQUIRE(now.size() == 2u);
        seen.insert(now[0]);
    }
    while (read == 0) std::this_thread::yield();
    readers.end();
    BOOST_TEST(broken == 0);
    BOOST_TEST(seen.size() == 100u);
}

BOOST_AUTO_TEST_CASE(many_rotations_at_once_lose_no_key) {
    const KeyFile file;
    std::atomic<int> turned{0};
    Threads writers(4, [&] {
        try {
            TicketKeys::rotate_file(file.path, FixedClock().clock());
            ++turned;
        } catch (const Error& error) {
            if (error.code() != errc::in_use) std::terminate();
        }
    });
    while (turned < 50) std::this_thread::yield();
    writers.end();
    BOOST_TEST(TicketKeys::from_file(file.path)->facts().size() == 2u);
    BOOST_TEST(std::distance(fs::directory_iterator(file.folder.path()), {}) == 1);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(ticket_key_file)

BOOST_AUTO_TEST_CASE(text_is_read_as_it_was_written) {
    const auto keys = detail::ticket_keys_from_text(
        "# made by hand\n\nversion = 1\ncurrent = " + first_key + "\nprevious = " + second_key,
        "keys");
    BOOST_REQUIRE(keys.previous);
    BOOST_TEST(int{keys.current.octets[31]} == 0xb1);
    BOOST_TEST(int{keys.previous->octets[0]} == 0xcc);
    BOOST_TEST((keys.current.created - keys.previous->created == std::chrono::hours{24}));
    const auto text = detail::to_text(keys);
    BOOST_TEST((detail::ticket_keys_from_text(text_of(text), "again") == keys));
}

struct Broken {
    const char* name;
    std::string text;
    int line;
    std::string field;
    std::string words;
};

const std::string version = "version = 1\n";
const std::string current = "current = " + first_key + "\n";

void is_refused_by_line(const Broken& broken) {
    try {
        detail::ticket_keys_from_text(broken.text, "keys");
        BOOST_ERROR("was read");
    } catch (const Error& error) {
        BOOST_TEST((error.code() == errc::invalid_configuration));
        BOOST_TEST(error.line() == broken.line);
        BOOST_TEST(error.field() == broken.field);
        const std::string_view what = error.what();
        BOOST_TEST(what.find(broken.words) != std::string_view::npos, what);
        BOOST_TEST(what.find("aaaa") == std::string_view::npos, "shows a key: " << what);
    }
}

const CaseTable<Broken> broken_files(
    {
        {"empty", "", 0, "current", "tickets create"},
        {"no_key", version, 0, "current", "holds no key"},
        {"only_previous", version + "previous = " + second_key, 0, "current", "missing"},
        {"no_version", current, 1, "version", "come first"},
        {"version_2", "version = 2\n" + current, 1, "version", "is not 1"},
        {"version_twice", version + version + current, 2, "version", "twice"},
        {"current_twice", version + current + current, 3, "current", "twice"},
        {"same_key_twice", version + current + "previous = " + first_key, 0, "previous",
         "current key again"},
        {"short_key", version + current.substr(0, current.size() - 3), 2, "current", "64 hex"},
        {"long_key", version + "current = " + first_key + "00", 2, "current", "64 hex"},
        {"no_hex", version + "current = " + first_key.substr(0, 84) + "g", 2, "current", "64 hex"},
        {"upper_case", version + "current = " + first_key.substr(0, 84) + "A", 2, "current",
         "64 hex"},
        {"zeros", version + "current = 2026-11-25T12:00:00Z " + std::string(64, '0'), 2, "current",
         "no random key"},
        {"no_time", version + "current = " + std::string(64, 'a'), 2, "current", "time"},
        {"no_such_day", version + "current = 2026-02-30" + first_key.substr(10), 2, "current",
         "time"},
        {"no_such_hour", version + "current = 2026-11-25T24" + first_key.substr(13), 2, "current",
         "time"},
        {"local_time", version + "current = 2026-11-25T12:00:00 " + first_key.substr(20), 2,
         "current", "time"},
        {"carriage_return", version + current.substr(0, current.size() - 1) + "\r\n", 2, "current",
         "64 hex"},
        {"unknown_name", version + "next = " + first_key, 2, "", "another name"},
        {"no_assignment", version + current + first_key, 3, "", "\" = \""},
        {"nul", version + std::string(1, '\0') + "\n" + current, 2, "", "\" = \""},
    },
    is_refused_by_line);

BOOST_AUTO_TEST_SUITE_END()
