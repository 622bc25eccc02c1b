// A host name, or all hosts one label below a name: the form of a dNSName in a certificate (RFC
// 9525 §6.3).
#pragma once

#include <compare>
#include <domainsec/export.hpp>
#include <domainsec/names/domain_name.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace domainsec::inline v1 {

/// "mx1.fabrikam.example", or "*.fabrikam.example" with one whole left-most label as wildcard.
/// Partial wildcards
/// ("mx*.…"), wildcards elsewhere, a bare "*" and a wildcard over a single label are not patterns.
/// Immutable.
class DOMAINSEC_EXPORT HostPattern final {
  public:
    static std::optional<HostPattern> from_string(std::string_view text);

    /// True for the exact name, or, for a wildcard, a name with exactly one label in the wildcard's
    /// place.
    bool matches(const DomainName& name) const noexcept;

    bool is_wildcard() const noexcept { return wildcard_; }

    /// The name itself, or what stands right of "*.".
    const DomainName& name() const noexcept { return name_; }

    std::string str() const;

    friend bool operator==(const HostPattern&, const HostPattern&) = default;
    friend auto operator<=>(const HostPattern&, const HostPattern&) = default;

  private:
    HostPattern(DomainName name, bool wildcard) : name_(std::move(name)), wildcard_(wildcard) {}
    DomainName name_;
    bool wildcard_;
};

}  // namespace domainsec::inline v1
