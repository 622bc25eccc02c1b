// The store of an edge's own certificates and keys.
#include <domainsec/pki/certificate_store.hpp>

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <domainsec/error.hpp>
#include <system_error>
#include <utility>

#include "pki/atomic_file.hpp"
#include "pki/files.hpp"
#include "pki/store_files.hpp"

namespace domainsec::inline v1 {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view chain_name = "chain.pem";
constexpr std::string_view key_name = "key.pem";

void check_pair(const Chain& chain, const PrivateKey& key, const std::string& place) {
    if (chain.leaf().public_key() != key.public_key())
        throw Error(errc::key_mismatch,
                    "The first certificate and the private key do not belong together", place);
}

bool is_there(const fs::path& path) {
    std::error_code ignored;
    return fs::exists(fs::symlink_status(path, ignored));
}

void check_present(const fs::path& directory, std::string_view label) {
    if (!detail::is_label(label) || !is_there(directory / label))
        throw Error(errc::not_found, "There is no entry \"" + escaped(label, 64) + "\"",
                    directory.string());
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

Identity CertificateStore::load(std::string_view label, std::string_view passphrase) const {
    check_present(directory_, label);
    const fs::path entry = directory_ / label;
    detail::check_private_directory(entry);
    Chain chain = Chain::from_file(entry / chain_name);
    PrivateKey key = PrivateKey::from_file(entry / key_name, passphrase);
    check_pair(chain, key, entry.string());
    return {std::string(label), std::move(chain), std::move(key)};
}

void CertificateStore::add(std::string_view label, const Chain& chain, const PrivateKey& key,
                           std::string_view passphrase) {
    if (!detail::is_label(label))
        throw Error(errc::invalid_name,
                    "\"" + escaped(label, 64) +
                        "\" is not a label: 1 to 64 of a-z, 0-9, '-', '.', '_', not beginning "
                        "with '.'");
    if (chain.empty())
        throw Error(errc::invalid_argument, "The chain holds no certificate", {}, 0, "chain");
    check_pair(chain, key, {});

    const detail::StoreLock lock(directory_);
    detail::remove_unfinished_entries(directory_);
    if (is_there(directory_ / label))
        throw Error(
            errc::already_exists,
            "There is an entry \"" + std::string(label) + "\" already: choose another label",
            directory_.string());
    detail::NewEntry entry(directory_);
    detail::write_new_file(entry.path() / chain_name, bytes_of(chain.pem()));
    key.write_new(entry.path() / key_name, SecretAccess::granted(), passphrase);
    entry.publish(label);
}

void CertificateStore::assign(Service service, std::string_view label) {
    const detail::StoreLock lock(directory_);
    check_present(directory_, label);
    auto assignments = detail::read_assignments(directory_);
    assignments[std::string(to_string(service))] = label;
    detail::write_assignments(directory_, assignments);
}

std::optional<std::string> CertificateStore::assigned(Service service) const {
    const auto assignments = detail::read_assignments(directory_);
    const auto found = assignments.find(std::string(to_string(service)));
    if (found != assignments.end()) return found->second;
    auto entries = labels();
    if (entries.size() == 1) return std::move(entries.front());
    return std::nullopt;
}

}  // namespace domainsec::inline v1
