// Closes a file descriptor when its owner goes (POSIX).
#pragma once

#include <unistd.h>

#include <utility>

namespace domainsec::inline v1::detail {

class FileDescriptor final {
  public:
    explicit FileDescriptor(int number) noexcept : number_(number) {}
    FileDescriptor(FileDescriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    FileDescriptor& operator=(FileDescriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~FileDescriptor() { close(); }

    explicit operator bool() const noexcept { return number_ >= 0; }
    int get() const noexcept { return number_; }

    /// Closes it now; false when the system reports a failure.
    bool close() noexcept { return number_ < 0 || ::close(std::exchange(number_, -1)) == 0; }

  private:
    int number_;
};

}  // namespace domainsec::inline v1::detail
