// `domainsec cert remove|restore`: out of the store, by way of the trash.
#include <algorithm>
#include <cstdio>
#include <domainsec/error.hpp>
#include <domainsec/policy/configuration.hpp>
#include <memory>

#include "cli/command.hpp"
#include "cli/files.hpp"
#include "cli/store_options.hpp"

namespace domainsec::cli {
namespace {

struct Removal : StoreOptions {
    std::string label;
    std::string config;
    unsigned keep_days = 30;
    bool force = false;
};

// What the store itself does not know: entries that the configuration names by label.
void check_configuration(const Removal& options) {
    if (options.config.empty()) return;
    const auto configuration = Configuration::load(options.config);
    const auto& more = configuration->additional_identities;
    bool used = std::find(more.begin(), more.end(), options.label) != more.end();
    for (const auto& partner : configuration->partners)
        used |= partner.send.certificate == options.label;
    if (used)
        throw Error(errc::in_use,
                    "names the certificate \"" + options.label + "\": change that first",
                    options.config);
}

void run_remove(const Removal& options) {
    check_configuration(options);
    auto store = options.open();
    const auto now = system_clock()();
    const auto removed = store.remove(options.label, now, options.force);
    const auto destroyed = store.empty_trash(now - std::chrono::hours{24} * options.keep_days);
    print(options, {{"label", removed.label},
                    {"trash", removed.name},
                    {"kept_days", options.keep_days},
                    {"destroyed", destroyed},
                    {"next", "`domainsec cert restore " + removed.name + "` brings it back"}});
}

void add_remove(CLI::App& cert) {
    auto options = std::make_shared<Removal>();
    auto* command = cert.add_subcommand(
        "remove", "Take an entry out of the store; it is kept in the trash for a while");
    command->add_option("LABEL", options->label, "The entry of the store")->required();
    command->add_option("--config", options->config,
                        "Configuration file: an entry that it names is not removed");
    command
        ->add_option("--keep-days", options->keep_days,
                     "Destroy what has been in the trash for longer; 0: this one at once as well")
        ->capture_default_str()
        ->check(CLI::Range(0, 3650));
    command->add_flag("--force", options->force, "Even if it is assigned to a service");
    add_store_options(*command, *options);
    command->footer(examples({"domainsec cert remove old-edge1",
                              "domainsec cert remove old --config /etc/domainsec/domainsec.toml"}));
    command->callback([options] { run_remove(*options); });
}

void add_restore(CLI::App& cert) {
    struct Options : StoreOptions {
        std::string name;
    };
    auto options = std::make_shared<Options>();
    auto* command = cert.add_subcommand("restore", "Bring an entry back from the trash");
    command->add_option("NAME", options->name, "As `cert list --trash` prints it")->required();
    add_store_options(*command, *options);
    command->footer(
        examples({"domainsec cert list --trash", "domainsec cert restore edge1~1795480285"}));
    command->callback([options] {
        options->open().restore(options->name);
        print(*options, {{"restored", options->name}});
    });
}

}  // namespace

void add_cert_remove_commands(CLI::App& cert) {
    add_remove(cert);
    add_restore(cert);
}

}  // namespace domainsec::cli
