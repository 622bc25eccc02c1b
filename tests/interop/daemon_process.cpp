// A server of others that runs while a test does, with all processes that it starts.
#include "daemon_process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

extern char** environ;

namespace domainsec::test {
namespace {

std::vector<char*> pointers_to(const std::vector<std::string>& words) {
    std::vector<char*> pointers;
    for (const std::string& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
    return pointers;
}

struct ProcessEntry {
    pid_t id = 0;
    pid_t parent = 0;
    pid_t session = 0;
};

/// Everybody who runs now (proc(5)).
std::vector<ProcessEntry> running_processes() {
    std::vector<ProcessEntry> all;
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        std::ifstream file(entry.path() / "stat");
        std::string text;
        if (!std::getline(file, text)) continue;
        // "7 (name) S 1 7 7": behind the name, which may hold anything, state, parent, group and
        // session.
        std::istringstream fields(text.substr(text.rfind(')') + 1));
        std::string state;
        ProcessEntry found;
        pid_t group = 0;
        fields >> state >> found.parent >> group >> found.session;
        found.id = std::stoi(text);
        if (state != "Z") all.push_back(found);
    }
    return all;
}

/// Adds whoever was started by somebody in the family, or is in a session of one of them.
void add_relatives(std::set<pid_t>& family) {
    const std::vector<ProcessEntry> all = running_processes();
    for (std::size_t before = 0; before != family.size();) {
        before = family.size();
        for (const ProcessEntry& one : all)
            if (family.contains(one.parent) || family.contains(one.session)) family.insert(one.id);
    }
}

}  // namespace

DaemonProcess::DaemonProcess(const std::vector<std::string>& command,
                             const std::vector<std::string>& environment,
                             const std::filesystem::path& output) {
    // Wherever this process is killed, the kernel tells the other.
    std::vector<std::string> words{"setpriv", "--pdeathsig", "TERM", "--"};
    words.insert(words.end(), command.begin(), command.end());
    std::vector<char*> arguments = pointers_to(words);
    arguments.push_back(nullptr);
    std::vector<char*> variables = pointers_to(environment);
    for (char** variable = environ; *variable != nullptr; ++variable)
        variables.push_back(*variable);
    variables.push_back(nullptr);

    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output.c_str(),
                                       O_WRONLY | O_CREAT | O_APPEND, 0644);
    ::posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
    posix_spawnattr_t attributes;
    ::posix_spawnattr_init(&attributes);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
    const int problem = ::posix_spawnp(&pid_, arguments[0], &actions, &attributes, arguments.data(),
                                       variables.data());
    ::posix_spawnattr_destroy(&attributes);
    ::posix_spawn_file_actions_destroy(&actions);
    if (problem != 0) throw std::system_error(problem, std::generic_category(), command.front());
}

DaemonProcess::~DaemonProcess() {
    if (is_running()) ::kill(pid_, SIGTERM);
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while (is_running() && std::chrono::steady_clock::now() < deadline)
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    kill();
}

void DaemonProcess::kill() {
    // Exim begins sessions of its own, and some start others while they are being ended.
    std::set<pid_t> family;
    if (pid_ > 0) family.insert(pid_);
    for (std::size_t before = 0; before != family.size();) {
        before = family.size();
        add_relatives(family);
        for (const pid_t member : family) ::kill(member, SIGKILL);
    }
    if (pid_ > 0) ::waitpid(std::exchange(pid_, -1), nullptr, 0);
}

// It is not reaped here, so that nobody else can get its number before kill().
bool DaemonProcess::is_running() const {
    siginfo_t news{};
    return pid_ > 0 &&
           ::waitid(P_PID, static_cast<id_t>(pid_), &news, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           news.si_pid == 0;
}

}  // namespace domainsec::test
