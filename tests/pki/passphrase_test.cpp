// Sources of passphrases: what their names look like, how each is read, and what each refuses.
#include <sys/stat.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <domainsec/pki/passphrase.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>

#include "pki/passphrase_command.hpp"
#include "support/expect_error.hpp"
#include "support/run_command.hpp"
#include "support/temporary_directory.hpp"

using namespace domainsec;
using namespace domainsec::test;
namespace fs = std::filesystem;

namespace {

using Kind = PassphraseSource::Kind;

/// Whether any process of the group is more than a zombie that init has not fetched (proc(5)).
bool lives(long group) {
    for (const auto& entry : fs::directory_iterator("/proc")) {
        std::ifstream file(entry.path() / "stat");
        std::string text;
        std::getline(file, text);
        const auto name_end = text.rfind(") ");
        if (name_end == text.npos) continue;
        std::istringstream fields(text.substr(name_end + 2));
        char state = 0;
        long parent = 0;
        long process_group = 0;
        fields >> state >> parent >> process_group;
        if (process_group == group && state != 'Z' && state != 'X') return true;
    }
    return false;
}

struct Fixture {
    TemporaryDirectory folder;

    std::string path(const std::string& name) const { return (folder / name).string(); }

    std::string read(const std::string& source) const {
        return std::string(PassphraseSource::from_string(source).read().view());
    }

    void refused(errc code, std::string_view words, const std::string& source) const {
        expect_error(code, words, [&] { PassphraseSource::from_string(source).read(); });
    }

    /// A script's path; its process id ends up in the file "pid".
    std::string script(const std::string& lines) const {
        write_file(folder / "script", "#!/bin/sh\necho $$ > " + path("pid") + "\n" + lines);
        ::chmod(path("script").c_str(), 0700);
        return path("script");
    }

    bool script_is_gone() const {
        const auto group = std::stol(test::read_file(folder / "pid"));
        for (int round = 0; round < 100; ++round) {
            if (!lives(group)) return true;
            std::this_thread::sleep_for(std::chrono::milliseconds{10});
        }
        return false;
    }
};

/// Sets a variable of the environment for as long as it lives.
class Variable final {
  public:
    Variable(const char* name, const std::string& value) : name_(name) {
        ::setenv(name, value.c_str(), 1);
    }
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;
    ~Variable() { ::unsetenv(name_); }

