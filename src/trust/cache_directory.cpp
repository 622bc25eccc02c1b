// The folders of an evidence cache (POSIX).
#include "trust/cache_directory.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <domainsec/error.hpp>
#include <system_error>

#include "pki/atomic_file.hpp"
#include "pki/files.hpp"

namespace domainsec::inline v1::detail {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t name_length = 64;
/// A writer is done long before; what is older was left by one that was killed.
constexpr std::chrono::hours leftover_age{1};

std::optional<FileStamp> stamp_of(const fs::path& path) {
    struct stat facts {};
    if (::stat(path.c_str(), &facts) != 0) return std::nullopt;
    return FileStamp{
        static_cast<std::uint64_t>(facts.st_ino),
        static_cast<std::int64_t>(facts.st_mtim.tv_sec) * 1'000'000'000 + facts.st_mtim.tv_nsec,
        static_cast<std::int64_t>(facts.st_size)};
}

bool is_name(const std::string& text) {
    return text.size() == name_length && std::ranges::all_of(text, [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}

std::vector<std::string> names_in(const fs::path& folder, std::vector<CacheProblem>* foreign) {
    std::vector<std::string> names;
    std::error_code failed;
    for (fs::directory_iterator file(folder, failed), end; !failed && file != end;
         file.increment(failed)) {
        auto name = file->path().filename().string();
        if (is_name(name)) {
            names.push_back(std::move(name));
        } else if (foreign != nullptr && !name.starts_with('.')) {
            foreign->push_back({file->path(), "is no file of this cache"});
        }
    }
    std::ranges::sort(names);
    return names;
}

void refuse_writable_by_others(const fs::path& path) {
    struct stat facts {};
    if (::stat(path.c_str(), &facts) != 0)
        throw Error(errc::unreadable_file,
                    "It cannot be opened: " + std::generic_category().message(errno),
                    path.string());
    if (!S_ISDIR(facts.st_mode))
        throw Error(errc::unreadable_file, "It is not a directory", path.string());
    if ((facts.st_mode & (S_IWGRP | S_IWOTH)) != 0)
        throw Error(errc::unreadable_file,
                    "Group or others can write it: chmod it to 0700, or to 0750 where a group "
                    "shall read it",
                    path.string());
}

/// One that cannot be made is found missing by whoever needs it.
void make_folder(const fs::path& path, mode_t mode) {
    if (::mkdir(path.c_str(), mode) == 0) ::chmod(path.c_str(), mode);
}

/// "name.XXXXXX" made, written and renamed, without fsync.
bool write_quickly(const fs::path& path, std::string_view text, mode_t mode) {
    std::string name = (path.parent_path() / ('.' + path.filename().string() + ".XXXXXX")).string();
    FileDescriptor file(::mkostemp(name.data(), O_CLOEXEC));
    if (!file) return false;
    const bool written =
        ::fchmod(file.get(), mode) == 0 &&
        ::write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
        file.close() && ::rename(name.c_str(), path.c_str()) == 0;
    if (!written) ::unlink(name.c_str());
    return written;
}

void remove_old_temporaries(const fs::path& folder) {
    std::error_code failed;
    const auto now = fs::file_time_type::clock::now();
    for (fs::directory_iterator file(folder, failed), end; !failed && file != end;
         file.increment(failed)) {
        std::error_code ignored;
        const bool is_temporary = file->path().filename().string().starts_with('.');
        if (is_temporary && now - file->last_write_time(ignored) > leftover_age && !ignored)
            fs::remove(file->path(), ignored);
    }
}

}  // namespace

CacheDirectory::CacheDirectory(fs::path path) : path_(std::move(path)) {
    struct stat facts {};
    if (::stat(path_.c_str(), &facts) != 0 && errno == ENOENT) {
        make_folder(path_, S_IRWXU);
        if (::stat(path_.c_str(), &facts) != 0)
            throw Error(errc::unwritable_file,
                        "It cannot be made: make it, with mode 0700, for the user that runs this",
                        path_.string());
    }
    refuse_writable_by_others(path_);
    if (::faccessat(AT_FDCWD, path_.c_str(), R_OK | X_OK, AT_EACCESS) != 0)
        throw Error(errc::unreadable_file,
                    "This user cannot read it: give it to its user, or to its group with mode 0750",
                    path_.string());
    ::stat(path_.c_str(), &facts);
    group_reads_ = (facts.st_mode & S_IRGRP) != 0;
    make_folder(entries(), group_reads_ ? S_IRWXU | S_IRGRP | S_IXGRP : S_IRWXU);
    make_folder(asked(), group_reads_ ? S_IRWXU | S_IRWXG : S_IRWXU);
    if (stamp_of(entries())) refuse_writable_by_others(entries());
}

std::vector<std::string> CacheDirectory::entry_names(std::vector<CacheProblem>* foreign) const {
    return names_in(entries(), foreign);
}

std::vector<std::string> CacheDirectory::asked_names(std::vector<CacheProblem>* foreign) const {
    return names_in(asked(), foreign);
}

fs::path CacheDirectory::entry_path(const std::string& name) const {
    return entries() / name;
}

fs::path CacheDirectory::asked_path(const std::string& name) const {
    return asked() / name;
}

std::optional<FileStamp> CacheDirectory::entries_stamp() const {
    return stamp_of(entries());
}

std::optional<FileStamp> CacheDirectory::entry_stamp(const std::string& name) const {
    return stamp_of(entry_path(name));
}

std::optional<CacheRecord> CacheDirectory::read_entry(const std::string& name,
                                                      std::string& why) const {
    try {
        return read_cache_record(read_file(entry_path(name), max_entry_octets), name, why);
    } catch (const Error& error) {
        why = error.what();
        return std::nullopt;
    }
}

std::optional<AskedRecord> CacheDirectory::read_asked(const std::string& name,
                                                      std::string& why) const {
    try {
        const Bytes octets = read_file(asked_path(name), max_asked_octets);
        return read_asked_record(text_of(octets), name, why);
    } catch (const Error& error) {
        why = error.what();
        return std::nullopt;
    }
}

void CacheDirectory::write_entry(const CacheRecord& record) const {
    auto mode = fs::perms::owner_read | fs::perms::owner_write;
    if (group_reads_) mode |= fs::perms::group_read;
    replace_file(entry_path(cache_name(record.request)), to_octets(record), mode);
}

bool CacheDirectory::write_asked(const AskedRecord& record) const noexcept {
    try {
        return write_quickly(asked_path(cache_name(record.request)), to_text(record),
                             group_reads_ ? S_IRUSR | S_IWUSR | S_IRGRP : S_IRUSR | S_IWUSR);
    } catch (const std::exception&) {
        return false;
    }
}

void CacheDirectory::remove(const std::string& name) const noexcept {
    ::unlink(entry_path(name).c_str());
    ::unlink(asked_path(name).c_str());
}

void CacheDirectory::remove_leftovers() const noexcept {
    try {
        remove_old_temporaries(entries());
        remove_old_temporaries(asked());
    } catch (const std::exception&) {
        // They only take room; the next refresh tries again.
    }
}

std::optional<FileDescriptor> CacheDirectory::try_lock() const {
    const auto path = path_ / "lock";
    FileDescriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR));
    if (!file)
        throw Error(errc::unwritable_file,
                    "It cannot be written: " + std::generic_category().message(errno),
                    path.string());
    while (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) return std::nullopt;
        if (errno != EINTR)
            throw Error(errc::unwritable_file,
                        "It cannot be locked: " + std::generic_category().message(errno),
                        path.string());
    }
    return file;
}

}  // namespace domainsec::inline v1::detail
