// The address of a mailbox as the envelope carries it (RFC 5321 §4.1.2, RFC 6531 §3.3).
#pragma once

#include <compare>
#include <domainsec/export.hpp>
#include <domainsec/names/domain_name.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace domainsec::inline v1 {

/// `local-part "@" domain`. The local part is held unquoted and exactly as written (it is
/// case-sensitive, RFC 5321 §2.4): 1 to 64 octets of ASCII or UTF-8. Immutable.
class DOMAINSEC_EXPORT MailAddress final {
  public:
    /// Reads a mailbox without angle brackets: dot-atom or quoted-string local part, UTF-8 allowed
    /// (RFC 6531). A source route, an address literal ("user@[192.0.2.1]"), a control character or
    /// invalid UTF-8 gives nothing.
    static std::optional<MailAddress> from_string(std::string_view text);

    /// The local part, unquoted.
    const std::string& local_part() const noexcept { return local_part_; }

    const DomainName& domain() const noexcept { return domain_; }

    /// The mailbox as the envelope writes it: the local part quoted only where it must be, the
    /// domain in A-labels.
    std::string str() const;

    friend bool operator==(const MailAddress&, const MailAddress&) = default;
    friend auto operator<=>(const MailAddress&, const MailAddress&) = default;

  private:
    MailAddress(std::string local_part, DomainName domain)
        : local_part_(std::move(local_part)), domain_(std::move(domain)) {}
    std::string local_part_;
    DomainName domain_;
};

}  // namespace domainsec::inline v1
