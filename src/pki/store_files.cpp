// The files of a certificate store (POSIX; assignments in TOML).
#include "pki/store_files.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>

#include <algorithm>
#include <cerrno>
#include <domainsec/error.hpp>
#include <domainsec/pki/certificate_store.hpp>
#include <system_error>

#include "pki/atomic_file.hpp"
#include "pki/files.hpp"
#include "toml.hpp"

namespace domainsec::inline v1::detail {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view assignments_name = "assignments.toml";
constexpr std::string_view unfinished_prefix = ".new.";

[[noreturn]] void refuse(const fs::path& path, int reason) {
    throw Error(errc::unwritable_file,
                "It cannot be written: " + std::generic_category().message(reason), path.string());
}

FileDescriptor locked_file(const fs::path& path) {
    FileDescriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!file) refuse(path, errno);
    while (::flock(file.get(), LOCK_EX) != 0)
        if (errno != EINTR) refuse(path, errno);
    return file;
}

fs::path make_unfinished_directory(const fs::path& directory) {
    std::string name = (directory / (std::string(unfinished_prefix) + "XXXXXX")).string();
    if (::mkdtemp(name.data()) == nullptr) refuse(directory, errno);
    return name;
}

std::map<std::string, std::string> assignments_in(const toml::table& table, const fs::path& file) {
    std::map<std::string, std::string> assignments;
    for (const auto& [key, node] : table) {
        const auto label = node.value<std::string>();
        if (!label || !is_label(*label) || !service_from_string(key.str()))
            throw Error(errc::invalid_configuration,
                        "It should be smtp-server or smtp-client, with the label of an entry",
                        file.string(), static_cast<int>(node.source().begin.line),
                        escaped(key.str(), 64));
        assignments.emplace(key.str(), *label);
    }
    return assignments;
}

}  // namespace

bool is_label(std::string_view text) noexcept {
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789-._";
    return !text.empty() && text.size() <= 64 && text.front() != '.' &&
           text.find_first_not_of(allowed) == std::string_view::npos && text != assignments_name;
}

StoreLock::StoreLock(const fs::path& directory) : file_(locked_file(directory / ".lock")) {}

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

void remove_unfinished_entries(const fs::path& directory) noexcept {
    std::error_code ignored;
    for (fs::directory_iterator entry(directory, ignored), end; !ignored && entry != end;
         entry.increment(ignored)) {
        const std::string name = entry->path().filename().string();
        std::error_code failed;
        if (name.starts_with(unfinished_prefix)) fs::remove_all(entry->path(), failed);
    }
}

std::map<std::string, std::string> read_assignments(const fs::path& directory) {
    constexpr std::size_t limit = 64 * 1024;
    const fs::path file = directory / assignments_name;
    std::error_code ignored;
    if (!fs::exists(file, ignored)) return {};
    const Bytes content = read_file(file, limit);
    try {
        return assignments_in(parsed_toml(text_of(content)), file);
    } catch (const toml::parse_error& reason) {
        throw Error(errc::invalid_configuration, std::string(reason.description()), file.string(),
                    static_cast<int>(reason.source().begin.line));
    }
}

void write_assignments(const fs::path& directory,
                       const std::map<std::string, std::string>& assignments) {
    std::string text = "# Which entry of this store a service uses; written by domainsec.\n";
    for (const auto& [service, label] : assignments)
        text.append(service).append(" = \"").append(label).append("\"\n");
    replace_file(directory / assignments_name, bytes_of(text));
}

}  // namespace domainsec::inline v1::detail
