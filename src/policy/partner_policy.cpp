// Partners: their words and which domain covers another.
#include <domainsec/policy/partner_policy.hpp>

namespace domainsec::inline v1 {

std::string_view to_string(DirectionMode mode) noexcept {
    switch (mode) {
        case DirectionMode::require:
            return "require";
        case DirectionMode::prefer:
            return "prefer";
        case DirectionMode::off:
            return "off";
    }
    return "off";
}

std::string_view to_string(OnFailure on_failure) noexcept {
    return on_failure == OnFailure::reject ? "reject" : "defer";
}

std::string_view to_string(UnsecuredFrom unsecured_from) noexcept {
    return unsecured_from == UnsecuredFrom::reject ? "reject" : "mark";
}

const DomainName* PartnerPolicy::covering(const DomainName& domain) const noexcept {
    const DomainName* best = nullptr;
    for (const auto& own : domains) {
        if (own == domain) return &own;
        // The nearest one above, so that p= names the most specific domain.
        if (subdomains && domain.is_below(own) &&
            (best == nullptr || own.str().size() > best->str().size())) {
            best = &own;
        }
    }
    return best;
}

}  // namespace domainsec::inline v1
