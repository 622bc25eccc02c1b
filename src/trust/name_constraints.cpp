// Subtrees of names, form by form (RFC 5280 §4.2.1.10; RFC 9549 for addresses).
#include "trust/name_constraints.hpp"

#include <algorithm>

#include "pki/der_reader.hpp"
#include "trust/directory_name.hpp"

namespace domainsec::inline v1::detail {
namespace {

char lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_text(std::string_view a, std::string_view b) noexcept {
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                              [](char x, char y) { return lower(x) == lower(y); });
}

bool is_host(std::string_view text) noexcept {
    if (text.empty() || text.size() > 253 || text.front() == '.' || text.back() == '.')
        return false;
    char previous = '.';
    for (const char c : text) {
        const bool allowed = (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') ||
                             c == '-' || c == '_' || (c == '.' && previous != '.');
        if (!allowed) return false;
        previous = c;
    }
    return true;
}

bool host_is_within(std::string_view host, std::string_view base) noexcept {
    if (base.size() >= host.size()) return same_text(host, base);
    const std::size_t cut = host.size() - base.size();
    return host[cut - 1] == '.' && same_text(host.substr(cut), base);
}

SubtreeMatch decided(bool within) noexcept {
    return within ? SubtreeMatch::within : SubtreeMatch::outside;
}

// ".host" is not in RFC 5280, but authorities write it: all below it, and excluded the host as
// well.
SubtreeMatch dns_match(std::string_view name, std::string_view base, bool any_part) noexcept {
    const bool wildcard = name.starts_with("*.");
    if (wildcard) name.remove_prefix(2);
    if (!is_host(name)) return SubtreeMatch::undecidable;
    if (base.empty()) return SubtreeMatch::within;
    const bool below_only = base.front() == '.' && !wildcard && !any_part;
    if (base.front() == '.') base.remove_prefix(1);
    if (!is_host(base)) return SubtreeMatch::undecidable;
    if (host_is_within(name, base)) return decided(!below_only || name.size() > base.size());
    if (!wildcard || !any_part) return SubtreeMatch::outside;
    // "*.example" holds "a.example", all of which may be excluded.
    const std::size_t dot = base.find('.');
    return decided(dot != std::string_view::npos && same_text(base.substr(dot + 1), name));
}

// host: that host alone; ".host": all below it (RFC 5280 §4.2.1.10, rules for addresses and URIs).
SubtreeMatch host_rule(std::string_view host, std::string_view base) noexcept {
    if (!base.empty() && base.front() == '.') {
        base.remove_prefix(1);
        if (!is_host(base)) return SubtreeMatch::undecidable;
        return decided(host.size() > base.size() && host_is_within(host, base));
    }
    if (!is_host(base)) return SubtreeMatch::undecidable;
    return decided(same_text(host, base));
}

struct Mailbox {
    std::string_view local_part;
    std::string_view host;
};

// A second "@" may stand in a quoted local part alone (RFC 5321 §4.1.2).
std::optional<Mailbox> read_mailbox(std::string_view text) noexcept {
    const std::size_t at = text.rfind('@');
    if (at == std::string_view::npos || at == 0) return std::nullopt;
    const Mailbox mailbox{text.substr(0, at), text.substr(at + 1)};
    const bool quoted = mailbox.local_part.size() > 2 && mailbox.local_part.front() == '"' &&
                        mailbox.local_part.back() == '"';
    if (!is_host(mailbox.host)) return std::nullopt;
    if (!quoted && mailbox.local_part.find('@') != std::string_view::npos) return std::nullopt;
    return mailbox;
}

SubtreeMatch email_match(std::string_view name, std::string_view base) noexcept {
    const auto mailbox = read_mailbox(name);
    if (!mailbox) return SubtreeMatch::undecidable;
    if (base.find('@') == std::string_view::npos) return host_rule(mailbox->host, base);
    const auto only = read_mailbox(base);
    if (!only) return SubtreeMatch::undecidable;
    return decided(mailbox->local_part == only->local_part && same_text(mailbox->host, only->host));
}

// The host of scheme://[user@]host[:port]/...; empty when there is none or it is an address, and
// when a character stands there that no URI has: readers differ on where "a\\@b" leads (RFC 3986
// §2, §3).
std::string_view uri_host(std::string_view uri) noexcept {
    const bool is_uri = std::all_of(uri.begin(), uri.end(), [](char c) {
        return c > ' ' && c <= '~' &&
               std::string_view("\"<>\\^`{|}").find(c) == std::string_view::npos;
    });
    const std::size_t colon = uri.find(':');
    if (!is_uri || colon == 0 || colon != uri.find("://")) return {};
    std::string_view authority = uri.substr(colon + 3);
    authority = authority.substr(0, authority.find_first_of("/?#"));
    if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos)
        authority.remove_prefix(at + 1);
    authority = authority.substr(0, authority.find(':'));
    const bool numeric = authority.find_first_not_of("0123456789.") == std::string_view::npos;
    return numeric || !is_host(authority) ? std::string_view{} : authority;
}

SubtreeMatch uri_match(std::string_view name, std::string_view base) noexcept {
    const std::string_view host = uri_host(name);
    return host.empty() ? SubtreeMatch::undecidable : host_rule(host, base);
}

bool is_prefix_mask(ByteView mask) noexcept {
    bool ended = false;
    for (const std::uint8_t octet : mask)
        for (int bit = 7; bit >= 0; --bit) {
            const bool set = (octet >> bit & 1) != 0;
            if (set && ended) return false;
            ended = ended || !set;
        }
    return true;
}

SubtreeMatch ip_match(ByteView name, ByteView base) noexcept {
    if (name.size() != 4 && name.size() != 16) return SubtreeMatch::undecidable;
    if (base.size() != 8 && base.size() != 32) return SubtreeMatch::undecidable;
    const ByteView mask = base.subspan(base.size() / 2);
    if (!is_prefix_mask(mask)) return SubtreeMatch::undecidable;
    if (name.size() != mask.size()) return SubtreeMatch::outside;
    for (std::size_t i = 0; i < name.size(); ++i)
        if ((name[i] & mask[i]) != (base[i] & mask[i])) return SubtreeMatch::outside;
    return SubtreeMatch::within;
}

// Excluded is also what may be within: an authority chooses the spelling of what it issues.
SubtreeMatch directory_match(ByteView name, ByteView base, bool excluded) {
    const auto full = DirectoryName::from_der(name);
    const auto above = DirectoryName::from_der(base);
    if (!full || !above) return SubtreeMatch::undecidable;
    if (full->is_within(*above)) return SubtreeMatch::within;
    return excluded && full->may_be_within(*above) ? SubtreeMatch::undecidable
                                                   : SubtreeMatch::outside;
}

bool read_subtrees(ByteView content, std::vector<GeneralName>& subtrees) {
    DerReader list(content);
    if (list.at_end()) return false;
    while (!list.at_end()) {
        const auto subtree = list.next(der_sequence);
        if (!subtree) return false;
        DerReader fields(subtree->content);
        const auto base = fields.next();
        if (!base || !fields.at_end()) return false;
        const auto name = read_general_name(base->whole);
        if (!name) return false;
        subtrees.push_back(*name);
    }
    return true;
}

}  // namespace

