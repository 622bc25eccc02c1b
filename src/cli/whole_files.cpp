// open, write, fsync, rename or unlink, fsync of the directory.
#include "cli/whole_files.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <domainsec/error.hpp>
#include <string>
#include <system_error>

namespace domainsec::cli {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const fs::path& file, const std::string& what) {
    throw Error(errc::unwritable_file, what + ": " + std::generic_category().message(errno),
                file.string());
}

class Descriptor final {
  public:
    explicit Descriptor(int number) noexcept : number_(number) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    int get() const noexcept { return number_; }

  private:
    int number_;
};

// A name that goes again unless the file was put in its place.
class Unfinished final {
  public:
    explicit Unfinished(std::string name) noexcept : name_(std::move(name)) {}
    Unfinished(const Unfinished&) = delete;
    Unfinished& operator=(const Unfinished&) = delete;
    ~Unfinished() {
        if (!name_.empty()) ::unlink(name_.c_str());
    }
    void finished() noexcept { name_.clear(); }

  private:
    std::string name_;
};

void write_all(int descriptor, std::string_view text, const fs::path& file) {
    while (!text.empty()) {
        const auto written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) refuse(file, "cannot be written");
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::fsync(descriptor) != 0) refuse(file, "cannot be written");
}

// A file system that cannot do this has nothing more to offer.
void sync_directory_of(const fs::path& file) {
    const auto directory = file.has_parent_path() ? file.parent_path() : fs::path(".");
    const Descriptor opened(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (opened.get() >= 0) ::fsync(opened.get());
}

// Whoever reads the file now reads it afterwards: an edge with a group of its own, say.
void take_owner_and_mode(int descriptor, const fs::path& file) {
    struct stat old {};
    struct stat fresh {};
    if (::stat(file.c_str(), &old) != 0 || ::fstat(descriptor, &fresh) != 0)
        refuse(file, "cannot be read");
    const bool same = old.st_uid == fresh.st_uid && old.st_gid == fresh.st_gid;
    if (!same && ::fchown(descriptor, old.st_uid, old.st_gid) != 0)
        refuse(file, "cannot keep its owner and group; run this as its owner");
    if (::fchmod(descriptor, old.st_mode & 07777U) != 0) refuse(file, "cannot keep its mode");
}

int open_to_overwrite(const fs::path& file) {
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CLOEXEC);
    if (descriptor >= 0 || errno != EACCES) return descriptor;
    ::chmod(file.c_str(), 0600);  // a key that even its owner may only read
    return ::open(file.c_str(), O_WRONLY | O_CLOEXEC);
}

}  // namespace

void replace_whole(const fs::path& file, std::string_view text) {
    auto name = (file.parent_path() / ("." + file.filename().string() + ".XXXXXX")).string();
    const Descriptor descriptor(::mkostemp(name.data(), O_CLOEXEC));
    if (descriptor.get() < 0) refuse(file, "cannot be replaced");
    Unfinished unfinished(name);
    take_owner_and_mode(descriptor.get(), file);
    write_all(descriptor.get(), text, file);
    if (::rename(name.c_str(), file.c_str()) != 0) refuse(file, "cannot be replaced");
    unfinished.finished();
    sync_directory_of(file);
}

void write_new_secret(const fs::path& file, std::initializer_list<std::string_view> texts) {
    const Descriptor descriptor(
        ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (descriptor.get() < 0) {
        if (errno == EEXIST)
            throw Error(errc::already_exists, "is there already; remove it first, or name another",
                        file.string());
        refuse(file, "cannot be made");
    }
    Unfinished unfinished(file.string());
    for (const auto text : texts) write_all(descriptor.get(), text, file);
    unfinished.finished();
    sync_directory_of(file);
}

void destroy_file(const fs::path& file) {
    std::error_code failed;
    const auto target = fs::canonical(file, failed);
    if (failed) refuse(file, "cannot be found");
    {
        const Descriptor descriptor(open_to_overwrite(target));
        if (descriptor.get() < 0) refuse(file, "cannot be overwritten");
        write_all(descriptor.get(), std::string(fs::file_size(target), '\0'), file);
    }
    if (::unlink(target.c_str()) != 0) refuse(file, "cannot be removed");
    if (fs::is_symlink(file, failed)) ::unlink(file.c_str());
    sync_directory_of(target);
}

}  // namespace domainsec::cli
