// What the entries of a store are used for, and how they leave it.
#include <algorithm>
#include <domainsec/error.hpp>
#include <domainsec/pki/certificate_store.hpp>
#include <system_error>

#include "pki/atomic_file.hpp"
#include "pki/store_assignments.hpp"
#include "pki/store_entry.hpp"
#include "pki/store_files.hpp"

namespace domainsec::inline v1 {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t max_partner_octets = 64;

std::vector<Assignment> replaced_by(const detail::Assignments& assignments) {
    std::vector<Assignment> replaced;
    for (const auto& [use, label] : assignments.undo)
        replaced.push_back({use, label.value_or(std::string())});
    return replaced;
}

}  // namespace

void ServiceUse::check() const {
    if (!partner.empty() && service != Service::smtp_client)
        throw Error(errc::invalid_argument, "A partner goes with smtp-client", {}, 0, "partner");
    if (partner.size() > max_partner_octets)
        throw Error(errc::invalid_argument, "The name of a partner has 1 to 64 octets", {}, 0,
                    "partner");
    if (name && service != Service::smtp_server)
        throw Error(errc::invalid_argument, "A host name goes with smtp-server", {}, 0, "name");
}

std::string to_string(const ServiceUse& use) {
    std::string text(to_string(use.service));
    if (!use.partner.empty()) text += " for " + escaped(use.partner, max_partner_octets);
    if (use.name) text += " as " + use.name->str();
    return text;
}

std::vector<Assignment> CertificateStore::assign(const std::vector<ServiceUse>& uses,
                                                 std::string_view label) {
    for (const auto& use : uses) use.check();
    const detail::StoreLock lock(directory_);
    const auto files = detail::EntryFiles::read(directory_, label);
    if (!files.has(detail::chain_file) && files.has(detail::request_file))
        throw Error(errc::invalid_state,
                    "It waits for its certificate: import what the authority issued first",
                    (directory_ / label).string());
    auto assignments = detail::read_assignments(directory_);
    assignments.set(uses, std::string(label));
    detail::write_assignments(directory_, assignments);
    return replaced_by(assignments);
}

void CertificateStore::assign(Service service, std::string_view label) {
    assign({ServiceUse{service, {}, {}}}, label);
}

std::vector<Assignment> CertificateStore::undo_assignment() {
    const detail::StoreLock lock(directory_);
    auto assignments = detail::read_assignments(directory_);
    const auto before = assignments.undo;
    if (before.empty())
        throw Error(errc::invalid_state, "There is no assignment to take back",
                    directory_.string());
    std::vector<Assignment> now;
    for (const auto& [use, label] : before) {
        if (label) detail::check_present(directory_, *label);
        assignments.set({use}, label);
        now.push_back({use, label.value_or(std::string())});
    }
    assignments.undo.clear();
    detail::write_assignments(directory_, assignments);
    return now;
}

void CertificateStore::unassign(const std::vector<ServiceUse>& uses) {
    for (const auto& use : uses) use.check();
    const detail::StoreLock lock(directory_);
    auto assignments = detail::read_assignments(directory_);
    for (const auto& use : uses)
        if (assignments.find(use) == nullptr)
            throw Error(errc::not_found, "Nothing is assigned to " + to_string(use),
                        directory_.string());
    assignments.set(uses, std::nullopt);
    detail::write_assignments(directory_, assignments);
}

std::vector<Assignment> CertificateStore::assignments() const {
    return detail::read_assignments(directory_).list;
}

std::optional<std::string> CertificateStore::assigned(Service service) const {
    const auto assignments = detail::read_assignments(directory_);
    if (const auto* found = assignments.find({service, {}, {}})) return found->label;
    auto entries = labels();
    if (entries.size() != 1) return std::nullopt;
    // One that is pending cannot be shown to anybody.
    if (entry(entries.front()).is_pending()) return std::nullopt;
    return std::move(entries.front());
}

TrashedEntry CertificateStore::remove(std::string_view label, TimePoint now, bool even_if_used) {
    const detail::StoreLock lock(directory_);
    detail::check_present(directory_, label);
    auto assignments = detail::read_assignments(directory_);
    if (!even_if_used && assignments.names(label))
        throw Error(errc::in_use,
                    "\"" + std::string(label) +
                        "\" is assigned to a service: assign another certificate first",
                    directory_.string());
    const bool alone = assignments.list.empty() && labels().size() == 1;
    if (!even_if_used && alone && detail::is_there(directory_ / label / detail::chain_file))
        throw Error(errc::in_use,
                    "\"" + std::string(label) +
                        "\" is the only certificate, so every service uses it: add and assign "
                        "another first",
                    directory_.string());
    const auto trash = detail::make_trash(directory_);
    auto name = detail::free_trash_name(trash, label, now);
    if (assignments.names(label)) {
        std::erase_if(assignments.list, [&](const auto& each) { return each.label == label; });
        assignments.undo.clear();
        detail::write_assignments(directory_, assignments);
    }
    detail::rename_to_new(directory_ / label, trash / name);
    detail::sync_directory(directory_);
    return {std::move(name), std::string(label), now};
}

std::vector<TrashedEntry> CertificateStore::trash() const {
    std::vector<TrashedEntry> found;
    std::error_code failure;
    const auto trash = detail::trash_of(directory_);
    if (!detail::is_there(trash)) return found;
    for (fs::directory_iterator entry(trash, failure), end; !failure && entry != end;
         entry.increment(failure)) {
        auto name = entry->path().filename().string();
        if (auto read = detail::read_trash_name(name))
            found.push_back({std::move(name), std::move(read->label), read->removed});
    }
    if (failure)
        throw Error(errc::unreadable_file, "The trash cannot be read: " + failure.message(),
                    trash.string());
    std::sort(found.begin(), found.end(), [](const TrashedEntry& a, const TrashedEntry& b) {
        return std::pair(a.removed, a.name) < std::pair(b.removed, b.name);
    });
    return found;
}

void CertificateStore::restore(std::string_view trashed_name) {
    const auto read = detail::read_trash_name(trashed_name);
    const detail::StoreLock lock(directory_);
    const auto trash = detail::trash_of(directory_);
    if (!read || !detail::is_there(trash / trashed_name))
        throw Error(errc::not_found,
                    "There is nothing called \"" + escaped(trashed_name, 100) + "\" in the trash",
                    directory_.string());
    detail::rename_to_new(trash / trashed_name, directory_ / read->label);
    detail::sync_directory(trash);
}

std::size_t CertificateStore::empty_trash(TimePoint before) {
    const detail::StoreLock lock(directory_);
    std::size_t destroyed = 0;
    for (const auto& entry : trash()) {
        if (entry.removed >= before) continue;
        std::error_code failure;
        const auto place = detail::trash_of(directory_) / entry.name;
        fs::remove_all(place, failure);
        if (failure)
            throw Error(errc::unwritable_file, "It cannot be removed: " + failure.message(),
                        place.string());
        ++destroyed;
    }
    return destroyed;
}

}  // namespace domainsec::inline v1
