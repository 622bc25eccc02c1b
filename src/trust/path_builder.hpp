// Finds ways from a leaf to an anchor: depth first, with backtracking, and bounded in length,
// number and signatures checked (RFC 4158; RFC 5280 §6.1).
#pragma once

#include <domainsec/trust/trust_policy.hpp>
#include <functional>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "trust/certificate_facts.hpp"
#include "trust/signature.hpp"

namespace domainsec::inline v1::detail {

class IssuerMemory;

enum class PathEnd {
    anchor,          ///< The last certificate is an anchor.
    untrusted_root,  ///< It names itself as its issuer, and nobody named it.
    incomplete,      ///< Its issuer is not there.
    bad_signature,  ///< There is one certificate with its issuer's name, whose key did not sign it.
    too_long,       ///< Its issuer would make the path longer than allowed.
};

/// Leaf first. `signatures[i]` is what is known of the signature on certificates[i] by
/// certificates[i + 1].
struct CandidatePath {
    std::vector<const CertificateFacts*> certificates;
    std::vector<SignatureState> signatures;
    PathEnd end = PathEnd::incomplete;
};

/// What the search may look at.
struct PathMaterial {
    std::vector<const CertificateFacts*> presented;  ///< Leaf first.
    std::vector<const CertificateFacts*> anchors;    ///< Only those with a name that occurs.
    IssuerMemory* memory = nullptr;                  ///< Null: each signature is checked anew.
};

class PathBuilder final {
  public:
    PathBuilder(const PathMaterial& material, const ValidationLimits& limits,
                AlgorithmRules algorithms, TimePoint now);

    /// Calls `visit` for each path that ends at an anchor, likely ones first, until it returns
    /// true, there are no more, or a bound is reached. Other ends are remembered: see
    /// best_dead_end().
    void search(const std::function<bool(const CandidatePath&)>& visit);

    /// The longest way that led nowhere; has certificates unless search() was stopped before one.
    const CandidatePath& best_dead_end() const noexcept { return dead_end_; }

    /// Which bounds were reached, for people; empty when none.
    const std::string& bound_reached() const noexcept { return bound_; }

    /// What checking signatures has cost: see verification_cost().
    std::size_t signatures_checked() const noexcept { return checked_; }

  private:
    struct Candidate {
        const CertificateFacts* facts;
        bool is_anchor;
        unsigned penalty;
    };

    void extend(CandidatePath& path);
    std::vector<Candidate> candidates_for(const CertificateFacts& child) const;
    SignatureState signature(const CertificateFacts& child, const CertificateFacts& issuer);
    void finish(CandidatePath& path, PathEnd end);
    unsigned penalty(const CertificateFacts& child, const CertificateFacts& issuer,
                     bool is_anchor) const noexcept;

    const ValidationLimits& limits_;
    AlgorithmRules algorithms_;
    TimePoint now_;
    IssuerMemory* memory_ = nullptr;
    const CertificateFacts* leaf_ = nullptr;
    std::multimap<DirectoryName, Candidate> by_subject_;
    std::map<std::pair<const CertificateFacts*, const CertificateFacts*>, SignatureState> known_;
    const std::function<bool(const CandidatePath&)>* visit_ = nullptr;
    CandidatePath dead_end_;
    std::string bound_;
    std::size_t paths_ = 0;
    std::size_t checked_ = 0;
    bool stop_ = false;
};

}  // namespace domainsec::inline v1::detail
