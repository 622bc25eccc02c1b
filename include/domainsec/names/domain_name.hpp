// Domain names as mail uses them: host names and mail domains (RFC 1123 §2.1, RFC 5890), and the
// underscored owner names of DNS records (RFC 8552).
#pragma once

#include <compare>
#include <cstddef>
#include <domainsec/export.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace domainsec::inline v1 {

/// A domain name, held as lower-case A-labels without the trailing dot: 1 to 253 octets, labels of
/// 1 to 63.
///
/// Two names are equal when they are the same name in the DNS: "MÜNCHEN.example." and
/// "xn--mnchen-3ya.example" are. Immutable; safe to share between threads.
class DOMAINSEC_EXPORT DomainName final {
  public:
    /// Reads a host name or mail domain: letters, digits, inner hyphens, or U-labels that are valid
    /// in IDNA2008 (RFC 5891, with the mapping of UTS #46 non-transitional). One trailing dot is
    /// accepted and dropped. Nothing for anything else: empty labels, underscores, NUL, spaces, IP
    /// addresses in dotted form, labels that look like A-labels but do not decode.
    static std::optional<DomainName> from_string(std::string_view text);

    /// The same, and labels may begin with an underscore: "_25._tcp.mx1.fabrikam.example" (RFC 8552
    /// §1.1).
    static std::optional<DomainName> from_owner_name(std::string_view text);

    /// Lower-case A-labels, no trailing dot. The form for comparison, protocols and logs.
    const std::string& str() const noexcept { return ascii_; }

    /// U-labels in UTF-8 where the name has A-labels; otherwise the same as str(). For people, next
    /// to str() only.
    std::string unicode() const;

    /// True when unicode() differs from str(): people must then be shown both.
    bool has_u_labels() const;

    /// How many labels the name has, 1 to 127.
    std::size_t label_count() const noexcept;

    /// The name without its left-most label; nothing for a single label.
    std::optional<DomainName> parent() const;

    /// True for a name strictly below `ancestor`: mx.fabrikam.example is below fabrikam.example.
    bool is_below(const DomainName& ancestor) const noexcept;

    /// `prefix` put in front, as for "_25._tcp" (RFC 6698 §3); nothing when the result would not be
    /// a name.
    std::optional<DomainName> with_prefix(std::string_view prefix) const;

    friend bool operator==(const DomainName&, const DomainName&) = default;
    friend auto operator<=>(const DomainName&, const DomainName&) = default;

  private:
    explicit DomainName(std::string ascii) : ascii_(std::move(ascii)) {}
    std::string ascii_;
};

}  // namespace domainsec::inline v1

template <>
struct std::hash<domainsec::DomainName> {
    std::size_t operator()(const domainsec::DomainName& name) const noexcept {
        return std::hash<std::string>{}(name.str());
    }
};
