// What the commands that change a key in a keyring share: which key is meant, what is printed, and
// the end of its private key.
#pragma once

#include <CLI/CLI.hpp>
#include <domainsec/stamp/key_ring.hpp>
#include <string>
#include <string_view>

namespace domainsec::cli {

/// The key that is meant, and the file it stands in.
struct KeyName {
    std::string keyring;
    std::string domain;
    std::string selector;
    bool json = false;
};

void add_name_options(CLI::App& command, KeyName& name);

/// Prints what became of the key, and what the administrator does next.
void print_state(const KeyName& name, std::string_view state, const std::string& next);

/// Throws Error(key_mismatch) when the file does not hold the private key of the entry.
void check_key_of(const KeyRingEntry& entry, const std::string& file,
                  const std::string& passphrase_file);

/// Overwrites and removes the file of a key that the keyring has retired. Throws
/// Error(unwritable_file) that says how to go on.
void destroy_retired_key(const std::string& file);

/// What destroying a file cannot promise.
inline constexpr const char* what_destroying_leaves =
    "remove the key from backups and snapshots too: overwriting does not reach those, nor what "
    "flash and copy-on-write storage keep";

}  // namespace domainsec::cli