SubtreeMatch subtree_match(const GeneralName& name, const GeneralName& base, bool any_part) {
    switch (name.form) {
        case NameForm::dns:
            return dns_match(text_of(name.value), text_of(base.value), any_part);
        case NameForm::email:
            return email_match(text_of(name.value), text_of(base.value));
        case NameForm::uri:
            return uri_match(text_of(name.value), text_of(base.value));
        case NameForm::ip:
            return ip_match(name.value, base.value);
        case NameForm::directory:
            return directory_match(name.value, base.value, any_part);
        case NameForm::other_name:
        case NameForm::x400_address:
        case NameForm::edi_party:
        case NameForm::registered_id:
            break;
    }
    return SubtreeMatch::undecidable;
}

std::optional<NameConstraints> read_constraints(ByteView extension) {
    constexpr std::uint8_t permitted = 0xA0, excluded = 0xA1;
    const auto sequence = only_element(extension, der_sequence);
    if (!sequence || sequence->content.empty()) return std::nullopt;
    NameConstraints constraints;
    DerReader fields(sequence->content);
    if (const auto list = fields.next(permitted))
        if (!read_subtrees(list->content, constraints.permitted)) return std::nullopt;
    if (const auto list = fields.next(excluded))
        if (!read_subtrees(list->content, constraints.excluded)) return std::nullopt;
    if (!fields.at_end()) return std::nullopt;
    return constraints;
}

}  // namespace domainsec::inline v1::detail
