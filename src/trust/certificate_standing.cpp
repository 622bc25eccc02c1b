// One word for a certificate of our own, from the same judgement that partners make.
#include <domainsec/trust/certificate_standing.hpp>

#include <algorithm>
#include <domainsec/trust/chain_validator.hpp>

namespace domainsec::inline v1 {
namespace {

CertificateState state_for(TrustReason reason) noexcept {
    switch (reason) {
        case TrustReason::none:
            return CertificateState::valid;
        case TrustReason::expired:
        case TrustReason::not_yet_valid:
            return CertificateState::date_invalid;
        case TrustReason::untrusted_root:
        case TrustReason::incomplete_chain:
            return CertificateState::untrusted;
        case TrustReason::revoked:
            return CertificateState::revoked;
        case TrustReason::revocation_unknown:
        case TrustReason::evidence_missing:
            return CertificateState::revocation_check_failure;
        default:
            return CertificateState::invalid;
    }
}

bool is_out_of_dates(const Certificate& certificate, TimePoint now) noexcept {
    return now < certificate.not_before() || now > certificate.not_after();
}

std::string sentence_of_errors(const ValidationReport& report) {
    if (report.findings.empty()) return {};
    const Finding& first = report.findings.front();
    return std::string(to_string(first.reason)) + ": " + first.seen +
           (first.expected.empty() ? "" : "; expected: " + first.expected);
}

ValidationReport judged(const Chain& chain, const std::shared_ptr<const AnchorSet>& anchors,
                        const Evidence& evidence, RevocationMode revocation, TimePoint now) {
    TrustPolicy policy;
    policy.method = TrustMethod::anchors;
    policy.anchors = anchors;
    policy.revocation = revocation;
    ValidatorOptions options;
    options.any_identity = true;
    options.any_usage = true;
    return ChainValidator(std::move(policy), PeerRole::server, std::move(options))
        .judge(chain, evidence, now);
}

}  // namespace

std::string_view to_string(CertificateState state) noexcept {
    switch (state) {
        case CertificateState::valid:
            return "Valid";
        case CertificateState::self_signed:
            return "SelfSigned";
        case CertificateState::pending_request:
            return "PendingRequest";
        case CertificateState::date_invalid:
            return "DateInvalid";
        case CertificateState::untrusted:
            return "Untrusted";
        case CertificateState::revoked:
            return "Revoked";
        case CertificateState::revocation_check_failure:
            return "RevocationCheckFailure";
        case CertificateState::invalid:
            return "Invalid";
    }
    return "unknown";
}

bool CertificateStanding::expiring_soon() const noexcept {
    return expiry.stage == ExpiryStage::renew || expiry.stage == ExpiryStage::soon ||
           expiry.stage == ExpiryStage::urgent;
}

CertificateStanding standing_of(const StoreEntry& entry,
                                const std::shared_ptr<const AnchorSet>& anchors,
                                const Evidence& evidence, RevocationMode revocation,
                                TimePoint now) {
    if (entry.is_pending())
        return {CertificateState::pending_request, {}, "It waits for its certificate."};
    const auto& leaf = entry.chain.leaf();
    CertificateStanding standing;
    standing.expiry = expiry_of(leaf, now);
    const bool own_root = leaf.is_self_issued() && entry.chain.certificates().size() == 1;
    if (own_root && !is_out_of_dates(leaf, now)) {
        standing.state = CertificateState::self_signed;
        return standing;
    }
    const auto report = judged(entry.chain, anchors, evidence, revocation, now);
    standing.state =
        is_out_of_dates(leaf, now) ? CertificateState::date_invalid : state_for(report.reason);
    if (standing.state != CertificateState::valid) standing.why = sentence_of_errors(report);
    return standing;
}

}  // namespace domainsec::inline v1
