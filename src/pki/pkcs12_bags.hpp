// What lies in a PKCS#12 file: SafeContents and their bags (RFC 7292 §4.2), collected without being
// decrypted or understood.
#pragma once

#include <domainsec/bytes.hpp>
#include <optional>
#include <string>
#include <vector>

#include "pki/pkcs12_encryption.hpp"
#include "pki/pkcs_objects.hpp"

namespace domainsec::inline v1::detail {

/// SafeContents within SafeContents that are followed.
constexpr std::size_t max_safe_contents_depth = 8;
/// Octets of UTF-8 that are kept of a friendlyName.
constexpr std::size_t max_friendly_name_octets = 256;

/// What PKCS#9 says about a bag.
struct BagAttributes {
    std::string friendly_name;  ///< UTF-8; empty when absent or unreadable.
    Bytes local_key_id;
};

struct KeyBag {
    BagAttributes attributes;
    /// Of a shrouded key; otherwise `octets` are the PrivateKeyInfo itself.
    std::optional<Pkcs12Encryption> encryption;
    SecretOctets octets;
};

struct CertificateBag {
    BagAttributes attributes;
    Bytes der;
};

class Pkcs12Bags final {
  public:
    /// Counts into `work`, which has to outlive this, what keys ask for.
    Pkcs12Bags(Pkcs12Work& work, bool legacy) noexcept : work_(work), legacy_(legacy) {}

    /// Adds what is in a SafeContents. Throws Error(malformed_key, unsupported_algorithm,
    /// limit_exceeded).
    void collect(ByteView safe_contents);

    const std::vector<KeyBag>& keys() const noexcept { return keys_; }
    const std::vector<CertificateBag>& certificates() const noexcept { return certificates_; }

  private:
    void collect(ByteView safe_contents_der, std::size_t depth);
    void bag(const DerElement& element, std::size_t depth);
    void shrouded_key(ByteView value, BagAttributes attributes);
    void certificate(ByteView value, BagAttributes attributes);

    Pkcs12Work& work_;
    bool legacy_;
    std::vector<KeyBag> keys_;
    std::vector<CertificateBag> certificates_;
};

}  // namespace domainsec::inline v1::detail
