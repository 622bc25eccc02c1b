// The signature at the end of a partner bundle: a text block with it, and the signer's certificates
// behind that (RFC 7468).
#pragma once

#include <domainsec/bytes.hpp>
#include <domainsec/pki/certificate.hpp>
#include <domainsec/pki/private_key.hpp>
#include <string>
#include <string_view>

namespace domainsec::inline v1::detail {

/// A bundle taken apart.
struct BundleParts {
    std::string_view text;  ///< What stands before the block, line end included.
    Bytes signature;
    Chain chain;
};

/// Finds the block. It has exactly one spelling, and nothing stands between or behind its parts.
/// Throws Error(invalid_configuration), field "signature".
BundleParts split_bundle(std::string_view bundle);

/// The block.
std::string bundle_signature_block(ByteView signature, const Chain& chain);

/// What is signed: the form of RFC 8446 §4.4.3 with words of our own, then the chain's digest, then
/// the text. Nothing that TLS or X.509 has this key sign can begin so.
Bytes bundle_octets_to_sign(const Chain& chain, std::string_view text);

/// Throws Error(unsupported_algorithm) unless the key is ECDSA or RSA.
Bytes sign_bundle_octets(const PrivateKey& key, ByteView octets);

/// False for a key that cannot be used, too.
bool is_bundle_signature(const Certificate& signer, ByteView octets, ByteView signature);

/// 8 groups of 5 digits.
std::string bundle_fingerprint(ByteView octets_signed);

}  // namespace domainsec::inline v1::detail
