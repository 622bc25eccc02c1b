// `domainsec cert list|show`: what the store holds, what state it is in and who uses it.
#include <algorithm>
#include <cstdio>
#include <domainsec/error.hpp>
#include <domainsec/trust/certificate_standing.hpp>
#include <domainsec/trust/evidence_cache.hpp>
#include <memory>

#include "cli/command.hpp"
#include "cli/files.hpp"
#include "cli/standing_options.hpp"
#include "cli/store_options.hpp"

namespace domainsec::cli {
namespace {

using nlohmann::ordered_json;

struct ListOptions : StoreOptions, StandingOptions {
    bool trash = false;
};

std::string uses_of(const CertificateStore& store, const StoreEntry& entry) {
    std::string text;
    for (const auto& each : entry.assignments)
        text += (text.empty() ? "" : ", ") + to_string(each.use);
    if (!text.empty()) return text;
    const bool implied = store.assigned(Service::smtp_server) == entry.label;
    return implied ? "smtp-server, smtp-client (the only one)" : "-";
}

ordered_json describe_entry(const CertificateStore& store, const StoreEntry& entry,
                            const CertificateStanding& standing, TimePoint now) {
    ordered_json facts{{"label", entry.label},
                       {"status", std::string(to_string(standing.state))},
                       {"why", standing.why},
                       {"expiring_soon", standing.expiring_soon()},
                       {"used_by", uses_of(store, entry)}};
    if (entry.is_pending()) {
        facts["subject"] = entry.request->subject();
        facts["names"] = entry.request->dns_names();
        facts["key"] = entry.request->key_description();
        facts["pin"] = to_pin(entry.spki_sha256);
    } else {
        facts.update(describe(entry.chain.leaf(), now));
        facts["chain_length"] = entry.chain.certificates().size();
        facts["renew_at"] = to_text(standing.expiry.renew_at);
    }
    facts["key_place"] = std::string(to_string(entry.key_place));
    facts["exportable"] = entry.exportable;
    if (entry.created) facts["created"] = to_text(*entry.created);
    if (entry.next) {
        facts["next_pin"] = to_pin(entry.next->spki_sha256);
        facts["next_announced"] = to_text(entry.next->announced);
        facts["next_certificate"] = entry.next->chain.empty() ? "waits to be issued" : "issued";
    }
    return facts;
}

std::string status_words(const CertificateStanding& standing) {
    std::string words(to_string(standing.state));
    if (standing.expiring_soon()) words += ", ends soon";
    return words;
}

void print_row(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths) {
    std::string line;
    for (std::size_t at = 0; at < cells.size(); ++at) {
        line += cells[at];
        if (at + 1 < cells.size()) line.append(widths[at] - cells[at].size() + 2, ' ');
    }
    std::printf("%s\n", line.c_str());
}

void print_table(const std::vector<std::vector<std::string>>& rows) {
    std::vector<std::size_t> widths(rows.front().size());
    for (const auto& row : rows)
        for (std::size_t at = 0; at < row.size(); ++at)
            widths[at] = std::max(widths[at], row[at].size());
    for (const auto& row : rows) print_row(row, widths);
}

std::vector<std::string> row_of(const CertificateStore& store, const StoreEntry& entry,
                                const CertificateStanding& standing) {
    const auto days = std::chrono::floor<std::chrono::days>(standing.expiry.left).count();
    const auto& names =
        entry.is_pending() ? entry.request->dns_names() : entry.chain.leaf().dns_names();
    std::string shown = names.empty() ? "-" : names.front();
    if (names.size() > 1) shown += " +" + std::to_string(names.size() - 1);
    return {entry.label,
            status_words(standing),
            entry.is_pending() ? "-" : to_text(entry.chain.leaf().not_after()).substr(0, 10),
            entry.is_pending() ? "-" : std::to_string(days),
            entry.is_pending() ? entry.request->key_description()
                               : entry.chain.leaf().key_description(),
            shown,
            uses_of(store, entry),
            entry.next ? "announced" : "-"};
}

void list_trash(const ListOptions& options) {
    const auto trash = options.open().trash();
    ordered_json all = ordered_json::array();
    std::vector<std::vector<std::string>> rows{{"NAME", "LABEL", "REMOVED"}};
    for (const auto& entry : trash) {
        all.push_back(
            {{"name", entry.name}, {"label", entry.label}, {"removed", to_text(entry.removed)}});
        rows.push_back({entry.name, entry.label, to_text(entry.removed)});
    }
    if (options.json)
        std::printf("%s\n", all.dump(2).c_str());
    else
        print_table(rows);
}

void run_list(const ListOptions& options) {
    if (options.trash) return list_trash(options);
    const auto store = options.open();
    const StandingJudge judge(options);
    ordered_json all = ordered_json::array();
    std::vector<std::vector<std::string>> rows{
        {"LABEL", "STATUS", "ENDS", "DAYS", "KEY", "NAMES", "USED BY", "NEXT KEY"}};
    for (const auto& entry : store.entries()) {
        const auto standing = judge.standing_of(entry);
        all.push_back(describe_entry(store, entry, standing, judge.now()));
        rows.push_back(row_of(store, entry, standing));
    }
    if (options.json)
        std::printf("%s\n", all.dump(2).c_str());
    else
        print_table(rows);
}

void add_list(CLI::App& cert) {
    auto options = std::make_shared<ListOptions>();
    auto* command = cert.add_subcommand("list", "The certificates of a store, and who uses them");
    add_store_options(*command, *options);
    add_standing_options(*command, *options);
    command->add_flag("--trash", options->trash, "What was removed and is kept for a while");
    command->footer(examples({"domainsec cert list",
                              "domainsec cert list --config /etc/domainsec/domainsec.toml --json",
                              "domainsec cert list --anchors fabrikam-ca.pem"}));
    command->callback([options] { run_list(*options); });
}

struct ShowOptions : StoreOptions, StandingOptions {
    std::vector<std::string> what;
};

bool is_file(const std::string& path) {
    std::error_code ignored;
    return std::filesystem::is_regular_file(path, ignored);
}

bool is_entry(const std::string& store, const std::string& label) {
    std::error_code ignored;
    return label.find('/') == std::string::npos &&
           std::filesystem::is_directory(std::filesystem::path(store) / label, ignored);
}

void show_file(const std::string& file, ordered_json& all, TimePoint now) {
    for (const auto& certificate : certificates_in(file)) {
        auto facts = describe(certificate, now);
        facts["file"] = file;
        all.push_back(facts);
    }
}

void run_show(const ShowOptions& options) {
    ordered_json all = ordered_json::array();
    for (const auto& what : options.what) {
        const bool like_a_file = what.find_first_of("/.") != std::string::npos;
        if (like_a_file && (is_file(what) || !is_entry(options.store, what))) {
            show_file(what, all, system_clock()());
            continue;
        }
        const auto store = options.open();
        const StandingJudge judge(options);
        const auto entry = store.entry(what);
        all.push_back(describe_entry(store, entry, judge.standing_of(entry), judge.now()));
    }
    if (options.json) {
        std::printf("%s\n", all.dump(2).c_str());
        return;
    }
    for (std::size_t place = 0; place < all.size(); ++place) {
        if (place) std::printf("\n");
        print_facts(all[place]);
    }
}

void add_show(CLI::App& cert) {
    auto options = std::make_shared<ShowOptions>();
    auto* command =
        cert.add_subcommand("show", "Print what an entry of the store or a certificate file says");
    command
        ->add_option("LABEL|FILE", options->what,
                     "A label of the store; or a file, PEM (a chain too) or DER")
        ->required();
    add_store_options(*command, *options);
    add_standing_options(*command, *options);
    command->footer(examples({"domainsec cert show edge1", "domainsec cert show edge1.pem",
                              "domainsec cert show --json chain.pem"}));
    command->callback([options] { run_show(*options); });
}

}  // namespace

void add_cert_list_commands(CLI::App& cert) {
    add_list(cert);
    add_show(cert);
}

}  // namespace domainsec::cli