  private:
    const char* name_;
};

void not_a_source(const std::string& text, std::string_view words) {
    BOOST_TEST_CONTEXT(text) {
        expect_error(errc::invalid_argument, words, [&] { PassphraseSource::from_string(text); });
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(passphrase_source_name)

BOOST_AUTO_TEST_CASE(is_read_as_it_is_written) {
    for (const auto* const text :
         {"file:/etc/domainsec/passphrase", "env:DOMAINSEC_PASSPHRASE", "credential:tls-key"})
        BOOST_TEST(PassphraseSource::from_string(text).to_string() == text);
    BOOST_CHECK(PassphraseSource::from_string("file:x").kind() == Kind::file);
    BOOST_CHECK(PassphraseSource::from_string("env:x").kind() == Kind::environment);
    BOOST_CHECK(PassphraseSource::from_string("command:/x").kind() == Kind::command);
    BOOST_CHECK(PassphraseSource::from_string("credential:x").kind() == Kind::credential);
}

BOOST_AUTO_TEST_CASE(none_gives_an_empty_one) {
    const PassphraseSource none;
    BOOST_CHECK(none.kind() == Kind::none);
    BOOST_TEST(none.read().empty());
    BOOST_TEST(none.to_string().empty());
}

BOOST_AUTO_TEST_CASE(of_a_relative_file_counts_from_the_base) {
    BOOST_TEST(PassphraseSource::from_string("file:p", "/etc/x").to_string() == "file:/etc/x/p");
    BOOST_TEST(PassphraseSource::from_string("file:/p", "/etc/x").to_string() == "file:/p");
}

BOOST_AUTO_TEST_CASE(is_refused_without_showing_what_may_be_a_passphrase) {
    for (const std::string& text :
         {std::string("correct-horse"), std::string(), std::string("FILE:/correct-horse"),
          std::string(" file:/correct-horse"), std::string("pass:correct-horse"),
          std::string("env:correct-horse"), std::string("credential:correct-horse/battery"),
          std::string("command:correct-horse"), std::string("command:/x 'correct-horse"),
          std::string("file:/correct-horse\n"), std::string("file:/correct-horse\0", 20)}) {
        try {
            PassphraseSource::from_string(text);
            BOOST_ERROR("was taken: " << text);
        } catch (const Error& error) {
            BOOST_TEST(to_string(error.code()) == "invalid_argument");
            BOOST_TEST(std::string_view(error.what()).find("correct") == std::string_view::npos);
        }
    }
}

BOOST_AUTO_TEST_CASE(has_a_place_behind_its_scheme) {
    not_a_source("file:", "names no file");
    not_a_source("env:", "name of a variable");
    not_a_source("env:1A", "name of a variable");
    not_a_source("env:A=B", "name of a variable");
    not_a_source("env:" + std::string(256, 'A'), "name of a variable");
    not_a_source("file:/" + std::string(4096, 'a'), "at most 4096 octets");
    for (const auto* const name : {"", ".", "..", "a/b", "/a", "a:b", "a b", "\xC3\xA4"})
        not_a_source(std::string("credential:") + name, "without \"/\"");
    not_a_source("command:", "absolute path");
    not_a_source("command:   ", "absolute path");
    not_a_source("command:pass show x", "absolute path");
    not_a_source("command:'' /bin/true", "absolute path");
    not_a_source("command:/bin/echo \"a", "not closed");
}

BOOST_AUTO_TEST_CASE(of_a_command_shows_its_program_only) {
    BOOST_TEST(PassphraseSource::from_string("command:/bin/echo hush").to_string() ==
               "command:/bin/echo");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(passphrase_file, Fixture)

BOOST_AUTO_TEST_CASE(gives_its_first_line) {
    write_file(folder / "p", "correct horse\r\nsecond\n");
    BOOST_TEST(read("file:" + path("p")) == "correct horse");
    write_file(folder / "p", "no end");
    BOOST_TEST(read("file:" + path("p")) == "no end");
    write_file(folder / "p", std::string(4096, 'x'));
    BOOST_TEST(read("file:" + path("p")).size() == 4096);
}

BOOST_AUTO_TEST_CASE(is_for_its_owner_alone) {
    write_file(folder / "p", "x\n");
    for (const mode_t mode : {0640U, 0604U, 0620U, 0602U, 0777U}) {
        ::chmod(path("p").c_str(), mode);
        refused(errc::unreadable_file, "chmod it to 0600", "file:" + path("p"));
    }
    ::chmod(path("p").c_str(), 0400);
    BOOST_TEST(read("file:" + path("p")) == "x");
}

BOOST_AUTO_TEST_CASE(is_no_link_folder_or_fifo) {
    write_file(folder / "p", "x\n");
    fs::create_symlink(folder / "p", folder / "link");
    refused(errc::unreadable_file, "symbolic link", "file:" + path("link"));
    refused(errc::unreadable_file, "not a regular file", "file:" + folder.path().string());
    BOOST_TEST_REQUIRE(::mkfifo(path("fifo").c_str(), 0600) == 0);
    refused(errc::unreadable_file, "not a regular file", "file:" + path("fifo"));
    refused(errc::unreadable_file, "not a regular file", "file:/dev/zero");
    refused(errc::unreadable_file, "No such file", "file:" + path("none"));
}

BOOST_AUTO_TEST_CASE(gives_no_empty_passphrase) {
    for (const std::string& text :
         {std::string(), std::string("\nsecond\n"), std::string("\r\n")}) {
        write_file(folder / "p", text);
        refused(errc::unreadable_file, "first line is empty", "file:" + path("p"));
    }
    write_file(folder / "p", std::string("\xff\xfeh\0i\0", 6));
    refused(errc::unreadable_file, "write it in UTF-8", "file:" + path("p"));
    write_file(folder / "p", "short\n" + std::string(4096, 'x'));
    refused(errc::unreadable_file, "longer than 4096 octets", "file:" + path("p"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(passphrase_environment, Fixture)

BOOST_AUTO_TEST_CASE(gives_the_variable) {
    const Variable set("DOMAINSEC_TEST_PASSPHRASE", "correct horse");
    BOOST_TEST(read("env:DOMAINSEC_TEST_PASSPHRASE") == "correct horse");
}

BOOST_AUTO_TEST_CASE(has_to_hold_something) {
    refused(errc::not_found, "DOMAINSEC_TEST_PASSPHRASE for the passphrase is not set",
            "env:DOMAINSEC_TEST_PASSPHRASE");
    const Variable empty("DOMAINSEC_TEST_PASSPHRASE", "");
    refused(errc::not_found, "is empty", "env:DOMAINSEC_TEST_PASSPHRASE");
    const Variable long_one("DOMAINSEC_TEST_PASSPHRASE", std::string(4097, 'x'));
    refused(errc::not_found, "longer than 4096", "env:DOMAINSEC_TEST_PASSPHRASE");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(passphrase_credential, Fixture)

BOOST_AUTO_TEST_CASE(is_a_file_of_systemd) {
    const Variable set("CREDENTIALS_DIRECTORY", folder.path().string());
    write_file(folder / "tls-key", "correct horse\n");
    BOOST_TEST(read("credential:tls-key") == "correct horse");
    // What an access control list for the service's user looks like.
    ::chmod(path("tls-key").c_str(), 0440);
    BOOST_TEST(read("credential:tls-key") == "correct horse");
}

BOOST_AUTO_TEST_CASE(is_checked_like_a_file) {
    const Variable set("CREDENTIALS_DIRECTORY", folder.path().string());
    write_file(folder / "tls-key", "correct horse\n");
    fs::create_symlink(folder / "tls-key", folder / "link");
    refused(errc::unreadable_file, "symbolic link", "credential:link");
    for (const mode_t mode : {0444U, 0460U, 0402U}) {
        ::chmod(path("tls-key").c_str(), mode);
        refused(errc::unreadable_file, "others than its owner", "credential:tls-key");
    }
    refused(errc::unreadable_file, "No such file", "credential:other");
}

BOOST_AUTO_TEST_CASE(needs_the_folder_of_systemd) {
    refused(errc::not_found, "LoadCredential=tls-key:", "credential:tls-key");
    const Variable relative("CREDENTIALS_DIRECTORY", ".");
    refused(errc::not_found, "names no folder", "credential:tls-key");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(passphrase_command, Fixture)

BOOST_AUTO_TEST_CASE(gives_the_first_line_it_prints) {
    BOOST_TEST(read("command:/usr/bin/printf 'correct horse\\nsecond\\n'") == "correct horse");
    BOOST_TEST(read("command:" + script("printf 'no end'")) == "no end");
}

BOOST_AUTO_TEST_CASE(is_split_at_blanks_and_expanded_by_nobody) {
    using Words = std::vector<std::string>;
    const auto words = [](std::string_view text) { return *detail::words_of_command(text); };
    BOOST_CHECK(words("  /a \t b  ") == (Words{"/a", "b"}));
    BOOST_CHECK(words("/a 'b c' \"d 'e\" ''") == (Words{"/a", "b c", "d 'e", ""}));
    BOOST_CHECK(words("/a b'c'\"d\"") == (Words{"/a", "bcd"}));
    BOOST_CHECK(words("/a $HOME `id` \\n ; *") == (Words{"/a", "$HOME", "`id`", "\\n", ";", "*"}));
    BOOST_TEST(!detail::words_of_command("/a 'b").has_value());
    BOOST_TEST(read("command:/bin/echo $HOME; id") == "$HOME; id");
}

BOOST_AUTO_TEST_CASE(has_neither_input_nor_our_files) {
    write_file(folder / "p", "");
    const int open_here = ::dup2(STDIN_FILENO, 77);
    BOOST_TEST_REQUIRE(open_here == 77);
    BOOST_TEST(read("command:" + script("cat; ls /proc/self/fd | grep -x 77 || echo closed")) ==
               "closed");
    ::close(open_here);
}

BOOST_AUTO_TEST_CASE(that_fails_gives_nothing) {
    refused(errc::resource_unavailable, "exit code 3", "command:" + script("echo x; exit 3"));
    refused(errc::resource_unavailable, "signal 9", "command:" + script("echo x; kill -9 $$"));
    refused(errc::resource_unavailable, "No such file", "command:/nonexistent");
    refused(errc::resource_unavailable, "cannot be started", "command:" + folder.path().string());
    refused(errc::resource_unavailable, "is empty", "command:/bin/true");
}

BOOST_AUTO_TEST_CASE(keeps_its_arguments_out_of_messages) {
    try {
        read("command:/bin/false correct-horse");
        BOOST_ERROR("was taken");
    } catch (const Error& error) {
        BOOST_TEST(std::string_view(error.what()).find("correct") == std::string_view::npos);
        BOOST_TEST(std::string_view(error.what()).find("/bin/false") != std::string_view::npos);
    }
}

BOOST_AUTO_TEST_CASE(that_prints_without_end_is_killed) {
    refused(errc::resource_unavailable, "more than 4096 octets",
            "command:" + script("while :; do echo spam; done"));
    BOOST_TEST(script_is_gone());
}

BOOST_AUTO_TEST_CASE(that_hangs_is_killed_with_its_children) {
    const auto begin = std::chrono::steady_clock::now();
    expect_error(errc::resource_unavailable, "did not end within 300 ms", [&] {
        detail::output_of_command({script("echo x; sleep 60 & sleep 60")},
                                  std::chrono::milliseconds{300});
    });
    BOOST_TEST((std::chrono::steady_clock::now() - begin < std::chrono::seconds{5}));
    BOOST_TEST(script_is_gone());
    // With its output closed, too.
    expect_error(errc::resource_unavailable, "did not end within 300 ms", [&] {
        detail::output_of_command({script("echo x; exec >&-; sleep 60")},
                                  std::chrono::milliseconds{300});
    });
    BOOST_TEST(script_is_gone());
    BOOST_CHECK(detail::passphrase_command_limit == std::chrono::seconds{10});
}

BOOST_AUTO_TEST_CASE(needs_to_be_seen_ending) {
    ::signal(SIGCHLD, SIG_IGN);
    refused(errc::resource_unavailable, "do not ignore SIGCHLD", "command:/bin/echo x");
    ::signal(SIGCHLD, SIG_DFL);
}

BOOST_AUTO_TEST_SUITE_END()
