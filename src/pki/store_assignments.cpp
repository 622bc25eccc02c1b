// assignments.toml: a line for a service, a table for what is narrower, one for what can be undone.
#include "pki/store_assignments.hpp"

#include <algorithm>
#include <domainsec/error.hpp>

#include "pki/atomic_file.hpp"
#include "pki/files.hpp"
#include "pki/store_files.hpp"
#include "toml.hpp"

namespace domainsec::inline v1::detail {
namespace {

namespace fs = std::filesystem;

// Reads the one file; each mistake is an Error with its line.
class AssignmentReader final {
  public:
    explicit AssignmentReader(const fs::path& file) : file_(file) {}

    Assignments read(const toml::table& table) const {
        Assignments assignments;
        for (const auto& [key, node] : table) {
            if (key.str() == "narrower" || key.str() == "undo") continue;
            const auto label = node.value<std::string>();
            const auto service = service_from_string(key.str());
            if (!service || !label || !is_label(*label)) refuse(node, key.str());
            assignments.list.push_back({{*service, {}, {}}, *label});
        }
        read_narrower(table, assignments);
        read_undo(table, assignments);
        return assignments;
    }

  private:
    [[noreturn]] void refuse(const toml::node& node, std::string_view key) const {
        throw Error(errc::invalid_configuration,
                    "It should be smtp-server or smtp-client, with the label of an entry",
                    file_.string(), static_cast<int>(node.source().begin.line), escaped(key, 64));
    }

    void read_narrower(const toml::table& table, Assignments& assignments) const {
        const auto* list = table["narrower"].as_array();
        if (list == nullptr) return;
        for (const auto& node : *list) {
            const auto* each = node.as_table();
            if (each == nullptr) refuse(node, "narrower");
            const auto label = (*each)["label"].value<std::string>();
            if (!label || !is_label(*label)) refuse(node, "label");
            assignments.list.push_back({read_use(*each), *label});
        }
    }

    void read_undo(const toml::table& table, Assignments& assignments) const {
        const auto* list = table["undo"].as_array();
        if (list == nullptr) return;
        for (const auto& node : *list) {
            const auto* each = node.as_table();
            if (each == nullptr) refuse(node, "undo");
            const auto label = (*each)["label"].value<std::string>();
            if (label && !is_label(*label)) refuse(node, "label");
            assignments.undo.push_back({read_use(*each), label});
        }
    }

    ServiceUse read_use(const toml::table& table) const {
        const auto service = service_from_string(table["service"].value_or(std::string_view()));
        if (!service) refuse(table, "service");
        ServiceUse use{*service, table["partner"].value_or(std::string()), {}};
        if (const auto name = table["name"].value<std::string>()) {
            use.name = DomainName::from_string(*name);
            if (!use.name) refuse(table, "name");
        }
        try {
            use.check();
        } catch (const Error&) {
            refuse(table, "service");
        }
        return use;
    }

    const fs::path& file_;
};

bool is_whole(const ServiceUse& use) noexcept {
    return use.partner.empty() && !use.name;
}

void insert(toml::table& table, const ServiceUse& use, const std::optional<std::string>& label) {
    table.insert("service", std::string(to_string(use.service)));
    if (!use.partner.empty()) table.insert("partner", use.partner);
    if (use.name) table.insert("name", use.name->str());
    if (label) table.insert("label", *label);
}

}  // namespace

const Assignment* Assignments::find(const ServiceUse& use) const noexcept {
    const auto found = std::find_if(list.begin(), list.end(),
                                    [&](const Assignment& each) { return each.use == use; });
    return found == list.end() ? nullptr : &*found;
}

void Assignments::set(const std::vector<ServiceUse>& uses,
                      const std::optional<std::string>& label) {
    undo.clear();
    for (const auto& use : uses) {
        const auto* before = find(use);
        undo.push_back({use, before == nullptr ? std::nullopt : std::optional(before->label)});
        std::erase_if(list, [&](const Assignment& each) { return each.use == use; });
        if (label) list.push_back({use, *label});
    }
}

bool Assignments::names(std::string_view label) const noexcept {
    return std::any_of(list.begin(), list.end(),
                       [&](const Assignment& each) { return each.label == label; });
}

Assignments read_assignments(const fs::path& directory) {
    constexpr std::size_t limit = 64 * 1024;
    const fs::path file = directory / assignments_name;
    std::error_code ignored;
    if (!fs::exists(file, ignored)) return {};
    const Bytes content = read_file(file, limit);
    try {
        return AssignmentReader(file).read(parsed_toml(text_of(content)));
    } catch (const toml::parse_error& reason) {
        throw Error(errc::invalid_configuration, std::string(reason.description()), file.string(),
                    static_cast<int>(reason.source().begin.line));
    }
}

void write_assignments(const fs::path& directory, const Assignments& assignments) {
    toml::table table;
    toml::array narrower;
    for (const auto& [use, label] : assignments.list) {
        if (is_whole(use)) {
            table.insert(std::string(to_string(use.service)), label);
        } else {
            toml::table each;
            insert(each, use, label);
            narrower.push_back(std::move(each));
        }
    }
    if (!narrower.empty()) table.insert("narrower", std::move(narrower));
    toml::array undo;
    for (const auto& [use, label] : assignments.undo) {
        toml::table each;
        insert(each, use, label);
        undo.push_back(std::move(each));
    }
    if (!undo.empty()) table.insert("undo", std::move(undo));
    std::ostringstream text;
    text << "# Which entry of this store a service uses; written by domainsec.\n" << table << '\n';
    replace_file(directory / assignments_name, bytes_of(text.str()));
}

}  // namespace domainsec::inline v1::detail
