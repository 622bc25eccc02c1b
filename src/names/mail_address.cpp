// A mailbox of the envelope (RFC 5321 §4.1.2, RFC 6531 §3.3).
#include <domainsec/names/mail_address.hpp>

#include "names/grammar.hpp"

namespace domainsec::inline v1 {

namespace {

constexpr std::size_t max_local_part_octets = 64;  // RFC 5321 §4.5.3.1.1
// Each octet behind a backslash, in quotes, and a domain of U-labels: more is no mailbox, and is
// not looked at.
constexpr std::size_t max_address_octets = 2 * max_local_part_octets + 3 + 1012;

}  // namespace

// Mailbox = Local-part "@" Domain, Local-part = Dot-string / Quoted-string
std::optional<MailAddress> MailAddress::from_string(std::string_view text) {
    if (text.size() > max_address_octets) return std::nullopt;
    std::string local_part;
    if (auto quoted = detail::read_quoted_string(text)) {
        local_part = std::move(quoted->value);
        text.remove_prefix(quoted->length);
    } else {
        const std::string_view plain = text.substr(0, text.find('@'));
        if (!detail::is_dot_string(plain)) return std::nullopt;
        local_part = plain;
        text.remove_prefix(plain.size());
    }
    if (local_part.empty() || local_part.size() > max_local_part_octets) return std::nullopt;
    // A mailbox has no trailing dot, though a domain name by itself may.
    if (!text.starts_with('@') || text.ends_with('.')) return std::nullopt;
    auto domain = DomainName::from_string(text.substr(1));
    if (!domain) return std::nullopt;
    return MailAddress(std::move(local_part), std::move(*domain));
}

std::string MailAddress::str() const {
    const bool is_plain = detail::is_dot_string(local_part_);
    std::string text = is_plain ? local_part_ : detail::to_quoted_string(local_part_);
    text += '@';
    text += domain_.str();
    return text;
}

}  // namespace domainsec::inline v1
