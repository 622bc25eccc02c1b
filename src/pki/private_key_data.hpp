// What stands behind a PrivateKey: Botan's object, for areas that sign with it.
#pragma once

#include <botan/pk_keys.h>

#include <domainsec/pki/private_key.hpp>
#include <memory>

namespace domainsec::inline v1 {

/// Immutable once made; safe between threads. Botan wipes the secret numbers.
struct PrivateKeyData final {
    /// Checks kind and size. Throws Error(unsupported_algorithm, weak_key, limit_exceeded,
    /// malformed_key).
    explicit PrivateKeyData(std::shared_ptr<Botan::Private_Key> key);

    KeyAlgorithm algorithm;
    Bytes public_key_info;  ///< SubjectPublicKeyInfo.
    std::shared_ptr<Botan::Private_Key> botan_key;
};

}  // namespace domainsec::inline v1
