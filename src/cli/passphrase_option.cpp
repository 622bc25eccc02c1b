// --passphrase-file and --passphrase.
#include "cli/passphrase_option.hpp"

#include <domainsec/error.hpp>

#include "cli/files.hpp"

namespace domainsec::cli {

Passphrase PassphraseOption::read() const {
    if (!file.empty() && !source.empty())
        throw Error(errc::invalid_argument,
                    "--passphrase and --passphrase-file exclude each other: give one of them");
    if (!source.empty()) return PassphraseSource::from_string(source).read();
    if (file.empty()) return {};
    if (file == "-") return Passphrase(read_passphrase(file));
    return PassphraseSource::from_string("file:" + file).read();
}

void add_passphrase_options(CLI::App& command, PassphraseOption& option) {
    command.add_option("--passphrase-file", option.file,
                       "File whose first line is the key's passphrase (mode 0600); - for standard "
                       "input");
    command.add_option("--passphrase", option.source,
                       "Where the key's passphrase comes from: file:/path, env:NAME, "
                       "credential:NAME (of systemd) or command:/program ...");
}

}  // namespace domainsec::cli
