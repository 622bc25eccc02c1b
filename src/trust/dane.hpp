// TLSA records held against a chain (RFC 6698 §2.1, RFC 7671, RFC 7672 §3.1).
#pragma once

#include <domainsec/trust/validation_report.hpp>
#include <vector>

#include "trust/findings.hpp"

namespace domainsec::inline v1::detail {

/// What the evidence holds for the owners of a policy.
struct TlsaSet {
    std::vector<TlsaRecord> records;        ///< DNSSEC-secure, of usage 2 or 3.
    std::vector<EvidenceRequest> requests;  ///< What is missing.
    TimePoint valid_until = TimePoint::max();
    FindingList problems;  ///< Why there are no more records; counts only when none matches.
};

TlsaSet collect_tlsa(const TrustPolicy& policy, const Evidence& evidence, TimePoint now);

/// Whether a record of any usage is about this certificate: selector and matching type.
bool tlsa_matches(const TlsaRecord& record, const Certificate& certificate);

/// The anchors that DANE-TA records name: certificates of the chain above the leaf, and whole
/// certificates in the records themselves.
std::vector<Certificate> tlsa_anchors(const std::vector<TlsaRecord>& records, const Chain& chain);

}  // namespace domainsec::inline v1::detail
