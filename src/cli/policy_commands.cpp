// `domainsec policy check`: every mistake of a configuration file in one run.
#include <algorithm>
#include <cstdio>
#include <domainsec/policy/configuration.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"

namespace domainsec::cli {

void add_policy_commands(CLI::App& app, Run& run) {
    struct Options {
        std::string file;
        bool json = false;
    };
    auto options = std::make_shared<Options>();
    auto* policy = app.add_subcommand("policy", "The configuration file");
    policy->require_subcommand(1);
    auto* command = policy->add_subcommand(
        "check", "Report every mistake and warning of a file, with line numbers");
    command->add_option("FILE", options->file, "domainsec.toml")->required();
    command->add_flag("--json", options->json, "Print JSON");
    command->footer(examples({"domainsec policy check /etc/domainsec/domainsec.toml"}) +
                    "Exit code 0: no mistakes (there may be warnings); 1: mistakes.");
    command->callback([options, &run] {
        const auto problems = Configuration::check_file(options->file);
        const auto mistakes = std::count_if(problems.begin(), problems.end(),
                                            [](const auto& each) { return !each.warning; });
        if (options->json) {
            auto list = nlohmann::ordered_json::array();
            for (const auto& each : problems)
                list.push_back({{"file", each.file},
                                {"line", each.line},
                                {"field", each.field},
                                {"sentence", each.sentence},
                                {"warning", each.warning}});
            std::printf("%s\n", list.dump(2).c_str());
        } else {
            for (const auto& each : problems)
                std::printf("%s%s\n", each.warning ? "warning: " : "", to_string(each).c_str());
            std::printf("%s: %td mistakes, %td warnings\n", options->file.c_str(), mistakes,
                        static_cast<std::ptrdiff_t>(problems.size()) - mistakes);
        }
        run.exit_code = mistakes == 0 ? exit_ok : exit_mistake;
    });
}

}  // namespace domainsec::cli
