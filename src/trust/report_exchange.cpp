// The verdict in Exchange's words; the table stands in the header.
#include <algorithm>
#include <domainsec/trust/validation_report.hpp>

namespace domainsec::inline v1 {
namespace {

// Nothing but the administrator's word stands behind a leaf that is its own issuer.
bool is_self_signed_and_trusted(const ValidationReport& report) {
    return report.path.size() == 1 && report.path.front().is_self_issued();
}

bool is_about_dns(const EvidenceRequest& request) {
    return request.kind == EvidenceKind::tlsa || request.kind == EvidenceKind::mx;
}

bool waits_for_dns(const ValidationReport& report) {
    return std::any_of(report.pending.begin(), report.pending.end(), is_about_dns);
}

}  // namespace

ExchangeStatus ValidationReport::exchange_status() const noexcept {
    switch (reason) {
        case TrustReason::none:
        case TrustReason::pin_only_current:
            if (status != Status::pass) return ExchangeStatus::unknown;
            return is_self_signed_and_trusted(*this) ? ExchangeStatus::valid_self_signed
                                                     : ExchangeStatus::valid;
        case TrustReason::no_certificate:
            return ExchangeStatus::empty_certificate;
        case TrustReason::malformed:
        case TrustReason::not_conforming:
        case TrustReason::weak_key:
            return ExchangeStatus::invalid;
        case TrustReason::name_mismatch:
            return ExchangeStatus::subject_mismatch;
        case TrustReason::expired:
        case TrustReason::not_yet_valid:
            return ExchangeStatus::certificate_expired;
        case TrustReason::untrusted_root:
        case TrustReason::pin_mismatch:
        case TrustReason::tlsa_mismatch:
        case TrustReason::tlsa_not_secure:
            return ExchangeStatus::untrusted_root;
        case TrustReason::incomplete_chain:
        case TrustReason::not_a_ca:
        case TrustReason::constraint_violated:
        case TrustReason::policy_violated:
        case TrustReason::unknown_critical_extension:
        case TrustReason::limit_exceeded:
            return ExchangeStatus::internal_chain_failure;
        case TrustReason::bad_signature:
        case TrustReason::weak_algorithm:
            return ExchangeStatus::signature_failure;
        case TrustReason::wrong_usage:
            return ExchangeStatus::wrong_usage;
        case TrustReason::revoked:
            return ExchangeStatus::revoked;
        case TrustReason::revocation_unknown:
            return ExchangeStatus::revocation_check_failure;
        case TrustReason::evidence_missing:
            return waits_for_dns(*this) ? ExchangeStatus::unknown
                                        : ExchangeStatus::revocation_offline;
    }
    return ExchangeStatus::unknown;
}

}  // namespace domainsec::inline v1
