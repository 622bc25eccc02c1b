// `domainsec tickets create|rotate|show`: the file of master keys for session tickets.
#include <cstdio>
#include <domainsec/tls/ticket_keys.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/files.hpp"

namespace domainsec::cli {
namespace {

struct Options {
    std::string file;
    bool json = false;
};

std::string role_of(std::size_t place) {
    return place == 0 ? "current" : "previous";
}

void print_json(const std::string& file, const std::vector<TicketKeyFacts>& keys, TimePoint now) {
    auto list = nlohmann::ordered_json::array();
    for (std::size_t i = 0; i < keys.size(); ++i)
        list.push_back({{"role", role_of(i)},
                        {"id", keys[i].id},
                        {"created", to_text(keys[i].created)},
                        {"age_seconds", (now - keys[i].created).count()}});
    std::printf("%s\n", nlohmann::ordered_json{{"file", file}, {"keys", list}}.dump(2).c_str());
}

void print_text(const std::vector<TicketKeyFacts>& keys, TimePoint now) {
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const auto hours = std::chrono::duration_cast<std::chrono::hours>(now - keys[i].created);
        std::printf("%-8s  %s  made %s, %lld hours old\n", role_of(i).c_str(), keys[i].id.c_str(),
                    to_text(keys[i].created).c_str(), static_cast<long long>(hours.count()));
    }
    if (now - keys.front().created > 2 * TicketKeys::rotation)
        std::printf("The current key should be a day old at most: domainsec tickets rotate\n");
}

void show(const Options& options) {
    const auto keys = TicketKeys::from_file(options.file)->facts();
    const auto now = system_clock()();
    if (options.json)
        print_json(options.file, keys, now);
    else
        print_text(keys, now);
}

/// The subcommand `name`, which does `work` and shows what there is then.
void add(CLI::App& parent, const char* name, const char* what, const std::string& footer,
         std::function<void(const std::string&)> work) {
    auto options = std::make_shared<Options>();
    auto* command = parent.add_subcommand(name, what);
    command->add_option("FILE", options->file, "The file that [edge] tickets names")->required();
    command->add_flag("--json", options->json, "Print JSON");
    command->footer(footer);
    command->callback([options, work] {
        work(options->file);
        show(*options);
    });
}

}  // namespace

void add_ticket_commands(CLI::App& app, Run&) {
    auto* tickets = app.add_subcommand("tickets", "Master keys of session tickets");
    tickets->require_subcommand(1);
    add(*tickets, "create", "Make the file (mode 0600); an existing one is never replaced",
        examples({"domainsec tickets create /etc/domainsec/tickets.keys"}),
        [](const std::string& file) { TicketKeys::create_file(file); });
    add(*tickets, "rotate", "The current key becomes the previous one, a new one is made",
        examples(
            {"domainsec tickets rotate /etc/domainsec/tickets.keys   # every day, as its owner"}),
        [](const std::string& file) { TicketKeys::rotate_file(file); });
    add(*tickets, "show", "Print ids and ages of the keys, never the keys",
        examples({"domainsec tickets show /etc/domainsec/tickets.keys"}),
        [](const std::string&) {});
}

}  // namespace domainsec::cli
