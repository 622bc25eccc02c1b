// Tells the cache on disk what judgements need, so that a refresh process brings it in time.
#pragma once

#include <domainsec/trust/evidence_cache.hpp>
#include <domainsec/trust/validation_report.hpp>
#include <optional>
#include <vector>

namespace domainsec::inline v1::detail {

/// After a judgement, never during it. `cache` may be null.
void note_evidence(EvidenceCache* cache, const std::vector<EvidenceRequest>& missing,
                   const std::optional<ValidationReport>& report, TimePoint now) noexcept;

}  // namespace domainsec::inline v1::detail
