// Adds lines to a stamp log, one writer at a time, each on the disk before its stamp is given out
// (POSIX).
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <domainsec/error.hpp>
#include <domainsec/stamp/stamp_log.hpp>
#include <mutex>
#include <system_error>

#include "pki/file_descriptor.hpp"
#include "stamp/stamp_log_line.hpp"
#include "stamp/stamp_tags.hpp"

namespace domainsec::inline v1 {

struct StampLogWriter::Impl {
    explicit Impl(std::filesystem::path path) : file(std::move(path)) {}

    std::filesystem::path file;
    std::mutex mutex;
    detail::FileDescriptor descriptor{-1};
};

namespace {

[[noreturn]] void refuse_log(const std::filesystem::path& file, const std::string& what) {
    throw Error(errc::unwritable_file, what + ": " + std::generic_category().message(errno),
                file.string());
}

// Holds the file's lock; another process waits for it.
class FileLock final {
  public:
    FileLock(int descriptor, const std::filesystem::path& file) : descriptor_(descriptor) {
        while (::flock(descriptor_, LOCK_EX) != 0)
            if (errno != EINTR) refuse_log(file, "It cannot be locked");
    }
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;
    ~FileLock() { ::flock(descriptor_, LOCK_UN); }

  private:
    int descriptor_;
};

// The last whole line, and where it ends.
struct Tail {
    std::optional<StampLogEntry> entry;
    off_t end = 0;
};

Tail read_tail(int descriptor, const std::filesystem::path& file) {
    const auto size = ::lseek(descriptor, 0, SEEK_END);
    if (size < 0) refuse_log(file, "It cannot be read");
    std::array<char, 2 * detail::max_log_line> octets;
    const auto begin = std::max<off_t>(0, size - static_cast<off_t>(octets.size()));
    const auto count =
        ::pread(descriptor, octets.data(), static_cast<std::size_t>(size - begin), begin);
    if (count != size - begin) refuse_log(file, "It cannot be read");
    const std::string_view text(octets.data(), static_cast<std::size_t>(count));
    const auto last = text.rfind('\n');
    if (last == std::string_view::npos) {
        if (size < static_cast<off_t>(detail::max_log_line)) return {};
        throw Error(errc::malformed_log, "Its end is not a line of a stamp log", file.string());
    }
    const auto line_begin = last == 0 ? 0 : text.rfind('\n', last - 1) + 1;
    auto entry = detail::read_log_line(text.substr(line_begin, last - line_begin));
    if (!entry)
        throw Error(errc::malformed_log, "Its last line is not one of a stamp log", file.string());
    return {std::move(entry), begin + static_cast<off_t>(last) + 1};
}

void write_whole(int descriptor, std::string_view text, off_t at,
                 const std::filesystem::path& file) {
    while (!text.empty()) {
        const auto written = ::pwrite(descriptor, text.data(), text.size(), at);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) refuse_log(file, "The stamp cannot be recorded");
        text.remove_prefix(static_cast<std::size_t>(written));
        at += written;
    }
    if (::fdatasync(descriptor) != 0) refuse_log(file, "The stamp cannot be recorded");
}

}  // namespace

StampLogWriter::StampLogWriter(std::filesystem::path file)
    : impl_(std::make_shared<Impl>(std::move(file))) {
    impl_->descriptor = detail::FileDescriptor(
        ::open(impl_->file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY, 0600));
    if (!impl_->descriptor) refuse_log(impl_->file, "The log cannot be opened for writing");
    const FileLock lock(impl_->descriptor.get(), impl_->file);
    read_tail(impl_->descriptor.get(), impl_->file);
}

void StampLogWriter::append(std::string_view selector, std::string_view field,
                            TimePoint now) const {
    if (!detail::is_selector(selector))
        throw Error(errc::invalid_argument, "StampLogWriter: this is not a selector");
    StampLogEntry entry;
    entry.selector = selector;
    entry.stamp = stamp_digest(field);
    const std::lock_guard one_thread(impl_->mutex);
    const int descriptor = impl_->descriptor.get();
    const FileLock lock(descriptor, impl_->file);
    const auto [above, end] = read_tail(descriptor, impl_->file);
    entry.number = above ? above->number + 1 : 1;
    // A clock that was set back does not take the log with it.
    entry.recorded_at = above ? std::max(now, above->recorded_at) : now;
    entry.chain = detail::chain_value(entry, above ? above->chain : Sha256Digest{});
    // What follows the last line end is of a writer that was stopped: its stamp was never used.
    if (::ftruncate(descriptor, end) != 0) refuse_log(impl_->file, "The stamp cannot be recorded");
    write_whole(descriptor, detail::log_line(entry), end, impl_->file);
}

}  // namespace domainsec::inline v1
