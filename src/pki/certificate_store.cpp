// The store of an edge's own certificates: what it holds, and new entries.
#include <domainsec/pki/certificate_store.hpp>

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <domainsec/error.hpp>
#include <system_error>
#include <utility>

#include "pki/files.hpp"
#include "pki/store_assignments.hpp"
#include "pki/store_entry.hpp"
#include "pki/store_files.hpp"
#include "pki/token_keys.hpp"

namespace domainsec::inline v1 {
namespace {

namespace fs = std::filesystem;

std::optional<NextKey> next_of(const detail::EntryFiles& files, const detail::EntryFacts& facts) {
    if (!files.has(detail::next_key_file)) return std::nullopt;
    NextKey next;
    next.announced = facts.next_announced.value_or(TimePoint{});
    next.request = files.request(detail::next_request_file);
    if (files.has(detail::next_chain_file)) next.chain = files.chain(detail::next_chain_file);
    if (!next.chain.empty())
        next.spki_sha256 = next.chain.leaf().spki_sha256();
    else if (next.request)
        next.spki_sha256 = next.request->spki_sha256();
    return next;
}

StoreEntry described(const fs::path& store, std::string_view label,
                     const detail::Assignments& assignments) {
    const auto files = detail::EntryFiles::read(store, label);
    const auto facts = files.facts();
    StoreEntry entry;
    entry.label = label;
    entry.key_place = files.key_place();
    entry.exportable = facts.exportable;
    entry.created = facts.created;
    entry.next = next_of(files, facts);
    entry.request = files.request(detail::request_file);
    if (files.has(detail::chain_file) || !entry.request) {
        entry.chain = files.chain(detail::chain_file);
        entry.spki_sha256 = entry.chain.leaf().spki_sha256();
    } else {
        entry.spki_sha256 = entry.request->spki_sha256();
    }
    for (const Assignment& each : assignments.list)
        if (each.label == label) entry.assignments.push_back(each);
    return entry;
}

void publish_new(const fs::path& store, std::string_view label, const detail::EntryFiles& files) {
    const detail::StoreLock lock(store);
    detail::remove_unfinished_entries(store);
    if (detail::is_there(store / label))
        throw Error(
            errc::already_exists,
            "There is an entry \"" + std::string(label) + "\" already: choose another label",
            store.string());
    detail::NewEntry entry(store);
    files.write(entry.path());
    entry.publish(label);
}

void mix(std::uint64_t& revision, std::uint64_t value) noexcept {
    // FNV-1a (draft-eastlake-fnv) by words: nobody but the store's owner can choose what goes in.
    revision = (revision ^ value) * 0x100000001b3U;
}

void mix_file(std::uint64_t& revision, const fs::path& path) {
    struct stat facts {};
    if (::lstat(path.c_str(), &facts) != 0) return;
    const auto name = path.filename();
    for (const char each : name.native()) mix(revision, static_cast<unsigned char>(each));
    mix(revision, facts.st_ino);
    mix(revision, static_cast<std::uint64_t>(facts.st_size));
    mix(revision, static_cast<std::uint64_t>(facts.st_mtim.tv_sec));
    mix(revision, static_cast<std::uint64_t>(facts.st_mtim.tv_nsec));
}

}  // namespace

std::string_view to_string(Service service) noexcept {
    switch (service) {
        case Service::smtp_server:
            return "smtp-server";
        case Service::smtp_client:
            return "smtp-client";
    }
    return "unknown";
}

std::optional<Service> service_from_string(std::string_view text) noexcept {
    if (text == "smtp-server") return Service::smtp_server;
    if (text == "smtp-client") return Service::smtp_client;
    return std::nullopt;
}

std::string_view to_string(KeyPlace place) noexcept {
    switch (place) {
        case KeyPlace::file:
            return "file";
        case KeyPlace::encrypted_file:
            return "encrypted-file";
        case KeyPlace::token:
            return "token";
    }
    return "unknown";
}

CertificateStore CertificateStore::open(fs::path directory) {
    detail::check_private_directory(directory);
    return CertificateStore(std::move(directory));
}

CertificateStore CertificateStore::create(fs::path directory) {
    if (::mkdir(directory.c_str(), S_IRWXU) != 0 && errno != EEXIST)
        throw Error(errc::unwritable_file,
                    "The store cannot be made: " + std::generic_category().message(errno),
                    directory.string());
    return open(std::move(directory));
}

std::vector<std::string> CertificateStore::labels() const {
    std::vector<std::string> found;
    std::error_code failure;
    for (fs::directory_iterator entry(directory_, failure), end; !failure && entry != end;
         entry.increment(failure)) {
        std::string name = entry->path().filename().string();
        std::error_code ignored;
        if (detail::is_label(name) && entry->is_directory(ignored))
            found.push_back(std::move(name));
    }
    if (failure)
        throw Error(errc::unreadable_file, "The store cannot be read: " + failure.message(),
                    directory_.string());
    std::sort(found.begin(), found.end());
    return found;
}

StoreEntry CertificateStore::entry(std::string_view label) const {
    return described(directory_, label, detail::read_assignments(directory_));
}

std::vector<StoreEntry> CertificateStore::entries() const {
    const auto assignments = detail::read_assignments(directory_);
    std::vector<StoreEntry> entries;
    for (const auto& label : labels()) {
        try {
            entries.push_back(described(directory_, label, assignments));
        } catch (const Error& error) {
            // Removed since its name was read.
            if (error.code() != errc::not_found) throw;
        }
    }
    return entries;
}

std::uint64_t CertificateStore::revision() const {
    std::uint64_t revision = 0xcbf29ce484222325U;
    mix_file(revision, directory_ / detail::assignments_name);
    for (const auto& label : labels()) {
        const auto folder = directory_ / label;
        mix_file(revision, folder);
        std::vector<fs::path> files;
        std::error_code failure;
        for (fs::directory_iterator file(folder, failure), end; !failure && file != end;
             file.increment(failure))
            files.push_back(file->path());
        std::sort(files.begin(), files.end());
        for (const auto& file : files) mix_file(revision, file);
    }
    return revision;
}

Identity CertificateStore::load(std::string_view label, std::string_view passphrase) const {
    const auto files = detail::EntryFiles::read(directory_, label);
    const auto place = (directory_ / label).string();
    if (!files.has(detail::chain_file) && files.has(detail::request_file))
        throw Error(errc::invalid_state,
                    "It waits for its certificate: import what the authority issued", place);
    auto chain = files.chain(detail::chain_file);
    auto key = files.has(detail::token_file)
                   ? detail::token_key(files.text(detail::token_file), passphrase)
                   : files.key(passphrase);
    detail::check_pair(chain.leaf().public_key(), key, place);
    return {std::string(label), std::move(chain), std::move(key)};
}

void CertificateStore::add(std::string_view label, const Chain& chain, const PrivateKey& key,
                           const EntryOptions& options) {
    detail::check_label(label);
    if (chain.empty())
        throw Error(errc::invalid_argument, "The chain holds no certificate", {}, 0, "chain");
    detail::check_pair(chain.leaf().public_key(), key, {});
    detail::EntryFiles files;
    files.set(detail::chain_file, chain.pem());
    files.set_key(detail::key_file, key, options.passphrase);
    files.set_facts({options.exportable, options.now, {}});
    publish_new(directory_, label, files);
}

void CertificateStore::add(std::string_view label, const Chain& chain, const PrivateKey& key,
                           std::string_view passphrase) {
    EntryOptions options;
    options.passphrase = passphrase;
    add(label, chain, key, options);
}

void CertificateStore::add_token_key(std::string_view label, const Chain& chain,
                                     std::string_view uri, std::string_view pin, TimePoint now) {
    detail::check_label(label);
    if (chain.empty())
        throw Error(errc::invalid_argument, "The chain holds no certificate", {}, 0, "chain");
    detail::check_pair(chain.leaf().public_key(), detail::token_key(uri, pin), {});
    detail::EntryFiles files;
    files.set(detail::chain_file, chain.pem());
    files.set(detail::token_file, std::string(uri) + '\n');
    files.set_facts({false, now, {}});
    publish_new(directory_, label, files);
}

CertificateRequest CertificateStore::request(std::string_view label, KeyAlgorithm algorithm,
                                             const CertificateTemplate& content,
                                             const EntryOptions& options) {
    detail::check_label(label);
    const auto key = PrivateKey::generate(algorithm);
    auto request = make_request(key, content);
    detail::EntryFiles files;
    files.set(detail::request_file, request.pem());
    files.set_key(detail::key_file, key, options.passphrase);
    files.set_facts({options.exportable, options.now, {}});
    publish_new(directory_, label, files);
    return request;
}

}  // namespace domainsec::inline v1
