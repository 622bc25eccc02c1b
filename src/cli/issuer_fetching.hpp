// Issuers that are missing in a chain, from where the certificates say they are (RFC 5280
// §4.2.2.1).
#pragma once

#include <domainsec/pki/certificate_store.hpp>
#include <domainsec/trust/fetcher.hpp>
#include <domainsec/trust/trust_policy.hpp>
#include <memory>
#include <string>
#include <vector>

namespace domainsec::cli {

/// The chain as far as it could be completed, and one sentence for each place that did not help.
struct CompletedChain {
    BuiltChain built;
    std::vector<std::string> problems;
};

/// True when the chain ends in a root, its own or one of `roots` (may be null).
bool leads_to_a_root(const BuiltChain& built, const AnchorSet* roots);

/// Fetches issuer after issuer until the chain leads to a root. Only certificates that did sign
/// the one before are taken: whoever answers decides no more than whether there is a chain. Throws
/// nothing over what the network does.
CompletedChain fetch_issuers(const Certificate& leaf, std::vector<Certificate> pool,
                             const AnchorSet* roots, EvidenceFetcher& fetcher);

}  // namespace domainsec::cli
