// Extensions that stand in the way (RFC 5280 §4.2, §6.1.4 (o), §6.1.5 (f)).
#include <domainsec/error.hpp>

#include "trust/path_rules.hpp"

namespace domainsec::inline v1::detail {

void check_extensions(const RuleInput& input, FindingList& findings) {
    for (std::size_t i = 0; i < input.size(); ++i) {
        const CertificateFacts& facts = input.certificate(i);
        for (const Malformation& malformation : facts.malformations)
            findings.add({TrustReason::malformed, malformation.rule, malformation.what,
                          "what that section says"},
                         i, facts);
        for (const std::string& extension : facts.unknown_critical_extensions)
            findings.add(
                {TrustReason::unknown_critical_extension,
                 i == 0 ? "RFC 5280 §6.1.5(f)" : "RFC 5280 §6.1.4(o)",
                 "critical extension " + extension, "no critical extension that is not understood"},
                i, facts);
    }
}

}  // namespace domainsec::inline v1::detail
