// Reads the addresses of the envelope (RFC 5321 §4.1.2, §4.1.3).
#include "policy/envelope.hpp"

#include <algorithm>

#include "names/network.hpp"

namespace domainsec::inline v1::detail {

namespace {

// Local part, "@" and domain take 64 + 1 + 255 octets; quoting may double the local part.
constexpr std::size_t longest_path = 1000;

bool equal_ignoring_case(std::string_view a, std::string_view lower) noexcept {
    return std::ranges::equal(a, lower, [](char c, char d) {
        return (c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c) == d;
    });
}

/// address-literal = "[" ( IPv4 / "IPv6:" IPv6 ) "]" (RFC 5321 §4.1.3); general ones are not in
/// use.
bool is_address_literal(std::string_view text) {
    if (text.size() < 3 || !text.starts_with('[') || !text.ends_with(']')) return false;
    text = text.substr(1, text.size() - 2);
    const bool v6 = text.size() > 5 && equal_ignoring_case(text.substr(0, 5), "ipv6:");
    const auto address = ip_from_string(v6 ? text.substr(5) : text);
    return address && (v6 || text.find(':') == std::string_view::npos);
}

/// Whether a local part is readable: tried with a domain that certainly is.
bool is_local_part(std::string_view text) {
    return MailAddress::from_string(std::string(text) + "@a.example").has_value();
}

}  // namespace

Path parse_path(std::string_view text) {
    Path path;
    if (text.empty()) {
        path.kind = PathKind::null;
        return path;
    }
    if (text.size() > longest_path) return path;
    if (equal_ignoring_case(text, "postmaster")) {
        path.kind = PathKind::postmaster;
        return path;
    }
    path.address = MailAddress::from_string(text);
    if (path.address) {
        path.kind = PathKind::mailbox;
        return path;
    }
    const auto at = text.rfind('@');
    if (at == std::string_view::npos || !is_local_part(text.substr(0, at))) return path;
    path.kind =
        is_address_literal(text.substr(at + 1)) ? PathKind::address_literal : PathKind::bad_domain;
    return path;
}

bool is_always_reachable(const Path& path, const std::vector<DomainName>& own_domains) {
    if (path.kind == PathKind::postmaster) return true;
    if (path.kind != PathKind::mailbox) return false;
    const auto& local = path.address->local_part();
    const bool name =
        equal_ignoring_case(local, "postmaster") || equal_ignoring_case(local, "abuse");
    return name && std::ranges::find(own_domains, path.address->domain()) != own_domains.end();
}

Answer bad_address(const Path& path, bool is_sender) {
    Answer answer;
    answer.decision = Decision::refused;
    answer.reason = PolicyReason::bad_address;
    const bool domain = path.kind == PathKind::bad_domain;
    // RFC 3463 §3.2: X.1.7 is the sender's address, X.1.3 a recipient's.
    answer.reply = {domain ? 553 : 501, is_sender ? "5.1.7" : "5.1.3",
                    domain ? "The domain of this address is not a domain name; check its spelling"
                           : "This address cannot be read; write local-part@domain"};
    return answer;
}

}  // namespace domainsec::inline v1::detail
