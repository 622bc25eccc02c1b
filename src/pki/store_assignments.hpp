// Which entry of a store is used for what, and the step before: assignments.toml.
#pragma once

#include <domainsec/pki/certificate_store.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace domainsec::inline v1::detail {

inline constexpr std::string_view assignments_name = "assignments.toml";

/// What the last change replaced.
struct Replaced {
    ServiceUse use;
    std::optional<std::string> label;  ///< Nothing: it was not assigned.
};

struct Assignments {
    std::vector<Assignment> list;
    std::vector<Replaced> undo;

    const Assignment* find(const ServiceUse& use) const noexcept;
    /// Sets or ends them together, and remembers what they were.
    void set(const std::vector<ServiceUse>& uses, const std::optional<std::string>& label);
    bool names(std::string_view label) const noexcept;
};

/// Empty when there is no file. Throws Error(unreadable_file, invalid_configuration).
Assignments read_assignments(const std::filesystem::path& directory);

/// Throws Error(unwritable_file). The caller holds the lock.
void write_assignments(const std::filesystem::path& directory, const Assignments& assignments);

}  // namespace domainsec::inline v1::detail
