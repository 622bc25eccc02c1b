// What one source of revocation data says of one certificate (RFC 5280 §6.3, RFC 6960 §2.2).
#pragma once

#include <domainsec/trust/evidence.hpp>
#include <string>
#include <vector>

namespace domainsec::inline v1::detail {

struct CertificateStatus {
    enum class Answer { unknown, good, revoked };

    Answer answer = Answer::unknown;
    std::string rule;  ///< Of a revocation.
    std::string seen;  ///< Of a revocation; otherwise what stood in the way.
    TimePoint valid_until = TimePoint::max();
    std::vector<EvidenceRequest> requests;  ///< What would help, as far as it is unknown.
    std::vector<EvidenceRequest> wanted;    ///< What would make the answer newer.

    bool is_good() const noexcept { return answer == Answer::good; }
    bool is_revoked() const noexcept { return answer == Answer::revoked; }
    bool is_unknown() const noexcept { return answer == Answer::unknown; }

    /// Adds to `seen`, within bounds.
    void note(const std::string& problem) {
        constexpr std::size_t longest = 512;
        if (seen.size() >= longest) return;
        seen += (seen.empty() ? "" : "; ") + problem;
    }
};

}  // namespace domainsec::inline v1::detail
