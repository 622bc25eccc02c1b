// Runs the command that prints a passphrase (posix_spawn, so that threads of the caller's do not
// matter).
#include "pki/passphrase_command.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <domainsec/error.hpp>
#include <system_error>
#include <thread>

#include "pki/file_descriptor.hpp"
#include "pki/passphrase_file.hpp"

namespace domainsec::inline v1::detail {
namespace {

using Monotonic = std::chrono::steady_clock;
using std::chrono::milliseconds;

// Words behind the first may be secrets, so that only that one is shown.
[[noreturn]] void refuse_program(const std::string& program, const std::string& sentence) {
    throw Error(errc::resource_unavailable,
                "The command " + escaped(program) + " for the passphrase " + sentence);
}

struct SpawnActions {
    posix_spawn_file_actions_t value;
    SpawnActions() { ::posix_spawn_file_actions_init(&value); }
    SpawnActions(const SpawnActions&) = delete;
    SpawnActions& operator=(const SpawnActions&) = delete;
    ~SpawnActions() { ::posix_spawn_file_actions_destroy(&value); }

    void connect(int output) {
        ::posix_spawn_file_actions_addopen(&value, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        ::posix_spawn_file_actions_adddup2(&value, output, STDOUT_FILENO);
#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 34)
        ::posix_spawn_file_actions_addclosefrom_np(&value, STDERR_FILENO + 1);
#endif
    }
};

struct SpawnAttributes {
    posix_spawnattr_t value;
    SpawnAttributes() {
        ::posix_spawnattr_init(&value);
        ::posix_spawnattr_setflags(
            &value, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
        ::posix_spawnattr_setpgroup(&value, 0);
        sigset_t signals;
        ::sigemptyset(&signals);
        ::posix_spawnattr_setsigmask(&value, &signals);
        for (const int number : {SIGPIPE, SIGCHLD, SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGALRM})
            ::sigaddset(&signals, number);
        ::posix_spawnattr_setsigdefault(&value, &signals);
    }
    SpawnAttributes(const SpawnAttributes&) = delete;
    SpawnAttributes& operator=(const SpawnAttributes&) = delete;
    ~SpawnAttributes() { ::posix_spawnattr_destroy(&value); }
};

// The process, killed with its group unless it was seen to end.
class Child final {
  public:
    Child(const std::vector<std::string>& words, int output) : program_(words.front()) {
        std::vector<char*> arguments;
        arguments.reserve(words.size() + 1);
        for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
        arguments.push_back(nullptr);
        SpawnActions actions;
        actions.connect(output);
        const SpawnAttributes attributes;
        const int problem = ::posix_spawn(&process_, program_.c_str(), &actions.value,
                                          &attributes.value, arguments.data(), environ);
        if (problem == 0) return;
        process_ = -1;
        refuse_program(program_, "cannot be started: " + std::generic_category().message(problem));
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child() {
        if (process_ <= 0) return;
        ::kill(-process_, SIGKILL);
        while (::waitpid(process_, nullptr, 0) < 0 && errno == EINTR) continue;
    }

    /// False: it has not ended by then.
    bool ends_by(Monotonic::time_point deadline) {
        for (;;) {
            const pid_t got = ::waitpid(process_, &status_, WNOHANG);
            if (got == process_) break;
            if (got < 0 && errno != EINTR) {
                process_ = -1;
                refuse_program(program_,
                               "ended unseen: do not ignore SIGCHLD, or take another source");
            }
            if (Monotonic::now() >= deadline) return false;
            std::this_thread::sleep_for(milliseconds{2});
        }
        process_ = -1;
        return true;
    }

    void check_status() const {
        if (WIFSIGNALED(status_))
            refuse_program(program_, "was ended by signal " + std::to_string(WTERMSIG(status_)));
        if (WEXITSTATUS(status_) != 0)
            refuse_program(program_, "ended with exit code " +
                                         std::to_string(WEXITSTATUS(status_)) +
                                         "; its own words are on standard error");
    }

  private:
    std::string program_;
    pid_t process_ = -1;
    int status_ = 0;
};

[[noreturn]] void too_slow(const std::string& program, milliseconds limit) {
    const auto count = limit.count();
    refuse_program(program, "did not end within " +
                                (count % 1000 == 0 ? std::to_string(count / 1000) + " s"
                                                   : std::to_string(count) + " ms") +
                                " and was killed");
}

bool readable_by(int file, Monotonic::time_point deadline) {
    for (;;) {
        const auto left = std::chrono::ceil<milliseconds>(deadline - Monotonic::now()).count();
        if (left <= 0) return false;
        pollfd waiting{file, POLLIN, 0};
        if (::poll(&waiting, 1, static_cast<int>(left)) > 0) return true;
    }
}

}  // namespace

std::optional<std::vector<std::string>> words_of_command(std::string_view text) {
    std::vector<std::string> words;
    bool in_word = false;
    char quote = '\0';
    for (const char letter : text) {
        const bool blank = letter == ' ' || letter == '\t';
        if (quote != '\0') {
            if (letter == quote)
                quote = '\0';
            else
                words.back() += letter;
            continue;
        }
        if (blank) {
            in_word = false;
            continue;
        }
        if (!in_word) words.emplace_back();
        in_word = true;
        if (letter == '\'' || letter == '"')
            quote = letter;
        else
            words.back() += letter;
    }
    if (quote != '\0') return std::nullopt;
    return words;
}

Botan::secure_vector<char> output_of_command(const std::vector<std::string>& words,
                                             milliseconds limit) {
    const auto deadline = Monotonic::now() + limit;
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
        refuse_program(words.front(),
                       "cannot be started: " + std::generic_category().message(errno));
    const FileDescriptor reading(ends[0]);
    FileDescriptor writing(ends[1]);
    Child child(words, writing.get());
    writing.close();
    Botan::secure_vector<char> output(max_passphrase_octets + 1);
    std::size_t filled = 0;
    for (;;) {
        if (filled == output.size())
            refuse_program(words.front(), "prints more than 4096 octets and was killed");
        if (!readable_by(reading.get(), deadline)) too_slow(words.front(), limit);
        const auto got = ::read(reading.get(), output.data() + filled, output.size() - filled);
        if (got == 0) break;
        if (got > 0) filled += static_cast<std::size_t>(got);
    }
    if (!child.ends_by(deadline)) too_slow(words.front(), limit);
    child.check_status();
    output.resize(filled);
    return output;
}

}  // namespace domainsec::inline v1::detail
