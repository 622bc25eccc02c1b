// Finds partners' domains in From: fields that no grammar could read.
#include "policy/from_fields.hpp"

#include <algorithm>
#include <domainsec/names/domain_name.hpp>
#include <string>
#include <string_view>

namespace domainsec::inline v1::detail {

namespace {

// A stranger writes the field: look at so many places and no more.
constexpr std::size_t most_places = 256;
constexpr std::size_t longest_domain = 1024;

bool belongs_to_domain(unsigned char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c >= 0x80;
}

bool is_blank(char c) noexcept {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/// Behind white space and comments (RFC 5322 §3.2.2): a comment left open ends nothing.
std::size_t skip_comments(std::string_view text, std::size_t at) noexcept {
    std::size_t depth = 0;
    for (; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '\\' && depth > 0) {
            ++at;
        } else if (c == '(') {
            ++depth;
        } else if (c == ')' && depth > 0) {
            --depth;
        } else if (depth == 0 && !is_blank(c)) {
            break;
        }
    }
    return std::min(at, text.size());
}

/// The domain behind an "@": obsolete syntax allows white space and comments around its dots (RFC
/// 5322 §4.4).
std::string domain_at(std::string_view text) {
    text = text.substr(0, longest_domain);
    std::string domain;
    std::size_t at = skip_comments(text, 0);
    while (at < text.size()) {
        const std::size_t next = skip_comments(text, at);
        const bool gap = next != at;
        if (next == text.size() || !belongs_to_domain(static_cast<unsigned char>(text[next])))
            break;
        if (gap && text[next] != '.' && !domain.ends_with('.')) break;
        domain += text[next];
        at = next + 1;
    }
    while (domain.ends_with('.')) domain.pop_back();
    return domain;
}

const PartnerPolicy* partner_in(std::string_view value, const Configuration& configuration,
                                const PartnerPolicy* except) {
    std::size_t places = 0;
    for (auto at = value.find('@'); at != std::string_view::npos && places < most_places;
         at = value.find('@', at + 1), ++places) {
        const auto domain = DomainName::from_string(domain_at(value.substr(at + 1)));
        const auto* partner = domain ? configuration.partner_of(*domain) : nullptr;
        if (partner != nullptr && partner != except &&
            partner->receive.mode != DirectionMode::off) {
            return partner;
        }
    }
    return nullptr;
}

}  // namespace

const PartnerPolicy* partner_named_in_from(const MessageView& message,
                                           const Configuration& configuration,
                                           const PartnerPolicy* except) {
    for (const auto& field : message.fields()) {
        if (!field.is("From")) continue;
        if (const auto* partner = partner_in(field.value(), configuration, except)) return partner;
    }
    return nullptr;
}

}  // namespace domainsec::inline v1::detail
