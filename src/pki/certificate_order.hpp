// Certificates from a set in the order of issue, as TLS sends them (RFC 8446 §4.4.2).
#pragma once

#include <domainsec/bytes.hpp>
#include <domainsec/pki/certificate.hpp>
#include <vector>

namespace domainsec::inline v1::detail {

/// Puts the certificate with this SubjectPublicKeyInfo first, then its issuer as far as names and
/// key identifiers tell (RFC 5280 §4.2.1.1), and so on; the rest keeps its order. Of several with
/// this key the one that is valid longest is taken. False, and nothing is moved, when there is
/// none. No signature is checked.
bool put_in_issuer_order(std::vector<Certificate>& certificates, ByteView public_key);

}  // namespace domainsec::inline v1::detail
