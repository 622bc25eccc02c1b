// What an OCSP response says of a certificate, and whether to believe it (RFC 6960 §3.2, §4.2.2).
#pragma once

#include "trust/certificate_status.hpp"
#include "trust/crl_status.hpp"
#include "trust/ocsp_response.hpp"

namespace domainsec::inline v1::detail {

/// How long an answer without nextUpdate is taken: there is always something newer than it (RFC
/// 6960 §2.4).
inline constexpr Seconds life_without_next_update = std::chrono::hours{1};

struct OcspVerdict {
    CertificateStatus status;
    bool is_about_it = false;        ///< Whatever it says, it says it of this certificate.
    bool is_worth_fetching = false;  ///< A newer copy may be better.
};

/// For one path. `lists` answers whether a responder's own certificate is revoked.
class OcspChecker final {
  public:
    OcspChecker(const RevocationInput& input, CrlChecker& lists) noexcept
        : input_(input), lists_(lists) {}

    OcspVerdict status_of(const CertificateFacts& subject, Issuers above,
                          const OcspResponse& response);

  private:
    struct Refusal {
        std::string problem;
        bool is_worth_fetching = false;
    };
    using Accepted = std::optional<Refusal>;  ///< Nothing when there is none.

    Accepted check_signer(const OcspResponse& response, Issuers above, CertificateStatus& status);
    Accepted check_delegate(const CertificateFacts& delegate, Issuers above,
                            CertificateStatus& status);
    Accepted check_delegate_status(const CertificateFacts& delegate, Issuers above,
                                   CertificateStatus& status);
    Accepted check_signature(const OcspResponse& response, const CertificateFacts& signer);
    Accepted check_time(const OcspResponse& response, const OcspAnswer& answer) const;

    const RevocationInput& input_;
    CrlChecker& lists_;
};

}  // namespace domainsec::inline v1::detail
