// Changes one entry of a keyring file and leaves every other octet of it alone.
#pragma once

#include <domainsec/names/domain_name.hpp>
#include <domainsec/stamp/key_ring.hpp>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace domainsec::cli {

/// A keyring file that is being changed. The file is replaced whole, by a rename.
class KeyRingFile final {
  public:
    /// Throws what KeyRing::from_file() throws.
    explicit KeyRingFile(std::filesystem::path file);

    /// Throws Error(not_found) that lists what there is.
    const KeyRingEntry& entry(const DomainName& domain, const std::string& selector) const;
    bool has(const DomainName& domain, const std::string& selector) const;

    /// Sets keys of an entry, each to a value as TOML writes it. Throws Error(not_found).
    void set(const DomainName& domain, const std::string& selector,
             const std::vector<std::pair<std::string, std::string>>& values);

    void append(const KeyRingEntry& entry);

    /// Reads the changed text once more, so that no broken file is written, and puts it in place.
    /// Throws Error(invalid_argument, unwritable_file).
    void save() const;

  private:
    std::filesystem::path file_;
    std::string text_;
    KeyRing ring_;
};

/// Writes a secret with mode 0600 into a file that must not exist. Throws Error(already_exists,
/// unwritable_file).
void write_new_secret(const std::filesystem::path& file, const std::string& text);

/// Overwrites a file and removes it. Throws Error(unwritable_file).
void destroy_file(const std::filesystem::path& file);

}  // namespace domainsec::cli
