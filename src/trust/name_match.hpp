// The peer's name: a reference identity among the dNSNames of subjectAltName (RFC 9525 §6). The
// common name is never looked at.
#pragma once

#include <domainsec/trust/validator_options.hpp>
#include <optional>

#include "trust/findings.hpp"

namespace domainsec::inline v1::detail {

/// The first of the policy's identities that the leaf holds; or nothing when it holds an address or
/// mailbox of the options; or else nothing and a finding.
std::optional<DomainName> match_identity(const CertificateFacts& leaf, const TrustPolicy& policy,
                                         const ValidatorOptions& options, FindingList& findings);

}  // namespace domainsec::inline v1::detail
