// Reads reverse-paths and forward-paths without angle brackets (RFC 5321 §4.1.2).
#pragma once

#include <domainsec/names/domain_name.hpp>
#include <domainsec/names/mail_address.hpp>
#include <domainsec/policy/answer.hpp>
#include <optional>
#include <string_view>
#include <vector>

namespace domainsec::inline v1::detail {

enum class PathKind {
    null,             ///< "": the null reverse-path.
    mailbox,          ///< local-part "@" domain.
    address_literal,  ///< local-part "@[192.0.2.1]": nobody's domain.
    postmaster,       ///< Bare "postmaster" (RFC 5321 §4.5.1).
    bad_domain,       ///< The right of the last "@" is no domain name.
    unreadable,
};

struct Path {
    PathKind kind = PathKind::unreadable;
    std::optional<MailAddress> address;  ///< Set exactly for `mailbox`.
};

/// Reads a path, at most 1000 octets of it.
Path parse_path(std::string_view text);

/// Whether mail to it must always be taken: postmaster (RFC 5321 §4.5.1) and abuse (RFC 2142 §2) of
/// our domains, or bare postmaster.
bool is_always_reachable(const Path& path, const std::vector<DomainName>& own_domains);

/// The refusal of an address that cannot be read; `is_sender` chooses the enhanced code.
Answer bad_address(const Path& path, bool is_sender);

}  // namespace domainsec::inline v1::detail
