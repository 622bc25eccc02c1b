// What only a caller of the validator itself can ask for: no partner's configuration sets any of
// it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <domainsec/bytes.hpp>
#include <domainsec/export.hpp>
#include <domainsec/names/mail_address.hpp>
#include <domainsec/trust/trust_policy.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace domainsec::inline v1 {

/// Which rules a path must meet. docs/decisions.md says where they differ, and why.
enum class ValidationProfile {
    mail,    ///< RFC 5280 §6, and what certificates of mail servers need besides: the default.
    strict,  ///< `mail`, and all that RFC 5280 §4 and the CA/Browser Forum's Baseline Requirements
             ///< ask of those who issue. Anchors must be within their dates, too.
    rfc5280,  ///< RFC 5280 §6 alone.
};

DOMAINSEC_EXPORT std::string_view to_string(ValidationProfile profile) noexcept;

struct DOMAINSEC_EXPORT ValidatorOptions {
    ValidationProfile profile = ValidationProfile::mail;

    /// SHA-1, DSA, and RSA from 1024 bits on, for archives and test suites of their age. Never for
    /// a session: such signatures can be forged.
    bool legacy_algorithms = false;

    /// The path alone is looked at: the leaf's name and its usages are not.
    bool any_identity = false;
    bool any_usage = false;

    /// Reference identities besides those of the policy; one that the certificate holds is enough.
    /// Addresses have 4 or 16 octets (RFC 9525 §6.5).
    std::vector<Bytes> ip_addresses;
    /// An rfc822Name each, the local part compared exactly (RFC 5280 §7.5).
    std::vector<MailAddress> mailboxes;

    /// Authorities between leaf and anchor, self-issued ones not counted (RFC 5280 §6.1.2 (k)):
    /// 0 to 30; nothing: only the policy's max_path_length counts.
    std::optional<std::size_t> max_intermediates;

    /// Certificate policies that satisfy, dotted (RFC 5280 §6.1.1 (c)); empty: any.
    std::vector<std::string> acceptable_policies;
    bool inhibit_policy_mapping = false;   ///< RFC 5280 §6.1.1 (e).
    bool require_explicit_policy = false;  ///< RFC 5280 §6.1.1 (f).
    bool inhibit_any_policy = false;       ///< RFC 5280 §6.1.1 (g).

    /// Throws Error(invalid_argument) that names the field which is out of range.
    void check() const;
};

}  // namespace domainsec::inline v1
