// What an administrator is told about a certificate of our own, in one word (Exchange's
// Get-ExchangeCertificate).
#pragma once

#include <domainsec/clock.hpp>
#include <domainsec/export.hpp>
#include <domainsec/pki/certificate_store.hpp>
#include <domainsec/trust/evidence.hpp>
#include <domainsec/trust/expiry.hpp>
#include <domainsec/trust/trust_policy.hpp>
#include <string>
#include <string_view>

namespace domainsec::inline v1 {

enum class CertificateState {
    valid,                     ///< Its chain leads to an anchor.
    self_signed,               ///< Its own root: partners have to pin it or take it as an anchor.
    pending_request,           ///< There is a key and a request, and no certificate yet.
    date_invalid,              ///< Not begun, or ended.
    untrusted,                 ///< Its chain has a gap, or ends in a root that nobody named.
    revoked,                   ///< Its issuer says so, or that of one above it.
    revocation_check_failure,  ///< Asked for, and nothing current says that it is not revoked.
    invalid,                   ///< Something else that a partner would refuse: `why` says what.
};

/// "Valid", "SelfSigned", "PendingRequest", "DateInvalid", ... as administrators know them.
DOMAINSEC_EXPORT std::string_view to_string(CertificateState state) noexcept;

struct DOMAINSEC_EXPORT CertificateStanding {
    CertificateState state = CertificateState::valid;
    Expiry expiry;    ///< Not set for a pending request.
    std::string why;  ///< One sentence when it is neither valid nor self_signed.

    /// Still good, and in the last third of its life.
    bool expiring_soon() const noexcept;
};

/// Judges an entry of the store as a partner with these anchors would, but for names and usages.
/// With RevocationMode::off revocation is not looked at. No I/O.
DOMAINSEC_EXPORT CertificateStanding standing_of(const StoreEntry& entry,
                                                 const std::shared_ptr<const AnchorSet>& anchors,
                                                 const Evidence& evidence,
                                                 RevocationMode revocation, TimePoint now);

}  // namespace domainsec::inline v1
