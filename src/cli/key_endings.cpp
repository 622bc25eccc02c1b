// The keyring is written before a private key goes: a key without its entry can be destroyed later,
// an entry without its key says that it signs.
#include "cli/key_endings.hpp"

#include <cstdio>
#include <domainsec/error.hpp>
#include <domainsec/stamp/stamp_key.hpp>
#include <nlohmann/json.hpp>

#include "cli/files.hpp"
#include "cli/whole_files.hpp"

namespace domainsec::cli {

void add_name_options(CLI::App& command, KeyName& name) {
    command.add_option("--keyring", name.keyring, "The keyring file; it is replaced whole")
        ->required();
    command.add_option("--domain", name.domain, "The organization's domain, d=")->required();
    command.add_option("--selector", name.selector, "The key's selector, s=")->required();
    command.add_flag("--json", name.json, "Print JSON");
}

void print_state(const KeyName& name, std::string_view state, const std::string& next) {
    if (name.json) {
        std::printf("%s\n", nlohmann::ordered_json{{"keyring", name.keyring},
                                                   {"domain", name.domain},
                                                   {"selector", name.selector},
                                                   {"state", std::string(state)},
                                                   {"next", next}}
                                .dump(2)
                                .c_str());
    } else {
        std::printf("%s of %s: %s\nNext: %s\n", name.selector.c_str(), name.domain.c_str(),
                    std::string(state).c_str(), next.c_str());
    }
}

void check_key_of(const KeyRingEntry& entry, const std::string& file,
                  const std::string& passphrase_file) {
    const auto key = StampKey::from_file(file, read_passphrase(passphrase_file));
    const auto own = make_key_ring_entry(entry.domain, entry.selector, key, entry.edges);
    if (own.public_key != entry.public_key)
        throw Error(errc::key_mismatch,
                    "is not the key of the selector \"" + entry.selector + "\"; nothing was done",
                    file);
}

void destroy_retired_key(const std::string& file) try {
    destroy_file(file);
} catch (const Error& error) {
    throw Error(error.code(), std::string(error.what()) +
                                  "; the keyring says retired, but the private key is still "
                                  "there: mend that and run this again");
}

}  // namespace domainsec::cli
