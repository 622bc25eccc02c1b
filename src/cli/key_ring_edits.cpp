// The tables of a keyring are taken apart as text, so that comments and order stay.
#include "cli/key_ring_edits.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <domainsec/error.hpp>
#include <system_error>

#include "cli/files.hpp"

namespace domainsec::cli {
namespace {

constexpr std::size_t max_octets = 4U << 20U;

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& what) {
    throw Error(errc::unwritable_file, what + ": " + std::generic_category().message(errno),
                file.string());
}

void write_whole(int descriptor, std::string_view text, const std::filesystem::path& file) {
    while (!text.empty()) {
        const auto written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) refuse(file, "cannot be written");
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::fsync(descriptor) != 0) refuse(file, "cannot be written");
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

std::string_view key_of_line(std::string_view line) noexcept {
    const auto begin = std::min(line.find_first_not_of(" \t"), line.size());
    line.remove_prefix(begin);
    return line.substr(0, line.find_first_of(" \t=\r\n"));
}

bool begins_table(std::string_view line) noexcept {
    return line.substr(std::min(line.find_first_not_of(" \t"), line.size())).starts_with("[[key]]");
}

// The stretches of the text from one [[key]] to the next; what stands above the first is none.
std::vector<std::pair<std::size_t, std::size_t>> tables_of(const std::string& text) {
    std::vector<std::pair<std::size_t, std::size_t>> tables;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size() - 1) + 1;
        if (begins_table(std::string_view(text).substr(at, end - at))) {
            if (!tables.empty()) tables.back().second = at;
            tables.emplace_back(at, text.size());
        }
        at = end;
    }
    return tables;
}

std::string with_values(std::string_view table,
                        const std::vector<std::pair<std::string, std::string>>& values) {
    std::string changed;
    std::size_t last_key = 0;
    while (!table.empty()) {
        const auto end = std::min(table.find('\n'), table.size() - 1) + 1;
        const auto line = table.substr(0, end);
        table.remove_prefix(end);
        const auto key = key_of_line(line);
        const bool set = std::any_of(values.begin(), values.end(),
                                     [key](const auto& value) { return value.first == key; });
        if (set) continue;
        changed += line;
        if (!changed.ends_with('\n')) changed += '\n';
        if (!key.empty() && !key.starts_with('#')) last_key = changed.size();
    }
    std::string added;
    for (const auto& [key, value] : values) added += key + " = " + value + "\n";
    return changed.insert(last_key, added);
}

}  // namespace

KeyRingFile::KeyRingFile(std::filesystem::path file)
    : file_(std::move(file)),
      text_(read_input(file_.string(), max_octets)),
      ring_(KeyRing::from_string(text_, file_.string())) {}

bool KeyRingFile::has(const DomainName& domain, const std::string& selector) const {
    return ring_.find(domain, selector) != nullptr;
}

const KeyRingEntry& KeyRingFile::entry(const DomainName& domain,
                                       const std::string& selector) const {
    const auto* found = ring_.find(domain, selector);
    if (found != nullptr) return *found;
    std::string known;
    for (const auto& entry : ring_.entries())
        known += (known.empty() ? "" : ", ") + entry.selector + " of " + entry.domain.str();
    throw Error(errc::not_found,
                "has no key \"" + escaped(selector) + "\" of " + domain.str() + "; it has " +
                    (known.empty() ? "none" : known),
                file_.string());
}

void KeyRingFile::set(const DomainName& domain, const std::string& selector,
                      const std::vector<std::pair<std::string, std::string>>& values) {
    entry(domain, selector);
    for (const auto& [begin, end] : tables_of(text_)) {
        const auto table = text_.substr(begin, end - begin);
        const auto alone = KeyRing::from_string(table, file_.string());
        if (alone.find(domain, selector) == nullptr) continue;
        text_.replace(begin, end - begin, with_values(table, values));
        ring_ = KeyRing::from_string(text_, file_.string());
        return;
    }
    throw Error(errc::invalid_argument,
                "writes the key in a way that cannot be changed here; use one [[key]] table each",
                file_.string());
}

void KeyRingFile::append(const KeyRingEntry& entry) {
    if (!text_.empty() && !text_.ends_with('\n')) text_ += '\n';
    if (!text_.empty()) text_ += '\n';
    text_ += to_keyring_toml(entry);
    ring_ = KeyRing::from_string(text_, file_.string());
}

void KeyRingFile::save() const {
    struct stat status {};
    const mode_t mode = ::stat(file_.c_str(), &status) == 0 ? status.st_mode & 0777U : 0644U;
    auto temporary = file_;
    temporary += ".new";
    ::unlink(temporary.c_str());
    const Descriptor descriptor(
        ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
    if (descriptor.get() < 0) refuse(temporary, "cannot be made");
    ::fchmod(descriptor.get(), mode);
    write_whole(descriptor.get(), text_, temporary);
    if (::rename(temporary.c_str(), file_.c_str()) != 0) refuse(file_, "cannot be replaced");
}

void write_new_secret(const std::filesystem::path& file, const std::string& text) {
    const Descriptor descriptor(
        ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (descriptor.get() < 0) {
        if (errno == EEXIST)
            throw Error(errc::already_exists, "is there already; remove it first, or name another",
                        file.string());
        refuse(file, "cannot be made");
    }
    write_whole(descriptor.get(), text, file);
}

void destroy_file(const std::filesystem::path& file) {
    {
        const Descriptor descriptor(::open(file.c_str(), O_WRONLY | O_CLOEXEC));
        if (descriptor.get() < 0) refuse(file, "cannot be overwritten");
        write_whole(descriptor.get(), std::string(std::filesystem::file_size(file), '\0'), file);
    }
    if (::unlink(file.c_str()) != 0) refuse(file, "cannot be removed");
}

}  // namespace domainsec::cli
