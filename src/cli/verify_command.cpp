// `domainsec verify`: looks at stamps as an inside mail reader would.
#include <algorithm>
#include <cstdio>
#include <domainsec/error.hpp>
#include <domainsec/policy/configuration.hpp>
#include <domainsec/stamp/verifier.hpp>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/files.hpp"

namespace domainsec::cli {
namespace {

struct VerifyCommand {
    std::string config;
    std::string keyring;
    std::vector<std::string> domains;
    std::vector<std::string> recipients;
    std::string recipient_key;
    bool strict = false;
    std::string at;
    std::string delivered_at;
    std::vector<std::string> messages{"-"};
    bool json = false;
};

Verifier make_verifier(const VerifyCommand& options) {
    VerifierOptions verifier;
    verifier.strict_recipients = options.strict;
    std::string keyring = options.keyring;
    std::string recipient_key = options.recipient_key;
    std::vector<DomainName> trusted;
    for (const auto& domain : options.domains) trusted.push_back(domain_option("--domain", domain));
    if (!options.config.empty()) {
        const auto configuration = Configuration::load(options.config);
        trusted.push_back(*configuration->organization_domain);
        if (keyring.empty() && configuration->stamp)
            keyring = configuration->stamp->keyring.string();
        if (recipient_key.empty() && configuration->stamp)
            recipient_key = configuration->stamp->recipient_key.string();
    }
    if (keyring.empty() || trusted.empty())
        throw Error(errc::invalid_argument,
                    "say whose stamps to trust: --config, or --keyring and --domain");
    if (!recipient_key.empty()) {
        const auto octets = read_input(recipient_key, 64);
        verifier.recipient_key.assign(octets.begin(), octets.end());
    }
    return Verifier(KeyRing::from_file(keyring), trusted, verifier);
}

VerifyOptions about(const VerifyCommand& options) {
    VerifyOptions about;
    about.now = system_clock()();
    if (!options.at.empty()) about.at = time_option("--at", options.at);
    if (!options.delivered_at.empty())
        about.delivered_at = time_option("--delivered-at", options.delivered_at);
    for (const auto& recipient : options.recipients)
        about.recipients.push_back(address_option("--recipient", recipient));
    return about;
}

void print(const VerifyCommand& options, const std::string& file, const StampReport& report) {
    if (options.json) {
        auto line = nlohmann::ordered_json::parse(report.json());
        line["file"] = file;
        std::printf("%s\n", line.dump().c_str());
        return;
    }
    if (options.messages.size() > 1) std::printf("%s:\n", file.c_str());
    std::printf("%s\n", report.text().c_str());
}

void summarize(const std::map<std::string, int>& counts) {
    std::printf("\n");
    for (const auto& [status, count] : counts) std::printf("%8d %s\n", count, status.c_str());
}

void run_verify(const VerifyCommand& options, Run& run) {
    const auto verifier = make_verifier(options);
    const auto question = about(options);
    std::map<std::string, int> counts;
    for (const auto& file : options.messages) {
        const auto report = verifier.verify(read_input(file), question);
        print(options, file, report);
        ++counts[std::string(to_string(report.status))];
        run.exit_code = std::max(run.exit_code, exit_code_of(report.status));
    }
    if (!options.json && options.messages.size() > 1) summarize(counts);
}

}  // namespace

void add_verify_command(CLI::App& app, Run& run) {
    auto options = std::make_shared<VerifyCommand>();
    auto* command = app.add_subcommand("verify", "Check the stamps of messages");
    command->add_option("--config", options->config, "domainsec.toml: its keyring and domain");
    command->add_option("--keyring", options->keyring, "Keyring file");
    command
        ->add_option("--domain", options->domains,
                     "A domain whose stamps are ours; may be given again")
        ->allow_extra_args(false);
    command
        ->add_option("--recipient", options->recipients,
                     "An address of this mailbox; may be given again")
        ->allow_extra_args(false);
    command->add_option("--recipient-key", options->recipient_key, "The key of recipient binding");
    command->add_flag("--strict-recipients", options->strict,
                      "A message not bound to a --recipient does not pass");
    command->add_option("--at", options->at, "Archival: was it good then? 2026-11-24T12:00:00Z");
    command->add_option("--delivered-at", options->delivered_at,
                        "When it was delivered; default: now");
    command->add_option("MESSAGE", options->messages, "Message files; - for standard input")
        ->capture_default_str();
    command->add_flag("--json", options->json, "Print one JSON object per message");
    command->footer(
        examples(
            {"domainsec verify --keyring keyring.toml --domain contoso.example message.eml",
             "domainsec verify --config /etc/domainsec/domainsec.toml --json < message.eml",
             "domainsec verify --keyring keyring.toml --domain contoso.example Maildir/cur/*"}) +
        "Exit code: 0 every message passes; else the worst of 10 none, 11 policy, 12 temperror, 13 "
        "permerror,\n"
        "14 fail; 1 a mistake.");
    command->callback([options, &run] { run_verify(*options, run); });
}

}  // namespace domainsec::cli
