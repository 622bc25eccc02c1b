// A folder of the test's own in which a mail server of others runs.
#include "mail_home.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <system_error>
#include <thread>

#include "support/run_command.hpp"

namespace domainsec::test {
namespace {

// No account or group of this machine has these numbers.
constexpr unsigned spare_number = 61025;
constexpr unsigned spare_group_number = 61027;
// As everywhere in Debian.
constexpr unsigned nobody_number = 65534;

bool is_root() {
    return ::geteuid() == 0;
}

std::string user(const std::string& name, unsigned number) {
    const std::string text = std::to_string(number);
    return name + ":x:" + text + ":" + text + "::/:/bin/false\n";
}

std::string group(const std::string& name, unsigned number) {
    return name + ":x:" + std::to_string(number) + ":\n";
}

bool has_all(const std::string& line, const std::vector<std::string>& words) {
    return std::all_of(words.begin(), words.end(), [&](const std::string& word) {
        return line.find(word) != std::string::npos;
    });
}

}  // namespace

// Whoever is not root can only be himself.
unsigned account_number() {
    return is_root() ? spare_number : ::geteuid();
}

MailHome::MailHome(const std::string& account, bool must_be_root) {
    ::chmod(folder_.path().c_str(), S_IRWXU | S_IXGRP | S_IXOTH);
    const unsigned number = account_number();
    const std::string users =
        write("passwd", user("root", 0) + user("nobody", nobody_number) + user(account, number));
    const std::string groups =
        write("group", group("root", 0) + group("nogroup", nobody_number) + group(account, number) +
                           group("postdrop", spare_group_number));
    const std::string hosts = write("hosts", "127.0.0.1 localhost edge1.contoso.example\n");
    for (const std::string& file : {users, groups, hosts}) ::chmod(file.c_str(), 0644);
    environment_ = {"NSS_WRAPPER_PASSWD=" + users, "NSS_WRAPPER_GROUP=" + groups,
                    "NSS_WRAPPER_HOSTS=" + hosts};
    if (is_root() || !must_be_root) {
        environment_.emplace_back("LD_PRELOAD=libnss_wrapper.so");
    } else {
        environment_.emplace_back("LD_PRELOAD=libnss_wrapper.so:libuid_wrapper.so");
        environment_.emplace_back("UID_WRAPPER=1");
        environment_.emplace_back("UID_WRAPPER_ROOT=1");
    }
}

void MailHome::give_away(const std::string& path) const {
    if (is_root() && ::chown(path.c_str(), account_number(), account_number()) != 0)
        throw std::system_error(errno, std::generic_category(), path);
}

std::string MailHome::write(const std::string& name, const std::string& content) const {
    write_file(folder_ / name, content);
    give_away(path(name));
    return path(name);
}

IdentityFiles MailHome::write(const Identity& identity) const {
    const std::string base = to_hex(identity.chain.leaf().fingerprint());
    return {write(base + ".pem", identity.chain.pem()),
            write(base + ".key", identity.key.to_pem(SecretAccess::granted())),
            {},
            {}};
}

std::string MailHome::write(const TestCa& authority) const {
    return write(to_hex(authority.certificate().fingerprint()) + ".pem",
                 authority.certificate().pem());
}

void MailHome::make_folder(const std::string& name, mode_t mode) const {
    std::filesystem::create_directories(folder_ / name);
    ::chmod(path(name).c_str(), mode);
    give_away(path(name));
}

std::string MailHome::wait_for_line(const std::string& file,
                                    const std::vector<std::string>& words) const {
    std::string found;
    comes_true([&] {
        if (!std::filesystem::exists(folder_ / file)) return false;
        std::istringstream lines(read_file(folder_ / file));
        for (std::string line; found.empty() && std::getline(lines, line);)
            if (!lines.eof() && has_all(line, words)) found = line;
        return !found.empty();
    });
    return found;
}

bool MailHome::has_file_with(const std::string& folder, const std::string& words) const {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_ / folder)) {
        // A file may be gone before it is read.
        std::error_code gone;
        if (!entry.is_regular_file(gone)) continue;
        std::ifstream file(entry.path(), std::ios::binary);
        const std::string content{std::istreambuf_iterator<char>(file),
                                  std::istreambuf_iterator<char>()};
        if (content.find(words) != std::string::npos) return true;
    }
    return false;
}

bool comes_true(const std::function<bool()>& condition) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return true;
}

}  // namespace domainsec::test
