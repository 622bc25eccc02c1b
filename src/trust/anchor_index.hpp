// Trust anchors, prepared so that finding one does not depend on how many there are.
#pragma once

#include <deque>
#include <domainsec/trust/trust_policy.hpp>
#include <map>
#include <set>
#include <vector>

#include "trust/certificate_facts.hpp"

namespace domainsec::inline v1 {

struct AnchorIndex final {
    explicit AnchorIndex(const std::vector<Certificate>& certificates);

    std::deque<detail::CertificateFacts> facts;
    std::multimap<detail::DirectoryName, const detail::CertificateFacts*> by_subject;
    std::set<Sha256Digest> fingerprints;
};

}  // namespace domainsec::inline v1
