// The validators of one configuration, made once instead of for each transaction.
#pragma once

#include <domainsec/policy/configuration.hpp>
#include <domainsec/trust/chain_validator.hpp>
#include <map>
#include <memory>

namespace domainsec::inline v1 {

/// Immutable, thread-safe. Keeps the configuration, whose rules it is asked by.
struct PreparedValidators final {
    explicit PreparedValidators(std::shared_ptr<const Configuration> configuration);

    /// Of rules that stand in this configuration, by their place; null for others, and for those
    /// that still need names from DNS.
    const ChainValidator* find(const TrustPolicy& trust) const noexcept;

  private:
    void add(const DirectionRules& rules, PeerRole peer);

    std::shared_ptr<const Configuration> configuration_;
    std::map<const TrustPolicy*, ChainValidator> validators_;
};

}  // namespace domainsec::inline v1
