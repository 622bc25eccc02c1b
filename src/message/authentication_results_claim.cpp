// Whether an Authentication-Results field could be taken for ours (RFC 8601 §5, §7.1).
#include <algorithm>
#include <domainsec/message/authentication_results.hpp>

#include "message/ascii.hpp"
#include "message/claim.hpp"
#include "names/utf8.hpp"

namespace domainsec::inline v1 {
namespace {

bool claims(const DomainName& identity, const DomainName& name) noexcept {
    return identity == name || identity.is_below(name);
}

// An identity that is no domain name, such as "edge1.contoso.example:25" or
// "edge_1.contoso.example".
bool mentions(std::string_view identity, const DomainName& name) {
    return detail::ascii_lowered(identity).find(name.str()) != std::string::npos;
}

bool is_ours(std::string_view identity, const std::vector<DomainName>& names) {
    if (const auto domain = DomainName::from_string(identity)) {
        return std::any_of(names.begin(), names.end(),
                           [&](const DomainName& name) { return claims(*domain, name); });
    }
    // What looks like our name but does not decode is nobody's name: it cannot be told from ours by
    // eye.
    if (!detail::is_ascii(identity)) return true;
    return std::any_of(names.begin(), names.end(),
                       [&](const DomainName& name) { return mentions(identity, name); });
}

}  // namespace

detail::Claim detail::claim_of(std::string_view field_value, const std::vector<DomainName>& names) {
    const auto results = AuthenticationResults::from_string(field_value);
    if (!results) return Claim::unreadable;
    return is_ours(results->authserv_id, names) ? Claim::of_ours : Claim::of_others;
}

bool could_claim(std::string_view field_value, const std::vector<DomainName>& names) {
    return detail::claim_of(field_value, names) != detail::Claim::of_others;
}

}  // namespace domainsec::inline v1
