// Reads the small files that hold a passphrase (POSIX).
#include "pki/passphrase_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <domainsec/error.hpp>
#include <string>
#include <system_error>

#include "pki/file_descriptor.hpp"

namespace domainsec::inline v1::detail {
namespace {

[[noreturn]] void refuse_passphrase_file(const std::filesystem::path& path,
                                         const std::string& sentence) {
    throw Error(errc::unreadable_file, sentence, path.string());
}

// O_NONBLOCK, so that a FIFO in the place of a file cannot hold us.
FileDescriptor open_itself(const std::filesystem::path& path) {
    FileDescriptor file(
        ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW));
    if (file) return file;
    if (errno == ELOOP)
        refuse_passphrase_file(
            path,
            "It is a symbolic link, and whoever may change that chooses the passphrase: "
            "name the file itself");
    refuse_passphrase_file(path, "It cannot be opened: " + std::generic_category().message(errno));
}

void check(const std::filesystem::path& path, const struct stat& facts, mode_t forbidden) {
    if (!S_ISREG(facts.st_mode)) refuse_passphrase_file(path, "It is not a regular file");
    if (facts.st_uid != ::geteuid() && facts.st_uid != 0)
        refuse_passphrase_file(
            path, "It belongs to another user: chown it to the user that runs this, or root");
    if ((facts.st_mode & forbidden) != 0) {
        char mode[8];
        std::snprintf(mode, sizeof mode, "%04o", static_cast<unsigned>(facts.st_mode & 07777));
        refuse_passphrase_file(path,
                               std::string("Its mode is ") + mode +
                                   ", so others than its owner can reach it: chmod it to 0600");
    }
}

}  // namespace

Botan::secure_vector<char> read_passphrase_file(const std::filesystem::path& path,
                                                mode_t forbidden) {
    const FileDescriptor file = open_itself(path);
    struct stat facts {};
    if (::fstat(file.get(), &facts) != 0)
        refuse_passphrase_file(path,
                               "It cannot be read: " + std::generic_category().message(errno));
    check(path, facts, forbidden);
    Botan::secure_vector<char> octets(max_passphrase_octets + 1);
    std::size_t filled = 0;
    while (filled < octets.size()) {
        const auto got = ::read(file.get(), octets.data() + filled, octets.size() - filled);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0)
            refuse_passphrase_file(path,
                                   "It cannot be read: " + std::generic_category().message(errno));
        if (got == 0) break;
        filled += static_cast<std::size_t>(got);
    }
    if (filled > max_passphrase_octets)
        refuse_passphrase_file(
            path, "It is longer than 4096 octets, the most that is read for a passphrase");
    octets.resize(filled);
    return octets;
}

std::string_view first_line(std::string_view text, std::string_view& problem) noexcept {
    const auto line = text.substr(0, text.find_first_of("\r\n"));
    if (line.empty()) problem = "is empty: a passphrase has at least one character";
    // Text in UTF-16, usually.
    if (line.find('\0') != line.npos) problem = "holds a zero octet: write it in UTF-8";
    return line;
}

}  // namespace domainsec::inline v1::detail
