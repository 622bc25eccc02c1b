// What an organization announces of its keys before it uses them: pins for partners (RFC 7469 §2.4)
// and TLSA records for the zone (RFC 6698, RFC 7672 §3.1), of the key in use and of those that will
// follow.
#pragma once

#include <domainsec/bytes.hpp>
#include <domainsec/dns/records.hpp>
#include <domainsec/export.hpp>
#include <domainsec/names/domain_name.hpp>
#include <domainsec/pki/certificate.hpp>
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

namespace domainsec::inline v1 {

/// Most keys that partners keep pins of (TrustPolicy::pins).
constexpr std::size_t max_announced_keys = 16;

/// A key of ours, known by its public part. A plain value.
struct DOMAINSEC_EXPORT AnnouncedKey {
    /// The SubjectPublicKeyInfo in DER. RSA of 2048 to 8192 bits, ECDSA P-256 or P-384.
    Bytes public_key;
    /// What is presented with it, leaf first; empty when there is no certificate yet.
    Chain chain;

    /// Throws Error(invalid_argument) for an empty chain, and as from_octets() for its key.
    static AnnouncedKey from_chain(Chain chain);

    /// Reads a certificate or chain, a PKCS#10 request (RFC 2986) whose own signature holds, a
    /// public key (SubjectPublicKeyInfo) or a private key, of which only the public part stays; PEM
    /// or DER, at most 256 KiB. A file with several of these must be about one key. Throws
    /// Error(malformed_certificate, malformed_key, weak_key, unsupported_algorithm,
    /// wrong_passphrase, key_mismatch, limit_exceeded).
    static AnnouncedKey from_octets(ByteView octets, std::string_view passphrase = {});

    /// The same from a file. One with a private key must not be open to others. Throws
    /// Error(unreadable_file) as well.
    static AnnouncedKey from_file(const std::filesystem::path& path,
                                  std::string_view passphrase = {});

    /// SHA-256 over public_key: its pin.
    Sha256Digest pin() const;
};

/// The pins, in the order of the keys, each once: put the current key first, then those that
/// follow. Throws Error(limit_exceeded) over max_announced_keys.
DOMAINSEC_EXPORT std::vector<Sha256Digest> pins_of(const std::vector<AnnouncedKey>& keys);

/// `3 1 1` of the key, and, where the chain holds the authority that issued the leaf, `2 1 1` of
/// that: a peer looks for it among what is presented (RFC 7671 §5.2) and asks for `host` in the
/// leaf, so without that name there is no second record.
DOMAINSEC_EXPORT std::vector<TlsaRecord> tlsa_records_of(const AnnouncedKey& key,
                                                         const DomainName& host);

}  // namespace domainsec::inline v1
