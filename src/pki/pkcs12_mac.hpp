// What shows that a PKCS#12 file was not changed: a MAC under the passphrase (RFC 7292 §4, RFC
// 9579).
#pragma once

#include <domainsec/bytes.hpp>
#include <domainsec/pki/pkcs12.hpp>
#include <string>

#include "pki/pkcs12_passphrase.hpp"
#include "pki/pkcs_objects.hpp"

namespace domainsec::inline v1::detail {

struct Pkcs12Mac {
    bool pbmac1 = false;
    std::string key_hash;  ///< Of the key derivation.
    std::string hash;      ///< Of the HMAC.
    Bytes salt;
    std::uint64_t iterations = 0;
    std::size_t key_octets = 0;
    Bytes digest;
};

/// Reads a MacData. Throws Error(malformed_key, unsupported_algorithm).
Pkcs12Mac read_mac(const DerElement& mac_data);

/// Whether it is the MAC of these octets under this passphrase; takes the same time for every wrong
/// one.
bool mac_fits(const Pkcs12Mac& mac, const Pkcs12Passphrase& passphrase, ByteView octets);

/// A whole PFX: `authenticated_safe` with a MAC as a file of this protection has it.
Bytes write_pfx(Pkcs12Protection protection, std::uint64_t iterations,
                const Pkcs12Passphrase& passphrase, ByteView authenticated_safe);

}  // namespace domainsec::inline v1::detail
