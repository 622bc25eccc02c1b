// The OCSP responses about our own certificates, to be stapled (RFC 6066 §8).
#pragma once

#include <domainsec/clock.hpp>
#include <domainsec/pki/certificate.hpp>
#include <domainsec/trust/evidence.hpp>
#include <map>
#include <memory>
#include <vector>

namespace domainsec::inline v1::detail {

/// Looks answers up in the edge's evidence, where the refresh process and fulfil() file them. Not
/// to be changed any more once sessions use it.
class OwnStaples final {
  public:
    OwnStaples(std::shared_ptr<const EvidenceStore> evidence, Clock clock)
        : evidence_(std::move(evidence)), clock_(std::move(clock)) {}

    /// Notes the questions about a chain's leaf, if its issuer runs a responder.
    void add(const Chain& chain);

    /// All questions, for whoever fetches.
    std::vector<EvidenceRequest> requests() const;

    /// A current response that calls the chain's leaf good; empty when there is none.
    Bytes answer(const Chain& chain) const noexcept;

  private:
    std::shared_ptr<const EvidenceStore> evidence_;
    Clock clock_;
    std::map<Sha256Digest, std::vector<EvidenceRequest>> by_chain_;
};

}  // namespace domainsec::inline v1::detail
