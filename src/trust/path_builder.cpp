// Path building (RFC 4158 §2.4, §5.2): same name and key never twice in one path.
#include "trust/path_builder.hpp"

#include <algorithm>

#include "trust/issuer_memory.hpp"

namespace domainsec::inline v1::detail {
namespace {

bool is_in(const CandidatePath& path, const CertificateFacts& candidate) noexcept {
    return std::any_of(
        path.certificates.begin(), path.certificates.end(), [&](const CertificateFacts* member) {
            return member->certificate.spki_sha256() == candidate.certificate.spki_sha256() &&
                   member->subject == candidate.subject;
        });
}

}  // namespace

PathBuilder::PathBuilder(const PathMaterial& material, const ValidationLimits& limits,
                         AlgorithmRules algorithms, TimePoint now)
    : limits_(limits),
      algorithms_(algorithms),
      now_(now),
      memory_(material.memory),
      leaf_(material.presented.front()) {
    std::vector<Sha256Digest> seen;
    const auto add = [&](const CertificateFacts& facts, bool is_anchor) {
        const Sha256Digest& fingerprint = facts.certificate.fingerprint();
        if (std::find(seen.begin(), seen.end(), fingerprint) != seen.end()) return;
        seen.push_back(fingerprint);
        if (!facts.subject.empty())
            by_subject_.emplace(facts.subject, Candidate{&facts, is_anchor, 0});
    };
    for (const CertificateFacts* anchor : material.anchors) add(*anchor, true);
    for (std::size_t i = 1; i < material.presented.size(); ++i) add(*material.presented[i], false);
}

void PathBuilder::search(const std::function<bool(const CandidatePath&)>& visit) {
    visit_ = &visit;
    CandidatePath path;
    path.certificates.push_back(leaf_);
    extend(path);
}

unsigned PathBuilder::penalty(const CertificateFacts& child, const CertificateFacts& issuer,
                              bool is_anchor) const noexcept {
    const bool in_time =
        issuer.certificate.not_before() <= now_ && now_ <= issuer.certificate.not_after();
    return (key_identifiers_differ(child, issuer) ? 4U : 0U) + (is_anchor ? 0U : 2U) +
           (in_time ? 0U : 1U);
}

std::vector<PathBuilder::Candidate> PathBuilder::candidates_for(
    const CertificateFacts& child) const {
    std::vector<Candidate> result;
    const auto [first, last] = by_subject_.equal_range(child.issuer);
    for (auto entry = first; entry != last; ++entry) {
        Candidate candidate = entry->second;
        candidate.penalty = penalty(child, *candidate.facts, candidate.is_anchor);
        result.push_back(candidate);
    }
    std::stable_sort(result.begin(), result.end(),
                     [](const Candidate& a, const Candidate& b) { return a.penalty < b.penalty; });
    return result;
}

SignatureState PathBuilder::signature(const CertificateFacts& child,
                                      const CertificateFacts& issuer) {
    const auto key = std::make_pair(&child, &issuer);
    if (const auto found = known_.find(key); found != known_.end()) return found->second;
    const std::size_t cost = verification_cost(issuer.certificate);
    if (checked_ != 0 && checked_ + cost > limits_.max_signatures) {
        bound_ = "max_signatures = " + std::to_string(limits_.max_signatures);
        stop_ = true;
        return SignatureState::bad;
    }
    // What is remembered costs the same: a verdict must not depend on what was judged before.
    checked_ += cost;
    const SignatureState state =
        memory_ != nullptr ? memory_->check(child, issuer, algorithms_)
                           : check_signature(child.signed_part, child.signature_algorithm,
                                             child.signature, issuer.certificate, algorithms_);
    known_.emplace(key, state);
    return state;
}

void PathBuilder::extend(CandidatePath& path) {
    const CertificateFacts& child = *path.certificates.back();
    bool extended = false;
    PathEnd end = child.is_self_issued() ? PathEnd::untrusted_root : PathEnd::incomplete;
    for (const Candidate& candidate : candidates_for(child)) {
        if (is_in(path, *candidate.facts)) continue;
        if (path.certificates.size() == limits_.max_path_length) {
            bound_ = "max_path_length = " + std::to_string(limits_.max_path_length);
            end = PathEnd::too_long;
            break;
        }
        const SignatureState state = signature(child, *candidate.facts);
        if (stop_) break;
        if (state == SignatureState::bad) {
            if (!key_identifiers_differ(child, *candidate.facts)) end = PathEnd::bad_signature;
            continue;
        }
        extended = true;
        path.certificates.push_back(candidate.facts);
        path.signatures.push_back(state);
        if (candidate.is_anchor) {
            finish(path, PathEnd::anchor);
        } else {
            extend(path);
        }
        path.certificates.pop_back();
        path.signatures.pop_back();
        if (stop_) return;
    }
    if (!extended) finish(path, end);
}

void PathBuilder::finish(CandidatePath& path, PathEnd end) {
    if (paths_ == limits_.max_paths) {
        bound_ = "max_paths = " + std::to_string(limits_.max_paths);
        stop_ = true;
        return;
    }
    ++paths_;
    path.end = end;
    if (end == PathEnd::anchor) {
        stop_ = (*visit_)(path);
    } else if (path.certificates.size() > dead_end_.certificates.size()) {
        dead_end_ = path;
    }
}

}  // namespace domainsec::inline v1::detail
