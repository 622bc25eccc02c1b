// Stapled answers about our own certificates (RFC 6066 §8, RFC 6960 §4.2).
#include "edge/own_staples.hpp"

#include <algorithm>

#include "trust/evidence_data.hpp"
#include "trust/evidence_of_path.hpp"

namespace domainsec::inline v1::detail {
namespace {

/// Whether a peer would believe it for now. The peer checks its signature; that a responder of our
/// own authority signs what is wrong would show there.
bool is_good_at(const OcspResponse& response, TimePoint now) {
    const auto& answers = response.answers();
    return answers.size() == 1 && answers.front().status == OcspAnswer::Status::good &&
           answers.front().this_update <= now && answers.front().next_update &&
           now < *answers.front().next_update;
}

}  // namespace

void OwnStaples::add(const Chain& chain) {
    const auto& certificates = chain.certificates();
    if (certificates.size() < 2) return;
    std::vector<EvidenceRequest> questions =
        evidence_of_path({certificates.front(), certificates[1]});
    std::erase_if(questions, [](const EvidenceRequest& request) {
        return request.kind != EvidenceKind::ocsp;
    });
    if (!questions.empty()) by_chain_[chain.digest()] = std::move(questions);
}

std::vector<EvidenceRequest> OwnStaples::requests() const {
    std::vector<EvidenceRequest> all;
    for (const auto& [chain, questions] : by_chain_)
        all.insert(all.end(), questions.begin(), questions.end());
    return all;
}

Bytes OwnStaples::answer(const Chain& chain) const noexcept {
    try {
        const auto known = by_chain_.find(chain.digest());
        if (known == by_chain_.end()) return {};
        const auto evidence = evidence_->snapshot();
        for (const EvidenceRequest& question : known->second) {
            const auto response = evidence->data().ocsp_response(question);
            if (response && is_good_at(*response, clock_())) return response->der();
        }
    } catch (...) {
        return {};  // No memory, or a clock of the caller's that throws: nothing is stapled.
    }
    return {};
}

}  // namespace domainsec::inline v1::detail
