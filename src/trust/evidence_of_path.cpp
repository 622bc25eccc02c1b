// Where the revocation data of a path comes from.
#include "trust/evidence_of_path.hpp"

#include "trust/certificate_facts.hpp"

namespace domainsec::inline v1::detail {

std::vector<EvidenceRequest> evidence_of_path(const std::vector<Certificate>& path) {
    std::vector<EvidenceRequest> sources;
    for (std::size_t i = 0; i + 1 < path.size(); ++i)
        for (const auto& uri : CertificateFacts(path[i]).crl_uris)
            sources.push_back({EvidenceKind::crl, uri});
    return sources;
}

}  // namespace domainsec::inline v1::detail
