// Looks at the parameters of an encrypted key before anything is computed with them (RFC 8018 §6.2,
// RFC 7914 §7).
#pragma once

#include <domainsec/bytes.hpp>
#include <string>

namespace domainsec::inline v1::detail {

/// What an EncryptedPrivateKeyInfo asks for.
enum class Pbes2 {
    malformed,    ///< Not an EncryptedPrivateKeyInfo (RFC 5208 §6).
    unsupported,  ///< Another scheme or cipher than those of PBES2 with AES.
    excessive,    ///< It would take more time or memory than we spend on a key.
    usable,
};

/// Looks at an EncryptedPrivateKeyInfo in DER.
Pbes2 look_at_encryption(ByteView encrypted_private_key_info);

}  // namespace domainsec::inline v1::detail
