// Where the revocation data of a path comes from.
#include "trust/evidence_of_path.hpp"

#include "trust/certificate_facts.hpp"
#include "trust/ocsp_request.hpp"

namespace domainsec::inline v1::detail {

std::vector<EvidenceRequest> evidence_of_path(const std::vector<Certificate>& path) {
    std::vector<EvidenceRequest> sources;
    for (std::size_t i = 0; i + 1 < path.size(); ++i) {
        const CertificateFacts subject(path[i]);
        for (const auto* uris : {&subject.crl_uris, &subject.delta_uris})
            for (const auto& uri : *uris) sources.push_back({EvidenceKind::crl, uri});
        if (subject.ocsp_uris.empty()) continue;
        const Bytes query = ocsp_request(subject, CertificateFacts(path[i + 1]));
        for (const auto& uri : subject.ocsp_uris)
            sources.push_back({EvidenceKind::ocsp, uri, query});
    }
    return sources;
}

}  // namespace domainsec::inline v1::detail
