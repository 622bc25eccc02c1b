// `domainsec evidence refresh|list` with a real server on loopback.
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <domainsec/trust/evidence_cache.hpp>
#include <thread>

#include "cli/command.hpp"
#include "support/http_server.hpp"
#include "support/test_pki.hpp"

extern char** environ;

using namespace domainsec;
using namespace domainsec::test;

namespace {

using namespace std::chrono_literals;

/// The command goes by the machine's clock.
TimePoint machine_now() {
    return system_clock()();
}

std::string fresh_list() {
    static const TestCa ca("Fabrikam CA");
    const Bytes list =
        ca.crl({}, machine_now() - std::chrono::days(1), machine_now() + std::chrono::days(6));
    return {list.begin(), list.end()};
}

struct World {
    World() {
        folder.write("domainsec.toml",
                     "[organization]\ndomain = \"contoso.example\"\n[edge]\n"
                     "name = \"edge1.contoso.example\"\n[evidence]\ncache = \"evidence\"\n"
                     "allow_networks = [\"127.0.0.0/8\"]\nallow_ports = [" +
                         std::to_string(server.port()) + "]\n");
    }
    EvidenceCache cache() const { return EvidenceCache(folder.path() / "evidence"); }
    void ask(const std::string& path) const {
        cache().ask({{EvidenceKind::crl, server.uri(path)}}, machine_now());
    }

    std::atomic<bool> fails{false};
    HttpServer server{
        [this](const HttpQuestion&) { return fails ? http_status(503) : http_ok(fresh_list()); }};
    Folder folder;
};

/// The command in a process of its own, for signals.
class Running {
  public:
    Running(const Folder& folder, const std::string& arguments) {
        const std::string line = "cd '" + folder.path().string() +
                                 "' && exec '" DOMAINSEC_COMMAND "' " + arguments + " >output 2>&1";
        std::string shell = "sh";
        std::string option = "-c";
        std::string text = line;
        char* words[] = {shell.data(), option.data(), text.data(), nullptr};
        BOOST_REQUIRE(::posix_spawnp(&pid_, "sh", nullptr, nullptr, words, environ) == 0);
    }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;
    ~Running() {
        if (pid_ > 0) end(SIGKILL);
    }

    /// The exit code; -1 when a signal ended it or ten seconds were not enough.
    int end(int signal) {
        ::kill(pid_, signal);
        for (int i = 0; i < 1000; ++i) {
            int status = 0;
            if (::waitpid(pid_, &status, WNOHANG) == pid_) {
                pid_ = -1;
                return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
            }
            std::this_thread::sleep_for(10ms);
        }
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
        pid_ = -1;
        return -1;
    }

  private:
    pid_t pid_ = -1;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(evidence_command)

BOOST_AUTO_TEST_CASE(what_edges_want_is_fetched_and_listed) {
    const World world;
    world.ask("/ca.crl");
    auto list = world.folder.run("evidence list domainsec.toml");
    BOOST_TEST(list.exit_code == 12);
    BOOST_TEST(list.prints("wanted  crl  " + world.server.uri("/ca.crl")), list.output);

    const auto refresh = world.folder.run("evidence refresh domainsec.toml");
    BOOST_TEST(refresh.exit_code == 0, refresh.output);
    BOOST_TEST(refresh.prints("fetched crl " + world.server.uri("/ca.crl")));

    list = world.folder.run("evidence list domainsec.toml");
    BOOST_TEST(list.exit_code == 0);
    BOOST_TEST(list.prints("current crl  " + world.server.uri("/ca.crl")), list.output);
    EvidenceStore store;
    BOOST_TEST(world.cache().load_into(store).loaded == 1U);
    BOOST_TEST(world.folder.run("evidence refresh domainsec.toml --once").exit_code == 0);
    BOOST_TEST(world.server.questions().size() == 1U);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_fetched_ends_in_12) {
    World world;
    world.fails = true;
    world.ask("/ca.crl");
    const auto result = world.folder.run("evidence refresh domainsec.toml");
    BOOST_TEST(result.exit_code == 12);
    BOOST_TEST(result.prints("http_status crl"), result.output);
    BOOST_TEST(result.prints("503"));
}

BOOST_AUTO_TEST_CASE(json_is_for_machines) {
    const World world;
    world.ask("/ca.crl");
    const auto refresh = world.folder.run("evidence refresh domainsec.toml --json");
    BOOST_TEST(refresh.prints("\"status\": \"pass\""), refresh.output);
    BOOST_TEST(refresh.prints("\"next_due\": \"20"));
    const auto list = world.folder.run("evidence list domainsec.toml --json");
    BOOST_TEST(list.prints("\"state\": \"current\""), list.output);
    BOOST_TEST(list.prints("\"next_update\": \"20"));
}

BOOST_AUTO_TEST_CASE(addresses_are_refused_unless_the_configuration_allows_them) {
    const World world;
    world.folder.write("strict.toml",
                       "[organization]\ndomain = \"contoso.example\"\n[edge]\n"
                       "name = \"edge1.contoso.example\"\n[evidence]\ncache = \"evidence\"\n"
                       "allow_ports = [" +
                           std::to_string(world.server.port()) + "]\n");
    world.ask("/ca.crl");
    const auto result = world.folder.run("evidence refresh strict.toml");
    BOOST_TEST(result.exit_code == 12);
    BOOST_TEST(result.prints("forbidden_address"), result.output);
    BOOST_TEST(world.server.questions().empty());
}

BOOST_AUTO_TEST_CASE(a_configuration_without_a_cache_is_a_mistake) {
    const Folder folder;
    folder.write("domainsec.toml",
                 "[organization]\ndomain = \"contoso.example\"\n[edge]\n"
                 "name = \"edge1.contoso.example\"\n");
    for (const char* command : {"evidence refresh", "evidence list"}) {
        const auto result = folder.run(std::string(command) + " domainsec.toml");
        BOOST_TEST(result.exit_code == 1);
        BOOST_TEST(result.prints("evidence.cache"), result.output);
    }
}

BOOST_AUTO_TEST_CASE(once_and_loop_exclude_each_other) {
    const World world;
    BOOST_TEST(world.folder.run("evidence refresh domainsec.toml --once --loop").exit_code == 1);
}

BOOST_AUTO_TEST_CASE(a_loop_goes_on_until_it_is_told_to_end) {
    for (const int signal : {SIGTERM, SIGINT}) {
        const World world;
        world.ask("/ca.crl");
        Running loop(world.folder, "evidence refresh domainsec.toml --loop --json");
        for (int i = 0; i < 500 && world.folder.read("output").find('\n') == std::string::npos; ++i)
            std::this_thread::sleep_for(10ms);
        BOOST_TEST(world.server.questions().size() == 1U);
        BOOST_TEST(loop.end(signal) == 0);
        BOOST_TEST(world.folder.read("output").find("\"status\":\"pass\"") != std::string::npos);
    }
}

BOOST_AUTO_TEST_SUITE_END()
