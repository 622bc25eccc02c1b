// Tells the cache on disk what judgements need.
#include "edge/evidence_notes.hpp"

#include "trust/evidence_of_path.hpp"

namespace domainsec::inline v1::detail {

void note_evidence(EvidenceCache* cache, const std::vector<EvidenceRequest>& missing,
                   const std::optional<ValidationReport>& report, TimePoint now) noexcept {
    if (cache == nullptr) return;
    cache->ask(missing, now);
    if (!report) return;
    cache->ask(report->wanted, now);
    try {
        cache->note_use(evidence_of_path(report->path), now);
    } catch (const std::exception&) {
        // Memory is short: the next message says so again.
    }
}

}  // namespace domainsec::inline v1::detail
