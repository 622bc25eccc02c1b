// What a certificate says, so that the next one can say the same.
#pragma once

#include <domainsec/pki/certificate.hpp>
#include <domainsec/pki/issue.hpp>

namespace domainsec::inline v1::detail {

/// Names, organization and extended key usages of a certificate, without dates; addresses of
/// revocation data are the issuer's matter. Throws Error(malformed_certificate) where the names
/// cannot be asked for again.
CertificateTemplate renewal_content(const Certificate& certificate);

}  // namespace domainsec::inline v1::detail
