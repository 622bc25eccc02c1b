// Names that conforming authorities write (RFC 5280 §4.2.1.6; CA/Browser Forum BR §7.1.2.7.12,
// §7.1.4.3).
#pragma once

#include <string>

#include "trust/certificate_facts.hpp"

namespace domainsec::inline v1::detail {

/// The first dNSName that is no host name in preferred name syntax (letters, digits, hyphens) or is
/// an address; for people. Empty when all are proper.
std::string improper_dns_name(const CertificateFacts& leaf);

/// The first common name that says something else than the subjectAltName does, where that has
/// names of the same form; for people. Empty when none.
std::string common_name_outside(const CertificateFacts& leaf);

}  // namespace domainsec::inline v1::detail
