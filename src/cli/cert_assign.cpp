// `domainsec cert assign|unassign`: which certificate a service shows (Enable-ExchangeCertificate).
#include <cstdio>
#include <domainsec/error.hpp>
#include <memory>

#include "cli/command.hpp"
#include "cli/files.hpp"
#include "cli/store_options.hpp"

namespace domainsec::cli {
namespace {

using nlohmann::ordered_json;

struct Assigning : StoreOptions {
    std::string label;
    std::vector<std::string> services;
    std::string partner;
    std::string name;
    bool undo = false;

    std::vector<ServiceUse> uses() const {
        std::vector<ServiceUse> uses;
        for (const auto& word : services) {
            ServiceUse use{*service_from_string(word), partner, {}};
            if (!name.empty()) use.name = domain_option("--name", name);
            use.check();
            uses.push_back(std::move(use));
        }
        return uses;
    }
};

void report(const Assigning& options, const std::vector<ordered_json>& done) {
    if (options.json) {
        std::printf("%s\n", ordered_json(done).dump(2).c_str());
        return;
    }
    for (const auto& each : done) {
        const auto text = [&](const char* key) {
            return each[key].is_null() ? std::string("nothing") : each[key].get<std::string>();
        };
        std::printf("%s: %s, instead of %s\n", text("service").c_str(), text("label").c_str(),
                    text("replaced").c_str());
    }
}

ordered_json word_or_null(const std::string& label) {
    return label.empty() ? ordered_json() : ordered_json(label);
}

void undo(const Assigning& options) {
    auto store = options.open();
    const auto before = store.assignments();
    std::vector<ordered_json> done;
    for (const auto& [use, label] : store.undo_assignment()) {
        std::string replaced;
        for (const auto& each : before)
            if (each.use == use) replaced = each.label;
        done.push_back({{"service", to_string(use)},
                        {"label", word_or_null(label)},
                        {"replaced", word_or_null(replaced)}});
    }
    report(options, done);
}

void run_assign(const Assigning& options) {
    if (options.undo) {
        if (!options.label.empty() || !options.services.empty())
            throw Error(errc::invalid_argument, "--undo stands alone: it takes the last one back");
        return undo(options);
    }
    if (options.label.empty() || options.services.empty())
        throw Error(errc::invalid_argument,
                    "say which certificate and for what: cert assign LABEL --service smtp-server");
    auto store = options.open();
    std::vector<ordered_json> done;
    for (const auto& [use, label] : store.assign(options.uses(), options.label))
        done.push_back({{"service", to_string(use)},
                        {"label", options.label},
                        {"replaced", word_or_null(label)}});
    report(options, done);
}

void add_use_options(CLI::App& command, Assigning& options) {
    command
        .add_option("--service", options.services,
                    "smtp-server, smtp-client, or given twice for both")
        ->check(CLI::IsMember({"smtp-server", "smtp-client"}))
        ->allow_extra_args(false);
    command.add_option("--partner", options.partner,
                       "smtp-client only for this partner, by its name in the configuration");
    command.add_option("--name", options.name,
                       "smtp-server only for clients that ask for this host (SNI)");
}

void add_assign(CLI::App& cert) {
    auto options = std::make_shared<Assigning>();
    auto* command = cert.add_subcommand("assign", "Make a service use a certificate from now on");
    command->add_option("LABEL", options->label, "The entry of the store");
    add_use_options(*command, *options);
    command->add_flag("--undo", options->undo, "Take the last assignment back");
    add_store_options(*command, *options);
    command->footer(
        examples({"domainsec cert assign edge1 --service smtp-server --service smtp-client",
                  "domainsec cert assign fabrikam --service smtp-client --partner Fabrikam",
                  "domainsec cert assign old --service smtp-server --name mail.contoso.example",
                  "domainsec cert assign --undo"}));
    command->callback([options] { run_assign(*options); });
}

void add_unassign(CLI::App& cert) {
    auto options = std::make_shared<Assigning>();
    auto* command = cert.add_subcommand("unassign", "End what was assigned to a service");
    add_use_options(*command, *options);
    command->get_option("--service")->required();
    add_store_options(*command, *options);
    command->footer(examples({"domainsec cert unassign --service smtp-client --partner Fabrikam"}));
    command->callback([options] {
        auto store = options->open();
        store.unassign(options->uses());
        std::vector<ordered_json> done;
        for (const auto& use : options->uses())
            done.push_back(
                {{"service", to_string(use)}, {"label", nullptr}, {"replaced", nullptr}});
        if (options->json) std::printf("%s\n", ordered_json(done).dump(2).c_str());
    });
}

}  // namespace

void add_cert_assign_commands(CLI::App& cert) {
    add_assign(cert);
    add_unassign(cert);
}

}  // namespace domainsec::cli
