// Tells that something in a certificate store changed (inotify(7)).
#pragma once

#include <filesystem>

#include "pki/file_descriptor.hpp"

namespace domainsec::inline v1::detail {

/// A descriptor that becomes readable with a change. One thread at a time.
class StoreWatch final {
  public:
    /// Throws Error(resource_unavailable).
    explicit StoreWatch(std::filesystem::path directory);

    int descriptor() const noexcept { return notices_.get(); }

    /// Takes what was told and watches the folders that there are now. To be called before the
    /// store is looked at: what changes after it is told again.
    void take();

  private:
    void watch_folders();

    std::filesystem::path directory_;
    FileDescriptor notices_;
};

}  // namespace domainsec::inline v1::detail
