// A server of others that runs while a test does, with all processes that it starts.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace domainsec::test {

class DaemonProcess final {
  public:
    /// Starts a program in a process group of its own, with more variables ("NAME=value") in its
    /// environment; what it says goes to the end of a file. It ends when this process does, however
    /// that ends. Throws std::system_error.
    DaemonProcess(const std::vector<std::string>& command,
                  const std::vector<std::string>& environment, const std::filesystem::path& output);
    DaemonProcess(const DaemonProcess&) = delete;
    DaemonProcess& operator=(const DaemonProcess&) = delete;

    /// Asks it to end, waits for five seconds, and ends what is left of its group.
    ~DaemonProcess();

    bool is_running();

    pid_t pid() const { return pid_; }

  private:
    pid_t pid_ = -1;
    bool has_ended_ = false;
};

}  // namespace domainsec::test
