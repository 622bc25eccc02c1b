// The log of stamps: what it shows of a key that was stolen later, and what nobody can do to it
// unseen.
#include <domainsec/stamp/stamp_log.hpp>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "stamp/base64.hpp"
#include "stamp/stamp_log_line.hpp"
#include "stamp/stamp_world.hpp"
#include "support/expect_error.hpp"
#include "support/temporary_directory.hpp"

using namespace stamp_test;
using domainsec::test::expect_error;
using domainsec::test::TemporaryDirectory;

namespace {

std::string content(const std::filesystem::path& file) {
    std::ostringstream text;
    text << std::ifstream(file, std::ios::binary).rdbuf();
    return text.str();
}

void write(const std::filesystem::path& file, const std::string& text) {
    std::ofstream(file, std::ios::binary) << text;
}

std::string field(int number) {
    return "Domain-Secured: v=1; b=" + std::to_string(number) + "\r\n";
}

std::string log_of(int count) {
    const TemporaryDirectory folder;
    const StampLogWriter writer(folder / "stamp.log");
    for (int at = 0; at < count; ++at) writer.append("edge1", field(at), stamped_at + Seconds{at});
    return content(folder / "stamp.log");
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) lines.push_back(line + "\n");
    return lines;
}

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const auto& line : lines) text += line;
    return text;
}

