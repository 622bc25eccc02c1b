// --passphrase-file and --passphrase: where the passphrase of a key comes from. Never the
// passphrase itself: every user of the machine can read the arguments of a process.
#pragma once

#include <CLI/CLI.hpp>
#include <domainsec/pki/passphrase.hpp>
#include <string>

namespace domainsec::cli {

/// What the command line says.
struct PassphraseOption {
    std::string file;
    std::string source;

    /// Gets the passphrase; an empty one when neither option is given. Throws Error as
    /// PassphraseSource does, and Error(invalid_argument) when both are given.
    Passphrase read() const;
};

/// Adds both options to a command. `option` outlives the parsing and the command's callback.
void add_passphrase_options(CLI::App& command, PassphraseOption& option);

}  // namespace domainsec::cli
