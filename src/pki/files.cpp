// Reads whole files with a limit, and looks at owner and permissions first (POSIX).
#include "pki/files.hpp"

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

constexpr mode_t others = S_IRWXG | S_IRWXO;

[[noreturn]] void refuse_file(const std::filesystem::path& path, const std::string& sentence) {
    throw Error(errc::unreadable_file, sentence, path.string());
}

std::string octal(mode_t mode) {
    char text[8];
    std::snprintf(text, sizeof text, "%04o", static_cast<unsigned>(mode & 07777));
    return text;
}

void check_private(const struct stat& facts, const std::filesystem::path& path,
                   const std::string& right_mode) {
    if (facts.st_uid != ::geteuid() && facts.st_uid != 0)
        refuse_file(path,
                    "It belongs to another user: chown it to the user that runs this, or root");
    if ((facts.st_mode & others) != 0)
        refuse_file(path, "Its mode is " + octal(facts.st_mode) +
                              ", so group or others can reach it: chmod it to " + right_mode);
}

// O_NONBLOCK, so that a FIFO in the place of a file cannot hold us.
FileDescriptor open_regular(const std::filesystem::path& path, struct stat& facts) {
    FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
    if (!file) refuse_file(path, "It cannot be opened: " + std::generic_category().message(errno));
    if (::fstat(file.get(), &facts) != 0)
        refuse_file(path, "It cannot be read: " + std::generic_category().message(errno));
    if (!S_ISREG(facts.st_mode)) refuse_file(path, "It is not a regular file");
    return file;
}

template <typename Octets>
Octets read_all(const FileDescriptor& file, const struct stat& facts,
                const std::filesystem::path& path, std::size_t limit) {
    const auto size = static_cast<std::uintmax_t>(facts.st_size);
    const std::string too_long =
        "It is longer than " + std::to_string(limit) + " octets, the most that is read";
    if (size > limit) refuse_file(path, too_long);
    // One octet more than there should be, to see that it does not grow while it is read.
    Octets octets(static_cast<std::size_t>(size) + 1);
    std::size_t filled = 0;
    while (filled < octets.size()) {
        const ssize_t got = ::read(file.get(), octets.data() + filled, octets.size() - filled);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0)
            refuse_file(path, "It cannot be read: " + std::generic_category().message(errno));
        if (got == 0) break;
        filled += static_cast<std::size_t>(got);
    }
    if (filled == octets.size()) refuse_file(path, "It changed while it was read: try again");
    octets.resize(filled);
    return octets;
}

}  // namespace

Bytes read_file(const std::filesystem::path& path, std::size_t limit) {
    struct stat facts {};
    const FileDescriptor file = open_regular(path, facts);
    return read_all<Bytes>(file, facts, path, limit);
}

Botan::secure_vector<std::uint8_t> read_secret_file(const std::filesystem::path& path,
                                                    std::size_t limit) {
    struct stat facts {};
    const FileDescriptor file = open_regular(path, facts);
    check_private(facts, path, "0600");
    return read_all<Botan::secure_vector<std::uint8_t>>(file, facts, path, limit);
}

void check_private_directory(const std::filesystem::path& path) {
    struct stat facts {};
    if (::stat(path.c_str(), &facts) != 0)
        refuse_file(path, "It cannot be opened: " + std::generic_category().message(errno));
    if (!S_ISDIR(facts.st_mode)) refuse_file(path, "It is not a directory");
    check_private(facts, path, "0700");
}

}  // namespace domainsec::inline v1::detail