void expect_refused(const std::string& text, std::string_view words) {
    expect_error(errc::malformed_log, words, [&] { StampLog::from_string(text); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(stamp_log)

BOOST_AUTO_TEST_CASE(what_was_appended_is_found_with_its_time) {
    const auto log = StampLog::from_string(log_of(5));
    BOOST_TEST(log.size() == 5U);
    BOOST_TEST(log.covers("edge1"));
    BOOST_TEST(!log.covers("edge2"));
    for (int at = 0; at < 5; ++at)
        BOOST_CHECK(log.recorded_at("edge1", stamp_digest(field(at))) == stamped_at + Seconds{at});
    BOOST_CHECK(!log.recorded_at("edge1", stamp_digest(field(5))));
    BOOST_CHECK(!log.recorded_at("edge2", stamp_digest(field(1))));
}

BOOST_AUTO_TEST_CASE(the_digest_does_not_depend_on_folding_or_line_ends) {
    const auto digest = stamp_digest("Domain-Secured: v=1;\r\n b=x\r\n");
    BOOST_CHECK(stamp_digest("domain-secured:v=1; b=x\n") == digest);
    BOOST_CHECK(stamp_digest("Domain-Secured: v=1; b=y\r\n") != digest);
    expect_error(errc::invalid_argument, "field", [] { stamp_digest("no field"); });
}

BOOST_AUTO_TEST_CASE(the_file_is_for_its_owner_only) {
    const TemporaryDirectory folder;
    const StampLogWriter writer(folder / "stamp.log");
    struct stat status {};
    BOOST_REQUIRE(::stat((folder / "stamp.log").c_str(), &status) == 0);
    BOOST_TEST((status.st_mode & 0777U) == 0600U);
}

BOOST_AUTO_TEST_CASE(a_line_that_was_changed_is_named) {
    for (std::size_t line = 0; line < 3; ++line) {
        auto lines = lines_of(log_of(3));
        auto& text = lines[line];
        const auto at = text.find(" edge1 ");
        text[at - 1] = text[at - 1] == '9' ? '8' : '9';
        expect_error(errc::malformed_log, "changed or damaged", [&] {
            try {
                StampLog::from_string(joined(lines));
            } catch (const Error& error) {
                BOOST_TEST(error.line() >= static_cast<int>(line) + 1);
                BOOST_TEST(error.line() <= static_cast<int>(line) + 2);
                throw;
            }
        });
    }
}

BOOST_AUTO_TEST_CASE(a_line_that_was_taken_out_or_put_in_or_exchanged_is_seen) {
    const auto lines = lines_of(log_of(4));
    expect_refused(lines[0] + lines[2] + lines[3], "number");
    expect_refused(lines[1] + lines[2] + lines[3], "number");
    expect_refused(lines[0] + lines[0] + lines[1], "number");
    expect_refused(lines[0] + lines[2] + lines[1] + lines[3], "number");
}

// Back-dating: a thief who can write to the file rewrites it from some line on.
BOOST_AUTO_TEST_CASE(a_log_rewritten_from_some_line_on_lacks_the_head_that_was_noted) {
    const TemporaryDirectory folder;
    const auto file = folder / "stamp.log";
    write(file, log_of(4));
    const auto head = StampLog::from_file(file).head();
    auto lines = lines_of(content(file));
    lines.resize(2);
    write(file, joined(lines));
    StampLogWriter(file).append("edge1", field(77), stamped_at + Seconds{2});
    StampLogWriter(file).append("edge1", field(3), stamped_at + Seconds{3});
    BOOST_TEST(StampLog::from_file(file).size() == 4U);
    expect_error(errc::malformed_log, "noted elsewhere", [&] { StampLog::from_file(file, head); });
}

BOOST_AUTO_TEST_CASE(an_earlier_head_holds_as_the_log_grows) {
    const TemporaryDirectory folder;
    const auto file = folder / "stamp.log";
    const StampLogWriter writer(file);
    writer.append("edge1", field(1), stamped_at);
    const auto head = StampLog::from_file(file).head();
    writer.append("edge1", field(2), stamped_at);
    BOOST_TEST(StampLog::from_file(file, head).size() == 2U);
}

BOOST_AUTO_TEST_CASE(time_never_goes_back) {
    const TemporaryDirectory folder;
    const StampLogWriter writer(folder / "stamp.log");
    writer.append("edge1", field(1), stamped_at);
    writer.append("edge1", field(2), stamped_at - Seconds{100});
    const auto log = StampLog::from_file(folder / "stamp.log");
    BOOST_CHECK(log.recorded_at("edge1", stamp_digest(field(2))) == stamped_at);
}

BOOST_AUTO_TEST_CASE(a_line_that_a_crash_left_unfinished_is_dropped) {
    const TemporaryDirectory folder;
    const auto file = folder / "stamp.log";
    const auto whole = log_of(2);
    const auto second = lines_of(whole)[0].size();
    for (std::size_t size = second; size < whole.size(); ++size) {
        write(file, whole.substr(0, size));
        BOOST_TEST(StampLog::from_file(file).size() == 1U);
        StampLogWriter(file).append("edge1", field(9), stamped_at + Seconds{9});
        const auto log = StampLog::from_file(file);
        BOOST_TEST(log.size() == 2U);
        BOOST_CHECK(log.recorded_at("edge1", stamp_digest(field(9))));
    }
}

BOOST_AUTO_TEST_CASE(threads_and_processes_write_one_chain) {
    const TemporaryDirectory folder;
    const auto file = folder / "stamp.log";
    const auto child = ::fork();
    BOOST_REQUIRE(child >= 0);
    const StampLogWriter writer(file);
    if (child == 0) {
        for (int at = 0; at < 30; ++at) writer.append("edge2", field(at), stamped_at);
        ::_exit(0);
    }
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 3; ++thread)
        threads.emplace_back([&, thread] {
            for (int at = 0; at < 10; ++at)
                writer.append("edge1", field(thread * 10 + at), stamped_at);
        });
    for (auto& thread : threads) thread.join();
    int status = -1;
    BOOST_REQUIRE(::waitpid(child, &status, 0) == child);
    BOOST_TEST(status == 0);
    BOOST_TEST(StampLog::from_file(file).size() == 60U);
}

BOOST_AUTO_TEST_CASE(what_is_no_log_is_refused_with_its_line) {
    for (const std::string text : {"hello\n", "\n", "2 1 1795480285 edge1 x y\n",
                                   "1 -1 0 edge1 x y\n", "1 1 1795480285 Edge1 AAAA AAAA\n"})
        expect_refused(text, "not a line of a stamp log");
    expect_refused(std::string(1000, 'x') + "\n", "not a line");
    BOOST_TEST(StampLog::from_string("").size() == 0U);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_no_log_is_not_written_to) {
    const TemporaryDirectory folder;
    write(folder / "mail.log", "Nov 26 postfix: hello\n");
    expect_error(errc::malformed_log, "last line",
                 [&] { StampLogWriter writer(folder / "mail.log"); });
    write(folder / "long", std::string(5000, 'x'));
    expect_error(errc::malformed_log, "end", [&] { StampLogWriter writer(folder / "long"); });
    expect_error(errc::unwritable_file, "cannot be opened",
                 [&] { StampLogWriter writer(folder / "none" / "stamp.log"); });
}

BOOST_AUTO_TEST_SUITE_END()
