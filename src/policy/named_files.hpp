// The files that a configuration names: read relative to its folder, and counted into its revision.
#pragma once

#include <domainsec/bytes.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace domainsec::inline v1::detail {

/// Largest configuration or bundle that is read, in octets: far above any real one.
inline constexpr std::size_t max_named_file_octets = std::size_t{16} * 1024 * 1024;

/// The octets of a file. Throws Error(unreadable_file).
std::string read_whole_file(const std::filesystem::path& path);

/// Resolves names against the configuration's folder and remembers what was read.
class NamedFiles final {
  public:
    explicit NamedFiles(std::filesystem::path base) : base_(std::move(base)) {}

    std::filesystem::path resolved(const std::string& name) const;

    /// Counts a file's octets into the revision. Throws Error(unreadable_file).
    void add(const std::filesystem::path& path);

    /// SHA-256 over the configuration's octets and those of all files added.
    Sha256Digest revision(std::string_view configuration) const;

  private:
    std::filesystem::path base_;
    Bytes digests_;
};

}  // namespace domainsec::inline v1::detail
