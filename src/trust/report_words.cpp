// The words of TrustReason, as they stand in reports, events and JSON, and Exchange's for the same.
#include <domainsec/trust/validation_report.hpp>

namespace domainsec::inline v1 {

std::string_view to_string(TrustReason reason) noexcept {
    switch (reason) {
        case TrustReason::none:
            return "none";
        case TrustReason::no_certificate:
            return "no_certificate";
        case TrustReason::malformed:
            return "malformed";
        case TrustReason::name_mismatch:
            return "name_mismatch";
        case TrustReason::expired:
            return "expired";
        case TrustReason::not_yet_valid:
            return "not_yet_valid";
        case TrustReason::untrusted_root:
            return "untrusted_root";
        case TrustReason::incomplete_chain:
            return "incomplete_chain";
        case TrustReason::bad_signature:
            return "bad_signature";
        case TrustReason::wrong_usage:
            return "wrong_usage";
        case TrustReason::not_a_ca:
            return "not_a_ca";
        case TrustReason::constraint_violated:
            return "constraint_violated";
        case TrustReason::policy_violated:
            return "policy_violated";
        case TrustReason::not_conforming:
            return "not_conforming";
        case TrustReason::unknown_critical_extension:
            return "unknown_critical_extension";
        case TrustReason::weak_key:
            return "weak_key";
        case TrustReason::weak_algorithm:
            return "weak_algorithm";
        case TrustReason::revoked:
            return "revoked";
        case TrustReason::revocation_unknown:
            return "revocation_unknown";
        case TrustReason::pin_mismatch:
            return "pin_mismatch";
        case TrustReason::pin_only_current:
            return "pin_only_current";
        case TrustReason::tlsa_mismatch:
            return "tlsa_mismatch";
        case TrustReason::tlsa_not_secure:
            return "tlsa_not_secure";
        case TrustReason::evidence_missing:
            return "evidence_missing";
        case TrustReason::limit_exceeded:
            return "limit_exceeded";
    }
    return "unknown";
}

std::string_view to_string(ExchangeStatus status) noexcept {
    switch (status) {
        case ExchangeStatus::valid:
            return "Valid";
        case ExchangeStatus::valid_self_signed:
            return "ValidSelfSigned";
        case ExchangeStatus::empty_certificate:
            return "EmptyCertificate";
        case ExchangeStatus::subject_mismatch:
            return "SubjectMismatch";
        case ExchangeStatus::certificate_expired:
            return "CertificateExpired";
        case ExchangeStatus::untrusted_root:
            return "UntrustedRoot";
        case ExchangeStatus::internal_chain_failure:
            return "InternalChainFailure";
        case ExchangeStatus::signature_failure:
            return "SignatureFailure";
        case ExchangeStatus::wrong_usage:
            return "WrongUsage";
        case ExchangeStatus::revoked:
            return "Revoked";
        case ExchangeStatus::revocation_offline:
            return "RevocationOffline";
        case ExchangeStatus::revocation_check_failure:
            return "RevocationCheckFailure";
        case ExchangeStatus::invalid:
            return "Invalid";
        case ExchangeStatus::unknown:
            break;
    }
    return "Unknown";
}

}  // namespace domainsec::inline v1
