// The keys of this organization that a command is about: from the store, from files, and those that
// will follow.
#pragma once

#include <CLI/CLI.hpp>
#include <domainsec/policy/announced_key.hpp>
#include <string>
#include <vector>

namespace domainsec::cli {

/// What the command line says of them.
struct OwnKeys {
    std::vector<std::string> files;
    std::string store;
    std::string label;
    std::vector<std::string> next;
    std::string passphrase_file;
};

/// A key and where it comes from.
struct OwnKey {
    AnnouncedKey key;
    bool is_next = false;
    std::string source;  ///< The file, or "STORE/LABEL".
};

/// [FILE... | --store DIR --label L] --next FILE --passphrase-file FILE
void add_own_key_options(CLI::App& command, OwnKeys& options);

/// Current ones first. Throws Error(invalid_argument) unless there are either files or an entry of
/// a store.
std::vector<OwnKey> read_own_keys(const OwnKeys& options);

}  // namespace domainsec::cli
