// A server of others that runs while a test does, with all processes that it starts.
#include "daemon_process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <system_error>
#include <thread>

extern char** environ;

namespace domainsec::test {
namespace {

std::vector<char*> pointers_to(const std::vector<std::string>& words) {
    std::vector<char*> pointers;
    for (const std::string& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
    return pointers;
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
    for (char** variable = environ; *variable != nullptr; ++variable) variables.push_back(*variable);
    variables.push_back(nullptr);

    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output.c_str(),
                                       O_WRONLY | O_CREAT | O_APPEND, 0644);
    ::posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
    posix_spawnattr_t attributes;
    ::posix_spawnattr_init(&attributes);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    ::posix_spawnattr_setpgroup(&attributes, 0);
    const int problem = ::posix_spawnp(&pid_, arguments[0], &actions, &attributes,
                                       arguments.data(), variables.data());
    ::posix_spawnattr_destroy(&attributes);
    ::posix_spawn_file_actions_destroy(&actions);
    if (problem != 0) throw std::system_error(problem, std::generic_category(), command.front());
}

DaemonProcess::~DaemonProcess() {
    if (is_running()) ::kill(pid_, SIGTERM);
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while (is_running() && std::chrono::steady_clock::now() < deadline)
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    ::kill(-pid_, SIGKILL);
    if (!has_ended_) ::waitpid(pid_, nullptr, 0);
}

bool DaemonProcess::is_running() {
    if (!has_ended_) has_ended_ = ::waitpid(pid_, nullptr, WNOHANG) != 0;
    return !has_ended_;
}

}  // namespace domainsec::test
