// The `domainsec` command: certificates, stamp keys, stamps and policy files from the shell.
#include <cstdio>
#include <domainsec/error.hpp>
#include <domainsec/version.hpp>
#include <exception>

#include "cli/command.hpp"

namespace domainsec::cli {

int exit_code_of(Status status) {
    switch (status) {
        case Status::pass:
            return exit_ok;
        case Status::none:
            return exit_none;
        case Status::policy:
            return exit_policy;
        case Status::temperror:
            return exit_temperror;
        case Status::permerror:
            return exit_permerror;
        case Status::fail:
            return exit_fail;
    }
    return exit_fail;
}

std::string examples(std::initializer_list<const char*> lines) {
    std::string text = "Examples:\n";
    for (const auto* line : lines) text += std::string("  ") + line + "\n";
    return text;
}

}  // namespace domainsec::cli

int main(int argc, char** argv) {
    using namespace domainsec::cli;
    CLI::App app{
        "Domain Security for mail: mutual TLS between organizations, and a signed mark for what "
        "came that way."};
    app.name("domainsec");
    app.set_version_flag("--version", domainsec::version);
    app.require_subcommand(1);
    app.footer(
        "Exit codes: 0 done, or all that was looked at passes; 1 a mistake in the command line or "
        "a file; 2 "
        "refused (stamp, partner import);\n"
        "evidence ends with 12 when something is missing;\n"
        "verify and cert check end with the worst of 10 none, 11 policy, 12 temperror, 13 "
        "permerror, 14 fail.\n\n"
        "Every command takes --json and has a --help with examples.");
    Run run;
    add_cert_commands(app, run);
    add_key_commands(app, run);
    add_stamp_command(app, run);
    add_verify_command(app, run);
    add_border_command(app, run);
    add_partner_commands(app, run);
    add_policy_commands(app, run);
    add_evidence_commands(app, run);
    add_ticket_commands(app, run);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? exit_ok : exit_mistake;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "domainsec: %s\n", error.what());
        return exit_mistake;
    }
    return run.exit_code;
}
