// PKCS#12 files: a private key, its certificate and its chain under one passphrase (RFC 7292, RFC
// 9579), as Windows, Exchange, Java and OpenSSL exchange them (.p12, .pfx).
#pragma once

#include <domainsec/bytes.hpp>
#include <domainsec/export.hpp>
#include <domainsec/pki/certificate.hpp>
#include <domainsec/pki/private_key.hpp>
#include <domainsec/pki/secret.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace domainsec::inline v1 {

/// How a file is protected: who is to read it decides.
enum class Pkcs12Protection {
    /// AES-256-CBC under PBES2 (RFC 8018) with PBKDF2-HMAC-SHA-256, and HMAC-SHA-256 with RFC
    /// 7292's
    /// own key derivation: OpenSSL 1.1, GnuTLS 3.6, Java 17, Windows Server 2019 and later.
    modern,
    /// The same, with PBMAC1 (RFC 9579): OpenSSL 3.4, GnuTLS 3.8.6 and later, not Java 17.
    pbmac1,
    /// Triple DES for key and certificates, HMAC-SHA-1: Windows before 2019, Exchange 2010. Weak:
    /// give it a long passphrase, and remove the file once it is imported.
    exchange2010,
};

/// "modern", "pbmac1", "exchange2010".
DOMAINSEC_EXPORT std::string_view to_string(Pkcs12Protection protection) noexcept;
DOMAINSEC_EXPORT std::optional<Pkcs12Protection> pkcs12_protection_from_string(
    std::string_view text) noexcept;

/// How a file is written.
struct DOMAINSEC_EXPORT Pkcs12WriteOptions {
    Pkcs12Protection protection = Pkcs12Protection::modern;
    /// What Windows and Java show for the key ("alias"): UTF-8, at most 256 octets, no control
    /// characters. Empty: none.
    std::string friendly_name;
    /// Rounds of each of the three key derivations: what a guess at the passphrase costs. Nothing:
    /// 100,000; with `exchange2010` 2,048. Range: 100,000 to 3,000,000; with `exchange2010` 1,024
    /// to 100,000. Readers have limits of their own: .NET takes 300,000 at most.
    std::optional<unsigned> iterations;

    /// Throws Error(invalid_argument) that names the field which is wrong.
    void check() const;
};

/// What is accepted in a file.
struct Pkcs12ReadOptions {
    /// Also open what is encrypted with triple DES or RC2 (RFC 7292 appendix C), as Windows and
    /// Exchange have long written it. Without it, such a file is refused and the Error says so: who
    /// had the file may have read the key in it.
    bool legacy = false;
};

/// What a file holds.
struct Pkcs12Contents {
    /// Nothing in a file that holds certificates only, as a Java trust store does.
    std::optional<PrivateKey> key;
    /// Each once: the key's own first, then its issuer, and so on; those outside of that line
    /// after it, in the order of the file. May be empty.
    std::vector<Certificate> certificates;
    /// UTF-8 of at most 256 octets; may be empty. Chosen by who wrote the file: show it escaped().
    std::string friendly_name;
};

/// Reads a file in BER, DER or PEM ("PKCS12"); at most 1 MiB, 1,000 certificates and 10,000,000
/// iterations, those of the MAC and all encryptions together, looked at before any is computed. The
/// MAC is checked before anything is decrypted. The passphrase is UTF-8 of at most 1,024 octets and
/// may be empty. Bags of other kinds (CRLs, secrets, certificates that are not X.509) are passed
/// over.
///
/// Throws Error:
/// - wrong_passphrase: the passphrase does not open it, or it was changed;
/// - unsupported_algorithm: old encryption without Pkcs12ReadOptions::legacy, encryption to or
///   signature with a public key instead of a passphrase, no MAC, or a key of a kind not used here;
/// - limit_exceeded: one of the limits above, or nesting deeper than 8 SafeContents;
/// - malformed_key: not a PKCS#12 file, or more than one key in it;
/// - malformed_certificate: one of its certificates cannot be read;
/// - key_mismatch: there are certificates, and none of them is the key's;
/// - weak_key: an RSA key under 2048 bits;
/// - invalid_argument: the passphrase is not UTF-8.
/// Safe to call from several threads.
DOMAINSEC_EXPORT Pkcs12Contents read_pkcs12(ByteView file, std::string_view passphrase,
                                            const Pkcs12ReadOptions& options = {});

/// A file in DER with this key and its chain, leaf first. The key leaves the library under the
/// passphrase: UTF-8 of 1 to 1,024 octets. Throws Error(key_mismatch) unless the key is that of
/// the chain's first certificate, and Error(invalid_argument).
DOMAINSEC_EXPORT Bytes write_pkcs12(SecretAccess access, const Chain& chain, const PrivateKey& key,
                                    std::string_view passphrase,
                                    const Pkcs12WriteOptions& options = {});

}  // namespace domainsec::inline v1
