// The tables of a keyring are taken apart as text, so that comments and order stay.
#include "cli/key_ring_edits.hpp"

#include <algorithm>
#include <domainsec/error.hpp>
#include <system_error>

#include "cli/files.hpp"
#include "cli/whole_files.hpp"

namespace domainsec::cli {
namespace {

constexpr std::size_t max_octets = 4U << 20U;

std::string_view key_of_line(std::string_view line) noexcept {
    const auto begin = std::min(line.find_first_not_of(" \t"), line.size());
    line.remove_prefix(begin);
    const bool quoted = line.starts_with('"') || line.starts_with('\'');
    if (quoted) return line.substr(1, line.find(line.front(), 1) - 1);
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

bool holds(const std::string& table, const DomainName& domain, const std::string& selector) {
    try {
        return KeyRing::from_string(table).find(domain, selector) != nullptr;
    } catch (const Error&) {
        return false;  // a piece of something else
    }
}

// What a link leads to is replaced, not the link.
std::filesystem::path behind_links(const std::filesystem::path& file) {
    std::error_code failed;
    auto target = std::filesystem::canonical(file, failed);
    if (failed)
        throw Error(errc::unreadable_file, "cannot be read; name an existing keyring",
                    file.string());
    return target;
}

}  // namespace

KeyRingFile::KeyRingFile(const std::filesystem::path& file)
    : file_(behind_links(file)),
      read_(read_input(file_.string(), max_octets)),
      text_(read_),
      ring_(KeyRing::from_string(text_, file.string())) {}

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
        if (!holds(table, domain, selector)) continue;
        auto changed = text_;
        changed.replace(begin, end - begin, with_values(table, values));
        take(std::move(changed));
        return;
    }
    throw Error(errc::invalid_argument,
                "writes the key in a way that cannot be changed here; use one [[key]] table each",
                file_.string());
}

// Only what is a sound keyring is taken.
void KeyRingFile::take(std::string text) {
    ring_ = KeyRing::from_string(text, file_.string());
    text_ = std::move(text);
}

void KeyRingFile::append(const KeyRingEntry& entry) {
    auto text = text_;
    if (!text.empty() && !text.ends_with('\n')) text += '\n';
    if (!text.empty()) text += '\n';
    take(text + to_keyring_toml(entry));
}

void KeyRingFile::save() {
    if (read_input(file_.string(), max_octets) != read_)
        throw Error(errc::in_use, "was changed meanwhile; nothing was done, run this again",
                    file_.string());
    replace_whole(file_, text_);
    read_ = text_;
}

}  // namespace domainsec::cli
