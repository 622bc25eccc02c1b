// The private key that a URI names in a token, and its public part.
#pragma once

#include <domainsec/bytes.hpp>
#include <domainsec/pki/pkcs11.hpp>

#include "pki/pkcs11_token.hpp"

namespace domainsec::inline v1::detail {

/// The one private key that matches, fit to sign without being asked for its PIN each time. Throws
/// Error(not_found), Error(invalid_argument) when several match, Error(unsupported_algorithm).
CK_OBJECT_HANDLE find_private_key(Pkcs11Token& token, const Pkcs11Uri& uri);

/// The SubjectPublicKeyInfo of a private key: from itself (RSA), the public key or the certificate
/// with the same id, or with the same label where it has no id. Throws Error(not_found,
/// unsupported_algorithm).
Bytes public_key_of(Pkcs11Token& token, CK_OBJECT_HANDLE private_key);

}  // namespace domainsec::inline v1::detail
