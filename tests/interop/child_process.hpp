// Another program that talks over pipes while a test runs, ended with it.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace domainsec::test {

class ChildProcess final {
  public:
    /// Starts a program found in PATH. Throws std::system_error.
    explicit ChildProcess(const std::vector<std::string>& command);
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;
    ~ChildProcess();

    void write(const std::string& text) const;
    void close_input();

    /// Reads standard output and error until `words` are among them, or the end, or ten seconds
    /// have passed. True when they are.
    bool wait_for(const std::string& words);

    /// Reads until the program closes its output, ten seconds at most. True when it did.
    bool wait_for_end();

    /// Reads what is there for at most that long.
    void read_for(int milliseconds);

    pid_t id() const { return pid_; }

    const std::string& output() const { return output_; }

    /// Ends it at once, as a crash or a power cut would.
    void kill();

  private:
    pid_t pid_ = -1;
    int input_ = -1;
    int from_child_ = -1;
    std::string output_;
};

}  // namespace domainsec::test
