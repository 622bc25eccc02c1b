// Private keys: made, read and written as PKCS#8 (RFC 5208, RFC 5958), encrypted with PBES2 (RFC
// 8018).
#pragma once

#include <domainsec/bytes.hpp>
#include <domainsec/export.hpp>
#include <domainsec/pki/secret.hpp>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace domainsec::inline v1 {

/// The keys the library makes and takes. Ed25519 and ML-DSA-65 (FIPS 204) sign stamps and nothing
/// else: no TLS stack here offers them.
enum class KeyAlgorithm {
    ecdsa_p256,
    ecdsa_p384,
    rsa_2048,
    rsa_3072,
    rsa_4096,
    ed25519,
    ml_dsa_65,
};

/// "ecdsa-p256", "rsa-2048", "ed25519", ...
DOMAINSEC_EXPORT std::string_view to_string(KeyAlgorithm algorithm) noexcept;
DOMAINSEC_EXPORT std::optional<KeyAlgorithm> key_algorithm_from_string(
    std::string_view text) noexcept;

struct PrivateKeyData;

/// A private key. Immutable and shared on copy; wiped when the last copy goes. Safe to use from
/// several threads.
class DOMAINSEC_EXPORT PrivateKey final {
  public:
    /// A new key from the system's random source. Throws Error(resource_unavailable) when that
    /// gives none.
    static PrivateKey generate(KeyAlgorithm algorithm);

    /// Reads PKCS#8 in PEM or DER, encrypted when a passphrase is given; also the older "EC PRIVATE
    /// KEY" (RFC 5915) and "RSA PRIVATE KEY" (RFC 8017) forms. Throws Error: malformed_key,
    /// wrong_passphrase, weak_key (RSA under 2048 bits), limit_exceeded (RSA over 8192 bits, input
    /// over 64 KiB), unsupported_algorithm.
    static PrivateKey from_octets(ByteView octets, std::string_view passphrase = {});

    /// The same from a file, which must not be readable or writable by group or others (mode 0600
    /// or 0400): Error(unreadable_file) says so.
    static PrivateKey from_file(const std::filesystem::path& path,
                                std::string_view passphrase = {});

    /// A key in a hardware token, named by a PKCS #11 URI (pkcs11.hpp) with the path of the token's
    /// driver: ECDSA P-256 or P-384, or RSA. It signs sessions, stamps and certificates like any
    /// other and never leaves the token: to_pem() and write_new() throw
    /// Error(unsupported_algorithm). Its public part is `public_key` (a certificate's public_key(),
    /// say), or else what the token has: the public key, or a certificate, with the key's id.
    ///
    /// The driver is loaded into this process and stays. The PIN is tried once: one that was
    /// refused is not tried again in this process, and none is tried when the token would lock over
    /// it. A login is the process's: while a key of the same token is open, the PIN is not looked
    /// at. The key signs once while it is opened, so that a mismatch shows here.
    ///
    /// Several threads sign at once, in up to 8 sessions. A signature blocks for as long as the
    /// token takes, is checked before it is used, and is no deterministic one (RFC 6979). When the
    /// token was removed, handshakes fail and stamps are deferred; once it is back, open the key
    /// again. Open it after fork(): in a child each use throws Error(invalid_state).
    ///
    /// Throws Error: invalid_argument (the URI, or several tokens or keys match), not_found (no
    /// such token or key, or no public part), wrong_passphrase, key_mismatch, weak_key,
    /// unsupported_algorithm (also where the library was built without this), unreadable_file (the
    /// driver), resource_unavailable (the driver or the token fails, is locked or lets nobody in).
    static PrivateKey from_pkcs11(std::string_view uri, std::string_view pin,
                                  ByteView public_key = {});

    /// The kind of key; RSA keys of other lengths report the next smaller name.
    KeyAlgorithm algorithm() const noexcept;

    /// The SubjectPublicKeyInfo in DER (RFC 5280 §4.1.2.7).
    const Bytes& public_key() const noexcept;

    /// SHA-256 over public_key(): what a pin is (RFC 7469 §2.4).
    Sha256Digest spki_sha256() const;

    /// PKCS#8 in PEM; encrypted with PBES2 (AES-256, PBKDF2-HMAC-SHA-256 or scrypt) when the
    /// passphrase is not empty.
    std::string to_pem(SecretAccess, std::string_view passphrase = {}) const;

    /// Writes to_pem() with mode 0600: temporary file, fsync, rename. Throws Error(already_exists)
    /// rather than replace a file, and Error(unwritable_file).
    void write_new(const std::filesystem::path& path, SecretAccess,
                   std::string_view passphrase = {}) const;

    const PrivateKeyData& data() const noexcept { return *data_; }
    explicit PrivateKey(std::shared_ptr<const PrivateKeyData> data) noexcept
        : data_(std::move(data)) {}

  private:
    std::shared_ptr<const PrivateKeyData> data_;
};

}  // namespace domainsec::inline v1
