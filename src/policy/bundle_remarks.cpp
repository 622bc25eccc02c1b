// What a careful administrator would ask about before believing a bundle.
#include <algorithm>
#include <domainsec/names/host_pattern.hpp>
#include <domainsec/policy/partner_bundle.hpp>

#include "time_text.hpp"
#include "trust/public_suffix.hpp"

namespace domainsec::inline v1 {
namespace {

bool holds(const Certificate& leaf, const DomainName& name) {
    const auto& held = leaf.dns_names();
    return std::any_of(held.begin(), held.end(), [&name](const std::string& each) {
        const auto pattern = HostPattern::from_string(each);
        return pattern && pattern->matches(name);
    });
}

void add_about_domains(const SignedBundle& signed_bundle, std::vector<std::string>& remarks) {
    for (const auto& domain : signed_bundle.bundle.domains) {
        if (detail::is_public_suffix(domain.str()))
            remarks.push_back(domain.str() + " is a public suffix: no single organization's");
        else if (!holds(signed_bundle.signer.leaf(), domain))
            remarks.push_back(domain.str() + " is not in the certificate: is the domain theirs?");
    }
}

void add_about_time(const std::string& what, const Certificate& certificate, TimePoint now,
                    std::vector<std::string>& remarks) {
    if (certificate.not_after() < now)
        remarks.push_back(what + " ended on " + detail::time_text(certificate.not_after()));
    else if (certificate.not_before() > now)
        remarks.push_back(what + " begins on " + detail::time_text(certificate.not_before()));
}

}  // namespace

std::vector<std::string> remarks_on(const SignedBundle& bundle, TimePoint now) {
    std::vector<std::string> remarks;
    add_about_domains(bundle, remarks);
    if (bundle.bundle.pins.size() == 1)
        remarks.emplace_back(
            "There is no next key: when this one changes, mail waits; ask for the next one's pin");
    add_about_time("The certificate", bundle.signer.leaf(), now, remarks);
    for (const auto& anchor : bundle.bundle.anchors)
        add_about_time("The anchor " + anchor.subject(), anchor, now, remarks);
    return remarks;
}

}  // namespace domainsec::inline v1
