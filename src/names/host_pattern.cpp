// Exact host names and whole left-most wildcards (RFC 9525 §6.3).
#include <domainsec/names/host_pattern.hpp>

namespace domainsec::inline v1 {

// pattern = [ "*." ] name, where a wildcard stands over two labels or more
std::optional<HostPattern> HostPattern::from_string(std::string_view text) {
    const bool wildcard = text.starts_with("*.");
    if (wildcard) text.remove_prefix(2);
    auto name = DomainName::from_string(text);
    if (!name || (wildcard && name->label_count() < 2)) return std::nullopt;
    return HostPattern(std::move(*name), wildcard);
}

bool HostPattern::matches(const DomainName& name) const noexcept {
    if (!wildcard_) return name == name_;
    return name.is_below(name_) &&
           name.str().find('.') == name.str().size() - name_.str().size() - 1;
}

std::string HostPattern::str() const {
    return wildcard_ ? "*." + name_.str() : name_.str();
}

}  // namespace domainsec::inline v1
