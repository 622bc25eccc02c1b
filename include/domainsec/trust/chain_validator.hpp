// Judges a peer's chain by one partner's rules (RFC 5280 §6, RFC 9525, RFC 7671). Never does I/O.
#pragma once

#include <domainsec/clock.hpp>
#include <domainsec/export.hpp>
#include <domainsec/pki/certificate.hpp>
#include <domainsec/trust/evidence.hpp>
#include <domainsec/trust/trust_policy.hpp>
#include <domainsec/trust/validation_report.hpp>
#include <domainsec/trust/validator_options.hpp>
#include <memory>
#include <vector>

namespace domainsec::inline v1 {

/// A validator for one policy and one role of the peer. Immutable, thread-safe, cheap to copy.
class DOMAINSEC_EXPORT ChainValidator final {
  public:
    /// Throws Error(invalid_argument) when a check() of the two does. With `any_identity`,
    /// addresses or mailboxes among the options the policy needs no identities.
    ChainValidator(TrustPolicy policy, PeerRole peer, ValidatorOptions options = {});

    /// The verdict at `now` with what `evidence` knows. Bounded in time and memory by the policy's
    /// limits; never throws over the chain's content. The chain alone proves nothing: possession of
    /// the key is the session's proof. `staples`: OCSP responses in DER that came with the chain
    /// (RFC 8446 §4.4.2.1), in the peer's order, an empty one where there was none; each counts for
    /// the certificate that it is about, and one that cannot be believed counts for nothing.
    ValidationReport judge(const Chain& chain, const Evidence& evidence, TimePoint now,
                           const std::vector<Bytes>& staples = {}) const;

    const TrustPolicy& policy() const noexcept { return *policy_; }
    PeerRole peer() const noexcept { return peer_; }
    const ValidatorOptions& options() const noexcept { return *options_; }

    /// SHA-256 over policy, anchors, role and options: equal for validators that judge alike.
    const Sha256Digest& revision() const noexcept { return revision_; }

  private:
    std::shared_ptr<const TrustPolicy> policy_;
    PeerRole peer_;
    std::shared_ptr<const ValidatorOptions> options_;
    Sha256Digest revision_{};
};

}  // namespace domainsec::inline v1
