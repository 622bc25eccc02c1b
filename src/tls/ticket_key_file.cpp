// Reads, makes and turns the file of master keys: private, atomic, one writer at a time (POSIX).
#include "tls/ticket_key_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <domainsec/error.hpp>
#include <system_error>

#include "pki/atomic_file.hpp"
#include "pki/file_descriptor.hpp"
#include "pki/files.hpp"

namespace domainsec::inline v1::detail {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse_file(errc code, const fs::path& file, const std::string& sentence) {
    throw Error(code, sentence, file.string());
}

[[noreturn]] void refuse_unreadable(const fs::path& file, int reason) {
    refuse_file(errc::unreadable_file, file,
                "It cannot be opened: " + std::generic_category().message(reason));
}

[[noreturn]] void refuse_second_writer(const fs::path& file) {
    refuse_file(errc::in_use, file,
                "Another process is rotating it at this moment; nothing is left to do");
}

struct stat stat_of(const fs::path& file) {
    struct stat facts {};
    if (::stat(file.c_str(), &facts) != 0) refuse_unreadable(file, errno);
    return facts;
}

/// The one writer's lock, on the file itself, so that nothing else has to lie beside it.
class WriterLock final {
  public:
    explicit WriterLock(const fs::path& file)
        : file_(::open(file.c_str(), O_RDWR | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)) {
        if (!file_) refuse_unreadable(file, errno);
        while (::flock(file_.get(), LOCK_EX | LOCK_NB) != 0) {
            if (errno == EWOULDBLOCK) refuse_second_writer(file);
            if (errno != EINTR) refuse_unreadable(file, errno);
        }
        check(file);
    }

  private:
    void check(const fs::path& file) const {
        struct stat opened {};
        if (::fstat(file_.get(), &opened) != 0) refuse_unreadable(file, errno);
        const auto named = stat_of(file);
        // Replaced between open() and flock(): the other writer has just finished.
        if (opened.st_dev != named.st_dev || opened.st_ino != named.st_ino)
            refuse_second_writer(file);
        // The new file will be ours: edges of another user could not read it any more.
        if (opened.st_uid != ::geteuid())
            refuse_file(
                errc::unreadable_file, file,
                "It belongs to another user, who could not read the new one; rotate it as its "
                "owner");
    }

    FileDescriptor file_;
};

}  // namespace

TicketKeySet read_ticket_key_file(const fs::path& file) {
    const auto text = read_secret_file(file, max_ticket_key_file_octets);
    return ticket_keys_from_text(text_of(text), file.string());
}

void create_ticket_key_file(const fs::path& file, TimePoint now) {
    write_new_file(file, to_text({MasterKey::generate(now), std::nullopt}));
}

void rotate_ticket_key_file(const fs::path& file, TimePoint now) {
    // The file behind a symbolic link is the one to be replaced, not the link.
    std::error_code failed;
    const auto real = fs::canonical(file, failed);
    if (failed) refuse_unreadable(file, failed.value());
    const WriterLock lock(real);
    replace_file(real, to_text(read_ticket_key_file(real).rotated(now)));
}

FileMark file_mark(const fs::path& file) {
    const auto facts = stat_of(file);
    return {facts.st_dev,          facts.st_ino,         facts.st_size,        facts.st_mtim.tv_sec,
            facts.st_mtim.tv_nsec, facts.st_ctim.tv_sec, facts.st_ctim.tv_nsec};
}

}  // namespace domainsec::inline v1::detail
