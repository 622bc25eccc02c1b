// What the subcommands share: where they register, how they end, how they print.
#pragma once

#include <CLI/CLI.hpp>
#include <domainsec/status.hpp>
#include <string>

namespace domainsec::cli {

/// How a run ended. `verify` and `cert check` on several things end with the worst, in
/// this order.
enum ExitCode : int {
    exit_ok = 0,          ///< Done; or every message passes.
    exit_mistake = 1,     ///< A mistake in the command line or in a file; nothing was judged.
    exit_refused = 2,     ///< `stamp`: the message was refused; the reply is printed. `partner
                          ///< import`: no fingerprint confirms the bundle.
    exit_none = 10,       ///< Not Domain Secured: no stamp, or none of ours.
    exit_policy = 11,     ///< Valid, but local rules do not accept it.
    exit_temperror = 12,  ///< Something needed was not at hand.
    exit_permerror = 13,  ///< It could not be understood.
    exit_fail = 14,       ///< A rule was broken.
};

/// How a run ends that found this about one thing.
int exit_code_of(Status status);

/// What every run knows.
struct Run {
    int exit_code = exit_ok;
};

void add_border_command(CLI::App& app, Run& run);
void add_cert_assign_commands(CLI::App& cert);
void add_cert_ca_commands(CLI::App& cert);
void add_cert_check_command(CLI::App& cert, Run& run);
void add_cert_commands(CLI::App& app, Run& run);
void add_cert_import_commands(CLI::App& cert);
void add_cert_list_commands(CLI::App& cert);
void add_cert_new_commands(CLI::App& cert);
void add_cert_remove_commands(CLI::App& cert);
void add_cert_renew_command(CLI::App& cert);
void add_cert_watch_command(CLI::App& cert, Run& run);
void add_cert_pin_commands(CLI::App& cert);
void add_evidence_commands(CLI::App& app, Run& run);
void add_key_commands(CLI::App& app, Run& run);
void add_key_lifecycle(CLI::App& key);
void add_key_rotate(CLI::App& key);
void add_key_serve(CLI::App& key);
void add_partner_commands(CLI::App& app, Run& run);
void add_partner_import(CLI::App& partner, Run& run);
void add_policy_commands(CLI::App& app, Run& run);
void add_stamp_command(CLI::App& app, Run& run);
void add_ticket_commands(CLI::App& app, Run& run);
void add_verify_command(CLI::App& app, Run& run);

/// The footer of a --help: examples, one per line.
std::string examples(std::initializer_list<const char*> lines);

}  // namespace domainsec::cli
