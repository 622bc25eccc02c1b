// Host names and owner names: labels of ASCII, or U-labels made into A-labels (RFC 1123 §2.1, RFC
// 5890, RFC 8552).
#include <algorithm>
#include <domainsec/names/domain_name.hpp>

#include "names/idna.hpp"
#include "names/label.hpp"
#include "names/utf8.hpp"

namespace domainsec::inline v1 {

namespace {

constexpr std::size_t max_name_octets = 253;  // RFC 1035 §2.3.4, as text without the last dot
// A name in U-labels: every octet of its ASCII form can stand for at most four octets of UTF-8.
constexpr std::size_t max_domain_octets = 4 * max_name_octets;

using LabelRule = bool (*)(std::string_view) noexcept;

// Cuts the first label off `rest`.
std::string_view take_label(std::string_view& rest) noexcept {
    const std::string_view label = rest.substr(0, rest.find('.'));
    rest.remove_prefix(std::min(rest.size(), label.size() + 1));
    return label;
}

// The name in ASCII, in lower case; U-labels mapped.
std::optional<std::string> to_ascii(std::string_view text) {
    std::string ascii;
    ascii.reserve(max_name_octets);
    for (std::string_view rest = text; !rest.empty();) {
        const std::string_view label = take_label(rest);
        if (detail::is_ascii(label)) {
            ascii += label;
        } else {
            const auto mapped = detail::mapped_to_ascii(label);
            if (!mapped) return std::nullopt;
            ascii += *mapped;
        }
        if (!rest.empty()) ascii += '.';
    }
    std::transform(ascii.begin(), ascii.end(), ascii.begin(), detail::to_ascii_lower);
    return ascii;
}

// name = label *( "." label ), where the last label is no number and every "xn--" is an A-label
bool is_name(std::string_view ascii, LabelRule is_label) {
    if (ascii.empty() || ascii.size() > max_name_octets || ascii.back() == '.') return false;
    std::string_view label;
    for (std::string_view rest = ascii; !rest.empty();) {
        label = take_label(rest);
        if (!is_label(label)) return false;
        if (detail::has_ace_prefix(label) && !detail::is_valid_a_label(label)) return false;
    }
    return !detail::looks_like_number(label);
}

std::optional<std::string> parsed(std::string_view text, LabelRule is_label) {
    if (!text.empty() && text.back() == '.') text.remove_suffix(1);
    if (text.empty() || text.size() > max_domain_octets || text.back() == '.') return std::nullopt;
    auto ascii = to_ascii(text);
    if (!ascii || !is_name(*ascii, is_label)) return std::nullopt;
    return ascii;
}

}  // namespace

std::optional<DomainName> DomainName::from_string(std::string_view text) {
    auto ascii = parsed(text, detail::is_host_label);
    if (!ascii) return std::nullopt;
    return DomainName(std::move(*ascii));
}

std::optional<DomainName> DomainName::from_owner_name(std::string_view text) {
    auto ascii = parsed(text, detail::is_owner_label);
    if (!ascii) return std::nullopt;
    return DomainName(std::move(*ascii));
}

std::string DomainName::unicode() const {
    std::string name;
    for (std::string_view rest = ascii_; !rest.empty();) {
        const std::string_view label = take_label(rest);
        if (detail::has_ace_prefix(label)) {
            name += detail::to_u_label(label);
        } else {
            name += label;
        }
        if (!rest.empty()) name += '.';
    }
    return name;
}

bool DomainName::has_u_labels() const {
    for (std::string_view rest = ascii_; !rest.empty();) {
        if (detail::has_ace_prefix(take_label(rest))) return true;
    }
    return false;
}

std::size_t DomainName::label_count() const noexcept {
    return 1 + static_cast<std::size_t>(std::count(ascii_.begin(), ascii_.end(), '.'));
}

std::optional<DomainName> DomainName::parent() const {
    const std::size_t dot = ascii_.find('.');
    if (dot == std::string::npos) return std::nullopt;
    return DomainName(ascii_.substr(dot + 1));
}

bool DomainName::is_below(const DomainName& ancestor) const noexcept {
    const std::string& above = ancestor.ascii_;
    return ascii_.size() > above.size() + 1 && ascii_.ends_with(above) &&
           ascii_[ascii_.size() - above.size() - 1] == '.';
}

std::optional<DomainName> DomainName::with_prefix(std::string_view prefix) const {
    if (prefix.empty() || prefix.size() > max_domain_octets) return std::nullopt;
    std::string name(prefix);
    name += '.';
    name += ascii_;
    return from_owner_name(name);
}

}  // namespace domainsec::inline v1
