// `domainsec border`: what is taken off a message that enters or leaves the organization.
#include <algorithm>
#include <cstdio>
#include <domainsec/error.hpp>
#include <domainsec/message/border.hpp>
#include <domainsec/policy/configuration.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/files.hpp"

namespace domainsec::cli {
namespace {

struct BorderCommand {
    std::string config;
    std::vector<std::string> names;
    std::string message = "-";
    bool list = false;
    bool json = false;
};

BorderRules rules_of(const BorderCommand& options) {
    BorderRules rules;
    for (const auto& name : options.names) rules.own_names.push_back(domain_option("--name", name));
    if (!options.config.empty()) {
        const auto configuration = Configuration::load(options.config);
        rules.own_names.insert(rules.own_names.end(), configuration->domains.begin(),
                               configuration->domains.end());
        rules.own_names.push_back(*configuration->organization_domain);
        rules.own_names.push_back(*configuration->edge_name);
    }
    if (rules.own_names.empty())
        throw Error(errc::invalid_argument,
                    "say in whose name results are removed: --config, or --name");
    return rules;
}

void print_json(const EditList& edits, MessageDefect defect) {
    nlohmann::ordered_json object;
    object["defect"] = to_string(defect);
    object["removed"] = nlohmann::json::array();
    for (const auto& field : edits.removed())
        object["removed"].push_back(
            {{"name", field.name}, {"offset", field.range.offset}, {"length", field.range.length}});
    std::printf("%s\n", object.dump().c_str());
}

void print_list(const EditList& edits) {
    for (const auto& field : edits.removed())
        std::printf("%8zu %8zu  %s\n", field.range.offset, field.range.length, field.name.c_str());
}

void run_border(const BorderCommand& options) {
    const auto rules = rules_of(options);
    const auto message = read_input(options.message);
    const auto view = MessageView::parse(message);
    const auto edits = border_edits(view, rules);
    if (options.json) return print_json(edits, view.defect());
    if (options.list) return print_list(edits);
    std::fwrite(edits.prefix().data(), 1, edits.prefix().size(), stdout);
    for (const auto& range : edits.kept())
        std::fwrite(message.data() + range.offset, 1, range.length, stdout);
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0)
        throw Error(errc::unwritable_file, "standard output cannot be written");
}

}  // namespace

void add_border_command(CLI::App& app, Run&) {
    auto options = std::make_shared<BorderCommand>();
    auto* command = app.add_subcommand(
        "border", "Take off what nobody outside may say: stamps, our results, Exchange's fields");
    command->add_option("--config", options->config, "domainsec.toml: our names");
    command
        ->add_option("--name", options->names,
                     "A domain or authserv-id of ours; may be given again")
        ->allow_extra_args(false);
    command->add_option("MESSAGE", options->message, "Message file; - for standard input")
        ->capture_default_str();
    command->add_flag("--list", options->list,
                      "Print what would go: offset, length and name, instead of the message");
    command->add_flag("--json", options->json, "Print that as JSON");
    command->footer(
        examples({"domainsec border --name contoso.example < in.eml > out.eml",
                  "domainsec border --config /etc/domainsec/domainsec.toml --list message.eml"}) +
        "The same for mail coming in and going out. Exit code: 0 done; 1 a mistake.");
    command->callback([options] { run_border(*options); });
}

}  // namespace domainsec::cli
