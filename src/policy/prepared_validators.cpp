// Makes the validators of all partners and of their intermediaries, in both directions.
#include "policy/prepared_validators.hpp"

namespace domainsec::inline v1 {

PreparedValidators::PreparedValidators(std::shared_ptr<const Configuration> configuration)
    : configuration_(std::move(configuration)) {
    for (const PartnerPolicy& partner : configuration_->partners) {
        add(partner.receive, PeerRole::client);
        add(partner.send, PeerRole::server);
    }
}

void PreparedValidators::add(const DirectionRules& rules, PeerRole peer) {
    if (rules.mode == DirectionMode::off) return;
    if (!rules.identities_from_mx || rules.trust.method == TrustMethod::pin)
        validators_.try_emplace(&rules.trust, rules.trust, peer);
    for (const ViaRule& via : rules.via) validators_.try_emplace(&via.trust, via.trust, peer);
}

const ChainValidator* PreparedValidators::find(const TrustPolicy& trust) const noexcept {
    const auto found = validators_.find(&trust);
    return found == validators_.end() ? nullptr : &found->second;
}

}  // namespace domainsec::inline v1
