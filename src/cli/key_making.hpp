// Makes stamp keys, single or as a set, into a file.
#pragma once

#include <domainsec/stamp/stamp_key.hpp>
#include <filesystem>
#include <string>

namespace domainsec::cli {

inline constexpr const char* stamp_algorithms_text =
    "ed25519, ecdsa-p256, ml-dsa-65 or ed25519+ml-dsa-65";

/// Writes a new key, or two, with mode 0600 and protected when the passphrase is not empty. Throws
/// Error(invalid_argument, already_exists, unwritable_file).
StampKey make_stamp_key(const std::string& algorithm, const std::filesystem::path& file,
                        const std::string& passphrase);

}  // namespace domainsec::cli
