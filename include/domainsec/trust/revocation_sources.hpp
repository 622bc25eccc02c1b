// Where a certificate says that its revocation can be looked up (RFC 5280 §4.2.1.13, §4.2.2.1;
// RFC 9608).
#pragma once

#include <domainsec/bytes.hpp>
#include <domainsec/export.hpp>
#include <domainsec/pki/certificate.hpp>
#include <string>
#include <vector>

namespace domainsec::inline v1 {

/// What one certificate names. URIs are a stranger's text: use escaped() to show them.
struct RevocationSources {
    /// http(s) URIs of lists that cover all reasons and come from the issuer itself; others are of
    /// no use to a judgement.
    std::vector<std::string> crl_uris;
    /// Responders of the authority information access.
    std::vector<std::string> ocsp_uris;
    /// The issuer says that there is no revocation to look up (RFC 9608).
    bool no_revocation_available = false;
};

DOMAINSEC_EXPORT RevocationSources revocation_sources(const Certificate& certificate);

/// Whether `crl`, in DER or PEM, is a list in the name of the certificate's issuer: then it may be
/// filed under the certificate's crl_uris. Says nothing about its signature.
DOMAINSEC_EXPORT bool is_list_for(const Certificate& certificate, ByteView crl);

}  // namespace domainsec::inline v1
