// Who may issue (RFC 5280 §4.2.1.3, §4.2.1.9, §6.1.4 (k) to (n); RFC 5937 §3.2 for anchors).
#include "trust/path_rules.hpp"

namespace domainsec::inline v1::detail {
namespace {

void check_authority(const CertificateFacts& issuer, std::size_t index, FindingList& findings) {
    if (issuer.is_ca()) return;
    const std::string seen = issuer.version < 3
                                 ? "a certificate of version " + std::to_string(issuer.version)
                             : issuer.basic_constraints ? "basicConstraints without cA"
                                                        : "no basicConstraints";
    findings.add({TrustReason::not_a_ca, "RFC 5280 §6.1.4(k)", seen,
                  "basicConstraints with cA in a certificate that issues another"},
                 index, issuer);
}

void check_signing_key(const CertificateFacts& issuer, std::size_t index, FindingList& findings) {
    if (!issuer.key_usage || (*issuer.key_usage & usage_key_cert_sign) != 0) return;
    findings.add({TrustReason::wrong_usage, "RFC 5280 §6.1.4(n)", "keyUsage without keyCertSign",
                  "keyCertSign in a certificate that issues another"},
                 index, issuer);
}

// RFC 5280 §6.1.2 (k): as if the anchor had this pathLenConstraint.
void check_number(const RuleInput& input, FindingList& findings) {
    std::size_t intermediates = 0;
    for (std::size_t i = 1; i + 1 < input.size(); ++i)
        if (!input.certificate(i).is_self_issued()) ++intermediates;
    if (intermediates > *input.options.max_intermediates)
        findings.add({TrustReason::limit_exceeded, "RFC 5280 §6.1.2(k)",
                      std::to_string(intermediates) + " authorities between leaf and anchor",
                      "at most " + std::to_string(*input.options.max_intermediates)});
}

}  // namespace

void check_issuers(const RuleInput& input, FindingList& findings) {
    if (input.options.max_intermediates) check_number(input, findings);
    // Intermediates below the issuer that count against its path length: self-issued ones do not.
    std::size_t below = 0;
    for (std::size_t i = 1; i < input.size(); ++i) {
        const CertificateFacts& issuer = input.certificate(i);
        check_authority(issuer, i, findings);
        check_signing_key(issuer, i, findings);
        if (issuer.basic_constraints && issuer.basic_constraints->path_length &&
            below > *issuer.basic_constraints->path_length)
            findings.add({TrustReason::not_a_ca, "RFC 5280 §6.1.4(l)(m)",
                          std::to_string(below) + " authorities below it",
                          "at most " + std::to_string(*issuer.basic_constraints->path_length) +
                              " (pathLenConstraint)"},
                         i, issuer);
        if (!issuer.is_self_issued()) ++below;
    }
}

}  // namespace domainsec::inline v1::detail
