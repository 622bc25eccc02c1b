// Reads an entry's files from one state of it, however often it is replaced meanwhile.
#include "pki/store_entry.hpp"

#include <botan/mem_ops.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <domainsec/error.hpp>
#include <utility>

#include "pki/atomic_file.hpp"
#include "pki/files.hpp"
#include "toml.hpp"

namespace domainsec::inline v1::detail {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t max_entry_file_octets = 4 * 1024 * 1024;

constexpr std::array known_files{chain_file,      key_file,      token_file,        request_file,
                                 next_chain_file, next_key_file, next_request_file, facts_file};

// Which folder goes by a name at the moment.
std::optional<std::pair<dev_t, ino_t>> folder_at(const fs::path& path) {
    struct stat facts {};
    if (::stat(path.c_str(), &facts) != 0) return std::nullopt;
    return std::pair(facts.st_dev, facts.st_ino);
}

std::optional<TimePoint> time_in(const toml::table& table, std::string_view key) {
    const auto seconds = table[key].value<std::int64_t>();
    if (!seconds) return std::nullopt;
    return TimePoint{Seconds{*seconds}};
}

bool is_encrypted(std::string_view pem) noexcept {
    return pem.find("ENCRYPTED") != std::string_view::npos;
}

PrivateKey key_from(const EntryFiles& files, std::string_view name, std::string_view passphrase) {
    try {
        return PrivateKey::from_octets(files.octets(name), passphrase);
    } catch (const Error& error) {
        if (!error.file().empty()) throw;
        throw Error(error.code(), error.what(), files.place(name));
    }
}

Botan::secure_vector<std::uint8_t> read_entry_file(const fs::path& path, std::string_view name) {
    const bool secret = name == key_file || name == next_key_file || name == token_file;
    if (secret) return read_secret_file(path, max_entry_file_octets);
    const auto octets = read_file(path, max_entry_file_octets);
    return {octets.begin(), octets.end()};
}

}  // namespace

EntryFiles EntryFiles::read(const fs::path& store, std::string_view label) {
    const fs::path folder = store / label;
    constexpr int most_tries = 100;
    for (int tries = 1;; ++tries) {
        check_present(store, label);
        const auto before = folder_at(folder);
        try {
            check_private_directory(folder);
            EntryFiles files;
            files.folder_ = folder;
            for (const auto name : known_files)
                if (is_there(folder / name))
                    files.files_.emplace(name, read_entry_file(folder / name, name));
            if (folder_at(folder) == before) return files;
        } catch (const Error&) {
            if (folder_at(folder) == before) throw;
        }
        if (tries == most_tries)
            throw Error(errc::unreadable_file, "It changes faster than it can be read",
                        folder.string());
    }
}

std::string_view EntryFiles::text(std::string_view name) const {
    return text_of(octets(name));
}

ByteView EntryFiles::octets(std::string_view name) const {
    const auto found = files_.find(name);
    if (found == files_.end())
        throw Error(errc::unreadable_file, "It cannot be opened: No such file or directory",
                    place(name));
    return found->second;
}

std::string EntryFiles::place(std::string_view name) const {
    return (folder_ / name).string();
}

void EntryFiles::set(std::string_view name, std::string_view text) {
    const auto octets = bytes_of(text);
    files_.insert_or_assign(std::string(name),
                            Botan::secure_vector<std::uint8_t>(octets.begin(), octets.end()));
}

void EntryFiles::set_key(std::string_view name, const PrivateKey& key,
                         std::string_view passphrase) {
    auto pem = key.to_pem(SecretAccess::granted(), passphrase);
    set(name, pem);
    Botan::secure_scrub_memory(pem.data(), pem.size());
}

void EntryFiles::move(std::string_view from, std::string_view to) {
    auto moved = files_.extract(std::string(from));
    drop(to);
    if (moved.empty()) return;
    moved.key() = std::string(to);
    files_.insert(std::move(moved));
}

Chain EntryFiles::chain(std::string_view name) const {
    try {
        return Chain::from_pem(text(name));
    } catch (const Error& error) {
        if (!error.file().empty()) throw;
        throw Error(error.code(), error.what(), place(name));
    }
}

std::optional<CertificateRequest> EntryFiles::request(std::string_view name) const {
    if (!has(name)) return std::nullopt;
    try {
        return CertificateRequest::from_octets(octets(name));
    } catch (const Error& error) {
        throw Error(error.code(), error.what(), place(name));
    }
}

PrivateKey EntryFiles::key(std::string_view passphrase) const {
    return key_from(*this, key_file, passphrase);
}

PrivateKey EntryFiles::next_key(std::string_view passphrase) const {
    return key_from(*this, next_key_file, passphrase);
}

KeyPlace EntryFiles::key_place() const {
    if (has(token_file)) return KeyPlace::token;
    return is_encrypted(text(key_file)) ? KeyPlace::encrypted_file : KeyPlace::file;
}

EntryFacts EntryFiles::facts() const {
    if (!has(facts_file)) return {};
    try {
        const auto table = parsed_toml(text(facts_file));
        return {table["exportable"].value_or(false), time_in(table, "created"),
                time_in(table, "next_announced")};
    } catch (const toml::parse_error& reason) {
        throw Error(errc::invalid_configuration, std::string(reason.description()),
                    place(facts_file), static_cast<int>(reason.source().begin.line));
    }
}

void EntryFiles::set_facts(const EntryFacts& facts) {
    std::string lines = "# Written by domainsec; times are seconds since 1970.\n";
    lines += facts.exportable ? "exportable = true\n" : "exportable = false\n";
    const auto add = [&lines](const char* key, const std::optional<TimePoint>& time) {
        if (time) lines += key + (" = " + std::to_string(time->time_since_epoch().count())) + "\n";
    };
    add("created", facts.created);
    add("next_announced", facts.next_announced);
    set(facts_file, lines);
}

void EntryFiles::write(const fs::path& folder) const {
    for (const auto& [name, content] : files_) write_new_file(folder / name, content);
}

void check_pair(ByteView certificate_key, const PrivateKey& key, const std::string& place) {
    if (!std::equal(certificate_key.begin(), certificate_key.end(), key.public_key().begin(),
                    key.public_key().end()))
        throw Error(errc::key_mismatch,
                    "The first certificate and the private key do not belong together", place);
}

void check_label(std::string_view label) {
    if (!is_label(label))
        throw Error(errc::invalid_name,
                    "\"" + escaped(label, 64) +
                        "\" is not a label: 1 to 64 of a-z, 0-9, '-', '.', '_', not beginning "
                        "with '.'");
}

void check_present(const fs::path& store, std::string_view label) {
    if (!is_label(label) || !is_there(store / label))
        throw Error(errc::not_found, "There is no entry \"" + escaped(label, 64) + "\"",
                    store.string());
}

}  // namespace domainsec::inline v1::detail
