// Revocation by lists: complete, delta and indirect ones, of any scope (RFC 5280 §6.3.3).
#pragma once

#include <map>
#include <span>

#include "trust/certificate_status.hpp"
#include "trust/crl.hpp"
#include "trust/revocation.hpp"

namespace domainsec::inline v1::detail {

/// The certificates above one of a path, its issuer first, the anchor last.
using Issuers = std::span<const CertificateFacts* const>;

/// For one path.
class CrlChecker final {
  public:
    explicit CrlChecker(const RevocationInput& input) noexcept : input_(input) {}

    CertificateStatus status_of(const CertificateFacts& subject, Issuers above);

  private:
    /// Of one list.
    struct Verdict {
        bool is_usable = false;
        bool is_worth_fetching = false;  ///< A newer copy may be better.
        std::string problem;
    };
    struct Search {
        const CertificateFacts& subject;
        Issuers above;
        CertificateStatus status;
        ReasonMask covered = 0;
        std::vector<const Crl*> applied;
        std::map<const Crl*, Verdict> verdicts;
    };
    struct Signer {
        const CertificateFacts* certificate = nullptr;
        Verdict verdict;
    };
    enum class SignerState { in_progress, valid, invalid };

    std::vector<const Crl*> lists_for(const CertificateFacts& subject) const;
    void consider(const Crl& list, Search& search);
    static bool has_newer_edition(const Crl& list, const Search& search);
    Verdict check_list(const Crl& list) const;
    Verdict apply(const Crl& list, const CertificateFacts& signer, ReasonMask reasons,
                  Search& search);
    const Crl* delta_for(const Crl& list, const CertificateFacts& signer) const;
    void conclude(Search& search) const;
    void want_delta(const Crl& list, Search& search) const;

    Signer signer_of(const Crl& list, Search& search);
    std::vector<const CertificateFacts*> signer_candidates(const Crl& list, Issuers above) const;
    Verdict check_signer(const Crl& list, const CertificateFacts& candidate, Search& search);
    bool is_valid(const CertificateFacts& signer, Search& search);
    bool has_valid_path(const CertificateFacts& signer, Search& search);
    bool is_good_path(const CandidatePath& path, Search& search);

    const RevocationInput& input_;
    std::map<const CertificateFacts*, SignerState> signers_;
    std::size_t depth_ = 0;
};

}  // namespace domainsec::inline v1::detail
