// Another program that talks over pipes while a test runs.
#include "child_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <system_error>
#include <utility>

extern char** environ;

namespace domainsec::test {
namespace {

constexpr std::chrono::seconds wait_time(10);

struct Pipe {
    int read_end = -1;
    int write_end = -1;
    Pipe() {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0)
            throw std::system_error(errno, std::generic_category(), "pipe2");
        read_end = ends[0];
        write_end = ends[1];
    }
};

void close_once(int& descriptor) {
    if (descriptor >= 0) ::close(std::exchange(descriptor, -1));
}

}  // namespace

ChildProcess::ChildProcess(const std::vector<std::string>& command) {
    // A write to a child that has ended shall be an error, not the end of the tests.
    ::signal(SIGPIPE, SIG_IGN);
    Pipe to_child;
    Pipe from_child;
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, to_child.read_end, STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, from_child.write_end, STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, from_child.write_end, STDERR_FILENO);
    std::vector<char*> arguments;
    for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    const int problem =
        ::posix_spawnp(&pid_, arguments[0], &actions, nullptr, arguments.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(to_child.read_end);
    ::close(from_child.write_end);
    input_ = to_child.write_end;
    from_child_ = from_child.read_end;
    if (problem != 0) {
        pid_ = -1;
        throw std::system_error(problem, std::generic_category(), command.front());
    }
}

ChildProcess::~ChildProcess() {
    kill();
    close_once(input_);
    close_once(from_child_);
}

void ChildProcess::kill() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(std::exchange(pid_, -1), nullptr, 0);
}

void ChildProcess::write(const std::string& text) const {
    std::size_t written = 0;
    while (written < text.size()) {
        const ssize_t count = ::write(input_, text.data() + written, text.size() - written);
        if (count <= 0) return;
        written += static_cast<std::size_t>(count);
    }
}

void ChildProcess::close_input() {
    close_once(input_);
}

void ChildProcess::read_for(int milliseconds) {
    pollfd waiting{from_child_, POLLIN, 0};
    if (from_child_ < 0 || ::poll(&waiting, 1, milliseconds) <= 0) return;
    std::array<char, 4096> buffer{};
    const ssize_t count = ::read(from_child_, buffer.data(), buffer.size());
    if (count <= 0)
        close_once(from_child_);
    else
        output_.append(buffer.data(), static_cast<std::size_t>(count));
}

bool ChildProcess::wait_for(const std::string& words) {
    const auto deadline = std::chrono::steady_clock::now() + wait_time;
    while (output_.find(words) == std::string::npos) {
        if (from_child_ < 0 || std::chrono::steady_clock::now() > deadline) return false;
        read_for(100);
    }
    return true;
}

bool ChildProcess::wait_for_end() {
    const auto deadline = std::chrono::steady_clock::now() + wait_time;
    while (from_child_ >= 0) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        read_for(100);
    }
    return true;
}

}  // namespace domainsec::test
