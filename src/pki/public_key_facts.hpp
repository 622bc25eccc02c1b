// Kind and size of a public key, read from its SubjectPublicKeyInfo without building the key (RFC
// 5280 §4.1.2.7, RFC 3279, RFC 5480, RFC 8410).
#pragma once

#include <cstddef>
#include <domainsec/bytes.hpp>
#include <memory>
#include <optional>
#include <string>

namespace Botan {
class Public_Key;
}

namespace domainsec::inline v1::detail {

enum class KeyKind {
    unreadable,  ///< Not a SubjectPublicKeyInfo, or not the key it says it is.
    other,       ///< Well-formed, of a kind that we do not use.
    rsa,
    ecdsa,
    ed25519,
    ml_dsa_65,  ///< FIPS 204; signs stamps, never in a session.
    dsa,        ///< For suites of its age: never in a session.
};

struct PublicKeyFacts {
    KeyKind kind = KeyKind::unreadable;
    /// RSA: length of the modulus. Elliptic curves: of the field; 0 for curves that we do not use.
    std::size_t bits = 0;
    /// RSA: length of the public exponent.
    std::size_t exponent_bits = 0;
    /// RSA: the exponent is 1 or even, so that a signature proves nothing.
    bool exponent_is_unsafe = false;
    /// "ECDSA P-256", "RSA 2048", "Ed25519", ...
    std::string description;
};

PublicKeyFacts facts_of_public_key(ByteView subject_public_key_info);

/// The content of the BIT STRING in a SubjectPublicKeyInfo; empty when it is malformed.
ByteView key_bits(ByteView subject_public_key_info) noexcept;

/// A DSA key that leaves its parameters to its issuer's, with those in it (RFC 3279 §2.3.2);
/// nothing for all other keys, and where the issuer has none either.
std::optional<Bytes> with_inherited_parameters(ByteView subject_public_key_info,
                                               ByteView issuer_public_key_info);

/// The key itself; nothing when it is malformed, of a kind that we do not use, or larger than is
/// sensible to compute with.
std::shared_ptr<const Botan::Public_Key> build_public_key(ByteView subject_public_key_info);

}  // namespace domainsec::inline v1::detail
