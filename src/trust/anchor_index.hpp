// Trust anchors, prepared so that finding one does not depend on how many there are.
#pragma once

#include <deque>
#include <domainsec/trust/trust_policy.hpp>
#include <map>
#include <set>
#include <vector>

#include "trust/certificate_facts.hpp"
#include "trust/issuer_memory.hpp"

namespace domainsec::inline v1 {

struct AnchorIndex final {
    explicit AnchorIndex(const std::vector<Certificate>& certificates);

    std::deque<detail::CertificateFacts> facts;
    std::multimap<detail::DirectoryName, const detail::CertificateFacts*> by_subject;
    std::set<Sha256Digest> fingerprints;
    /// Locks itself. With the anchors, for it holds only what leads to one of them, and goes when
    /// they go.
    mutable detail::IssuerMemory memory;
};

}  // namespace domainsec::inline v1
