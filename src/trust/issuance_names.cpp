// Names that conforming authorities write.
#include "trust/issuance_names.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <domainsec/error.hpp>

namespace domainsec::inline v1::detail {
namespace {

bool is_label(std::string_view label) noexcept {
    constexpr std::size_t longest = 63;
    if (label.empty() || label.size() > longest || label.front() == '-' || label.back() == '-')
        return false;
    return std::ranges::all_of(label, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-';
    });
}

// RFC 1123 §2.1: the last label of a host name is never all digits, so that no address is one.
bool is_preferred_syntax(std::string_view name) noexcept {
    constexpr std::size_t longest = 253;
    if (name.empty() || name.size() > longest) return false;
    for (;;) {
        const std::size_t dot = name.find('.');
        const std::string_view label = name.substr(0, dot);
        if (!is_label(label)) return false;
        if (dot == std::string_view::npos)
            return label.find_first_not_of("0123456789") != std::string_view::npos;
        name.remove_prefix(dot + 1);
    }
}

bool is_proper(std::string_view name) {
    if (name.starts_with("*.")) name.remove_prefix(2);
    return is_preferred_syntax(name);
}

// An address as RFC 5952 and BR §7.1.4.3 write it.
std::string address_text(ByteView address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const int family = address.size() == 4 ? AF_INET : AF_INET6;
    if (address.size() != 4 && address.size() != 16) return {};
    if (inet_ntop(family, address.data(), text.data(), text.size()) == nullptr) return {};
    return text.data();
}

// In any of the ways in which software reads one: hexadecimal, in fewer parts, with leading zeros.
bool looks_like_address(const std::string& text) noexcept {
    in_addr address{};
    return text.find(':') != std::string::npos || inet_aton(text.c_str(), &address) != 0;
}

bool holds_address_text(const CertificateFacts& leaf, std::string_view text) {
    return std::ranges::any_of(leaf.alternative_names, [&](const GeneralName& name) {
        return name.form == NameForm::ip && address_text(name.value) == text;
    });
}

// The domain above a name may stand for all that is below it.
bool holds_host(const CertificateFacts& leaf, const std::string& text) {
    bool any = false;
    for (const GeneralName& name : leaf.alternative_names) {
        if (name.form != NameForm::dns) continue;
        any = true;
        const std::string_view host = text_of(name.value);
        if (host == text || host.ends_with('.' + text)) return true;
    }
    return !any;
}

}  // namespace

std::string improper_dns_name(const CertificateFacts& leaf) {
    for (const GeneralName& name : leaf.alternative_names)
        if (name.form == NameForm::dns && !is_proper(text_of(name.value)))
            return "dNSName " + escaped(text_of(name.value), 120);
    return {};
}

std::string common_name_outside(const CertificateFacts& leaf) {
    for (const std::string& name : leaf.subject.common_names())
        if (looks_like_address(name) ? !holds_address_text(leaf, name) : !holds_host(leaf, name))
            return "common name " + escaped(name, 120);
    return {};
}

}  // namespace domainsec::inline v1::detail
