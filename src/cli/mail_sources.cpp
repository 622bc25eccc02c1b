// Finds messages in files and folders (RFC 4155 for mbox).
#include "cli/mail_sources.hpp"

#include <algorithm>
#include <domainsec/error.hpp>
#include <filesystem>
#include <fstream>

#include "cli/files.hpp"

namespace domainsec::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view mbox_begin = "From ";

bool is_mbox(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    std::string begin(mbox_begin.size(), '\0');
    return stream.read(begin.data(), static_cast<std::streamsize>(begin.size())) &&
           begin == mbox_begin;
}

std::vector<std::string> files_in(const fs::path& folder) {
    std::vector<std::string> files;
    std::error_code failed;
    for (const auto& entry : fs::directory_iterator(folder, failed))
        if (entry.is_regular_file() && !entry.path().filename().string().starts_with('.'))
            files.push_back(entry.path().string());
    if (failed)
        throw Error(errc::unreadable_file, "cannot be listed: " + failed.message(),
                    folder.string());
    std::sort(files.begin(), files.end());
    return files;
}

void add_folder(const fs::path& folder, std::vector<MailSource>& sources) {
    const bool maildir = fs::is_directory(folder / "cur") && fs::is_directory(folder / "new");
    const auto kind = maildir ? MailSource::Kind::maildir_file : MailSource::Kind::message;
    const auto add_files = [&](const fs::path& from) {
        for (auto& file : files_in(from)) sources.push_back({std::move(file), kind});
    };
    if (!maildir) return add_files(folder);
    add_files(folder / "cur");
    add_files(folder / "new");
}

// Lines that begin with ">" and "From " behind it have been quoted by one ">".
bool is_quoted(std::string_view line) noexcept {
    const auto at = line.find_first_not_of('>');
    return at != 0 && at != std::string_view::npos && line.substr(at).starts_with(mbox_begin);
}

}  // namespace

std::vector<MailSource> mail_sources(const std::vector<std::string>& paths) {
    std::vector<MailSource> sources;
    for (const auto& path : paths) {
        if (path == "-") {
            sources.push_back({path, MailSource::Kind::message});
        } else if (fs::is_directory(path)) {
            add_folder(path, sources);
        } else {
            sources.push_back(
                {path, is_mbox(path) ? MailSource::Kind::mbox : MailSource::Kind::message});
        }
    }
    return sources;
}

std::vector<std::string> mbox_messages(std::string_view mbox) {
    std::vector<std::string> messages;
    bool after_empty = true;
    while (!mbox.empty()) {
        const auto end = std::min(mbox.find('\n'), mbox.size() - 1) + 1;
        auto line = mbox.substr(0, end);
        mbox.remove_prefix(end);
        if (after_empty && line.starts_with(mbox_begin)) {
            messages.emplace_back();
        } else if (!messages.empty()) {
            if (is_quoted(line)) line.remove_prefix(1);
            messages.back() += line;
        }
        after_empty = line == "\n" || line == "\r\n";
    }
    return messages;
}

void for_each_message(const MailSource& source,
                      const std::function<void(const std::string&, std::string_view)>& take) {
    const auto octets = read_input(source.name, std::size_t{1} << 30U);
    if (source.kind != MailSource::Kind::mbox) return take(source.name, octets);
    std::size_t number = 0;
    for (const auto& message : mbox_messages(octets))
        take(source.name + "#" + std::to_string(++number), message);
}

}  // namespace domainsec::cli
