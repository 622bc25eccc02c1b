// Writes files atomically: temporary file, fsync, rename, fsync of the directory (POSIX, Linux).
#include "pki/atomic_file.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <domainsec/error.hpp>
#include <string>
#include <system_error>

#include "pki/file_descriptor.hpp"

namespace domainsec::inline v1::detail {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse_write(const fs::path& path, const std::string& what, int reason) {
    throw Error(errc::unwritable_file, what + ": " + std::generic_category().message(reason),
                path.string());
}

[[noreturn]] void refuse_taken(const fs::path& path) {
    throw Error(errc::already_exists,
                "It is there already and is not replaced: choose another name", path.string());
}

fs::path directory_of(const fs::path& path) {
    return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

/// A temporary file beside `target`, gone again unless it was renamed.
class TemporaryFile final {
  public:
    explicit TemporaryFile(const fs::path& target)
        : target_(target),
          name_((directory_of(target) / ("." + target.filename().string() + ".XXXXXX")).string()),
          file_(::mkostemp(name_.data(), O_CLOEXEC)) {
        if (!file_) refuse_write(target_, "It cannot be written", errno);
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    ~TemporaryFile() { ::unlink(name_.c_str()); }

    void write(ByteView content, fs::perms mode) {
        if (::fchmod(file_.get(), static_cast<mode_t>(mode)) != 0) fail();
        while (!content.empty()) {
            const ssize_t written = ::write(file_.get(), content.data(), content.size());
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) fail();
            content = content.subspan(static_cast<std::size_t>(written));
        }
        if (::fsync(file_.get()) != 0 || !file_.close()) fail();
    }

    const std::string& name() const noexcept { return name_; }

  private:
    [[noreturn]] void fail() const { refuse_write(target_, "It cannot be written", errno); }

    fs::path target_;
    std::string name_;
    FileDescriptor file_;
};

// Where a file system knows no RENAME_NOREPLACE: a hard link never replaces either; for directories
// there is none, and rename() replaces only an empty one.
int rename_the_old_way(const char* from, const char* to) {
    struct stat facts {};
    if (::lstat(from, &facts) != 0) return errno;
    if (S_ISDIR(facts.st_mode)) {
        struct stat taken {};
        if (::lstat(to, &taken) == 0) return EEXIST;
        return ::rename(from, to) == 0 ? 0 : errno;
    }
    if (::link(from, to) != 0) return errno;
    ::unlink(from);
    return 0;
}

int rename_without_replacing(const char* from, const char* to) {
    if (::renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0) return 0;
    return errno == EINVAL || errno == ENOSYS ? rename_the_old_way(from, to) : errno;
}

}  // namespace

void sync_directory(const fs::path& directory) {
    const FileDescriptor opened(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!opened) refuse_write(directory, "The directory cannot be opened", errno);
    // A file system without fsync for directories says EINVAL; there is nothing more to do then.
    if (::fsync(opened.get()) != 0 && errno != EINVAL)
        refuse_write(directory, "The directory cannot be written", errno);
}

void rename_to_new(const fs::path& from, const fs::path& to) {
    const int reason = rename_without_replacing(from.c_str(), to.c_str());
    if (reason == EEXIST || reason == ENOTEMPTY) refuse_taken(to);
    if (reason != 0) refuse_write(to, "It cannot be written", reason);
    sync_directory(directory_of(to));
}

void write_new_file(const fs::path& path, ByteView content) {
    TemporaryFile temporary(path);
    temporary.write(content, fs::perms::owner_read | fs::perms::owner_write);
    rename_to_new(temporary.name(), path);
}

void replace_file(const fs::path& path, ByteView content, fs::perms mode) {
    TemporaryFile temporary(path);
    temporary.write(content, mode);
    if (::rename(temporary.name().c_str(), path.c_str()) != 0)
        refuse_write(path, "It cannot be replaced", errno);
    sync_directory(directory_of(path));
}

}  // namespace domainsec::inline v1::detail
