// Where the revocation data of a path comes from (RFC 5280 §4.2.1.13, §4.2.1.15, §4.2.2.1).
#pragma once

#include <domainsec/pki/certificate.hpp>
#include <domainsec/trust/evidence.hpp>
#include <vector>

namespace domainsec::inline v1::detail {

/// What a judgement of this path, leaf first and anchor last, may rest on: the lists and responders
/// that its certificates name.
std::vector<EvidenceRequest> evidence_of_path(const std::vector<Certificate>& path);

}  // namespace domainsec::inline v1::detail
