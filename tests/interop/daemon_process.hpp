// A server of others that runs while a test does, with all processes that it starts.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace domainsec::test {

class DaemonProcess final {
  public:
    /// Starts a program in a session of its own, with more variables ("NAME=value") in its
    /// environment; what it says goes to the end of a file. It ends when this process does, however
    /// that ends. Throws std::system_error.
    DaemonProcess(const std::vector<std::string>& command,
                  const std::vector<std::string>& environment, const std::filesystem::path& output);
    DaemonProcess(const DaemonProcess&) = delete;
    DaemonProcess& operator=(const DaemonProcess&) = delete;

    /// Asks it to end, waits for five seconds, and ends what is left of its session.
    ~DaemonProcess();

    bool is_running() const;

    /// Ends it and all that it has started at once, as a power cut would.
    void kill();

  private:
    pid_t pid_ = -1;
};

}  // namespace domainsec::test
