// Watches the store and each folder in it; a folder that took another's place is watched anew.
#include "edge/store_watch.hpp"

#include <sys/inotify.h>

#include <array>
#include <cerrno>
#include <domainsec/error.hpp>
#include <system_error>

namespace domainsec::inline v1::detail {
namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t changes = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE |
                                  IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF | IN_ATTRIB;

}  // namespace

StoreWatch::StoreWatch(fs::path directory)
    : directory_(std::move(directory)), notices_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
    if (!notices_ || ::inotify_add_watch(notices_.get(), directory_.c_str(), changes) < 0)
        throw Error(errc::resource_unavailable,
                    "It cannot be watched: " + std::generic_category().message(errno) +
                        "; call poll() every minute instead",
                    directory_.string());
    watch_folders();
}

void StoreWatch::take() {
    std::array<char, 4096> notices;
    while (::read(notices_.get(), notices.data(), notices.size()) > 0) {
    }
    watch_folders();
}

// A folder that cannot be watched is seen at the next poll() all the same.
void StoreWatch::watch_folders() {
    ::inotify_add_watch(notices_.get(), directory_.c_str(), changes);
    std::error_code failure;
    for (fs::directory_iterator entry(directory_, failure), end; !failure && entry != end;
         entry.increment(failure)) {
        std::error_code ignored;
        if (entry->is_directory(ignored))
            ::inotify_add_watch(notices_.get(), entry->path().c_str(), changes);
    }
}

}  // namespace domainsec::inline v1::detail
