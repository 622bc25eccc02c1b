// What a template becomes in a certificate and in a request for one (RFC 5280 §4.2).
#pragma once

#include <domainsec/pki/issue.hpp>
#include <vector>

#include "pki/certificate_builder.hpp"

namespace domainsec::inline v1::detail {

/// The subject's name in DER.
Bytes subject_of(const CertificateTemplate& content);

/// Of a certificate.
std::vector<RawExtension> issued_extensions(const CertificateTemplate& content,
                                            const Bytes& subject_key_identifier,
                                            const Bytes& authority_key_identifier);

/// Of a request: without what only an authority knows.
std::vector<RawExtension> requested_extensions(const CertificateTemplate& content);

}  // namespace domainsec::inline v1::detail
