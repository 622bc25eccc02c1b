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
    /// Throws what KeyRing::from_file() throws. Where the name is a link, what it leads to is
    /// meant.
    explicit KeyRingFile(const std::filesystem::path& file);

    /// Throws Error(not_found) that lists what there is.
    const KeyRingEntry& entry(const DomainName& domain, const std::string& selector) const;
    bool has(const DomainName& domain, const std::string& selector) const;

    /// Sets keys of an entry, each to a value as TOML writes it. Throws Error(not_found), what
    /// KeyRing::from_string() throws for what came of it, and Error(invalid_argument) when the file
    /// is written in a way that cannot be changed here.
    void set(const DomainName& domain, const std::string& selector,
             const std::vector<std::pair<std::string, std::string>>& values);

    void append(const KeyRingEntry& entry);

    /// Puts the changed text in place. Throws Error(in_use) when somebody else changed the file
    /// meanwhile, and Error(unwritable_file).
    void save();

  private:
    void take(std::string text);

    std::filesystem::path file_;
    std::string read_;
    std::string text_;
    KeyRing ring_;
};

}  // namespace domainsec::cli
