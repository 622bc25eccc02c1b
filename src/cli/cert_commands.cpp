// `domainsec cert`: the life of a TLS certificate, one file per part of it.
#include "cli/command.hpp"

namespace domainsec::cli {

void add_cert_commands(CLI::App& app, Run& run) {
    auto* cert =
        app.add_subcommand("cert", "TLS certificates, of this organization and of partners");
    cert->require_subcommand(1);
    add_cert_new_commands(*cert);
    add_cert_import_commands(*cert);
    add_cert_list_commands(*cert);
    add_cert_assign_commands(*cert);
    add_cert_renew_command(*cert);
    add_cert_remove_commands(*cert);
    add_cert_watch_command(*cert, run);
    add_cert_ca_commands(*cert);
    add_cert_check_command(*cert, run);
    add_cert_pin_commands(*cert);
}

}  // namespace domainsec::cli
