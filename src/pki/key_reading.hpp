// Private keys from files and memory: PKCS#8 in its forms, and the older ones of OpenSSL (RFC 5208,
// RFC 5915, RFC 8017).
#pragma once

#include <botan/pk_keys.h>

#include <domainsec/bytes.hpp>
#include <memory>
#include <string>
#include <string_view>

namespace domainsec::inline v1::detail {

/// Octets that a key may have.
constexpr std::size_t max_key_octets = 64 * 1024;

/// Reads one key. Throws Error as PrivateKey::from_octets() does; messages name `file`, which may
/// be empty.
std::shared_ptr<Botan::Private_Key> read_private_key(ByteView octets, std::string_view passphrase,
                                                     const std::string& file);

}  // namespace domainsec::inline v1::detail
