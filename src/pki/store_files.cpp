// The files of a certificate store (POSIX, Linux).
#include "pki/store_files.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <charconv>
#include <domainsec/error.hpp>
#include <system_error>

#include "pki/atomic_file.hpp"
#include "pki/store_assignments.hpp"

namespace domainsec::inline v1::detail {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view unfinished_prefix = ".new.";
constexpr std::string_view trash_name = ".trash";

[[noreturn]] void refuse_store(const fs::path& path, int reason) {
    throw Error(errc::unwritable_file,
                "It cannot be written: " + std::generic_category().message(reason), path.string());
}

FileDescriptor lock_file(const fs::path& path) {
    FileDescriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file) refuse_store(path, errno);
    return file;
}

fs::path make_unfinished_directory(const fs::path& directory) {
    std::string name = (directory / (std::string(unfinished_prefix) + "XXXXXX")).string();
    if (::mkdtemp(name.data()) == nullptr) refuse_store(directory, errno);
    return name;
}

void exchange(const fs::path& one, const fs::path& other) {
    if (::renameat2(AT_FDCWD, one.c_str(), AT_FDCWD, other.c_str(), RENAME_EXCHANGE) == 0) return;
    if (errno == EINVAL || errno == ENOSYS)
        throw Error(errc::unwritable_file,
                    "This file system cannot exchange two folders in one step: keep the store on "
                    "ext4, XFS, Btrfs or tmpfs",
                    other.string());
    refuse_store(other, errno);
}

}  // namespace

bool is_label(std::string_view text) noexcept {
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789-._";
    return !text.empty() && text.size() <= 64 && text.front() != '.' &&
           text.find_first_not_of(allowed) == std::string_view::npos && text != assignments_name;
}

thread_local const StoreLock* StoreLock::innermost_ = nullptr;

StoreLock::StoreLock(const fs::path& directory)
    : file_(lock_file(directory / ".lock")), outer_(innermost_) {
    struct stat status {};
    if (::fstat(file_.get(), &status) != 0) refuse_store(directory / ".lock", errno);
    device_ = status.st_dev;
    inode_ = status.st_ino;
    for (const auto* held = outer_; held != nullptr; held = held->outer_)
        if (held->device_ == device_ && held->inode_ == inode_)
            throw Error(errc::invalid_state,
                        "It is locked by the call that this one is made in: a callback must "
                        "not change it",
                        directory.string());
    while (::flock(file_.get(), LOCK_EX) != 0)
        if (errno != EINTR) refuse_store(directory / ".lock", errno);
    innermost_ = this;
}

StoreLock::~StoreLock() {
    innermost_ = outer_;
}

NewEntry::NewEntry(const fs::path& directory)
    : directory_(directory), path_(make_unfinished_directory(directory)) {}

NewEntry::~NewEntry() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
}

void NewEntry::publish(std::string_view label) {
    sync_directory(path_);
    rename_to_new(path_, directory_ / label);
    path_.clear();
}

// It moves to the trash first: whatever happens then, the name that the old folder gets is one that
// nobody clears away before its days are over.
void NewEntry::publish_instead_of(std::string_view label, TimePoint now) {
    sync_directory(path_);
    const auto trash = make_trash(directory_);
    const auto waiting = trash / free_trash_name(trash, label, now);
    rename_to_new(path_, waiting);
    path_ = waiting;
    exchange(waiting, directory_ / label);
    path_.clear();
    sync_directory(directory_);
    sync_directory(trash);
}

void remove_unfinished_entries(const fs::path& directory) noexcept {
    std::error_code ignored;
    for (fs::directory_iterator entry(directory, ignored), end; !ignored && entry != end;
         entry.increment(ignored)) {
        const std::string name = entry->path().filename().string();
        std::error_code failed;
        if (name.starts_with(unfinished_prefix)) fs::remove_all(entry->path(), failed);
    }
}

bool is_there(const fs::path& path) noexcept {
    std::error_code ignored;
    return fs::exists(fs::symlink_status(path, ignored));
}

fs::path trash_of(const fs::path& directory) {
    return directory / trash_name;
}

fs::path make_trash(const fs::path& directory) {
    auto trash = trash_of(directory);
    if (::mkdir(trash.c_str(), S_IRWXU) == 0) {
        sync_directory(directory);
    } else if (errno != EEXIST) {
        refuse_store(trash, errno);
    }
    return trash;
}

std::string free_trash_name(const fs::path& trash, std::string_view label, TimePoint now) {
    auto name = std::string(label) + '~' + std::to_string(now.time_since_epoch().count());
    if (!is_there(trash / name)) return name;
    for (unsigned number = 2;; ++number) {
        auto numbered = name + '~' + std::to_string(number);
        if (!is_there(trash / numbered)) return numbered;
    }
}

std::optional<TrashName> read_trash_name(std::string_view name) {
    const auto mark = name.find('~');
    if (mark == std::string_view::npos || !is_label(name.substr(0, mark))) return std::nullopt;
    const auto number = name.substr(mark + 1);
    long long seconds = 0;
    const auto [end, failure] =
        std::from_chars(number.data(), number.data() + number.size(), seconds);
    const auto rest =
        std::string_view(end, static_cast<std::size_t>(number.data() + number.size() - end));
    if (failure != std::errc() || (!rest.empty() && rest.front() != '~')) return std::nullopt;
    return TrashName{std::string(name.substr(0, mark)), TimePoint{Seconds{seconds}}};
}

}  // namespace domainsec::inline v1::detail
