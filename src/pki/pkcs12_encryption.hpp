// Encryption under a passphrase in PKCS#12: PBES2 (RFC 8018 §6.2), and the older schemes of RFC
// 7292 appendix C.
#pragma once

#include <cstdint>
#include <domainsec/bytes.hpp>
#include <domainsec/pki/pkcs12.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "pki/pkcs12_passphrase.hpp"
#include "pki/pkcs_objects.hpp"

namespace domainsec::inline v1::detail {

/// Iterations in one file, over all that is derived from its passphrase.
constexpr std::uint64_t max_pkcs12_iterations = 10'000'000;

/// Counts what a file asks for, before it is computed.
class Pkcs12Work final {
  public:
    explicit Pkcs12Work(std::uint64_t most = max_pkcs12_iterations) noexcept : left_(most) {}

    /// Throws Error(limit_exceeded) when it becomes too much, and Error(malformed_key) for none.
    void take(std::uint64_t iterations);

  private:
    std::uint64_t left_;
};

struct Pbkdf2Parameters {
    Bytes salt;
    std::uint64_t iterations = 0;
    std::optional<std::uint64_t> key_length;
    std::string hash;
};

/// PBKDF2-params in an AlgorithmIdentifier (RFC 8018 appendix A.2). Throws Error(malformed_key,
/// unsupported_algorithm).
Pbkdf2Parameters read_pbkdf2(const AlgorithmIdentifier& derivation);

/// Botan's name of the hash function in an HMAC's object identifier, or of one's own; empty for
/// others.
std::string hash_of_hmac(std::string_view oid);
std::string hash_of_digest(std::string_view oid);

struct Pkcs12Cipher;

/// What an AlgorithmIdentifier says about an encryption.
struct Pkcs12Encryption {
    const Pkcs12Cipher* cipher = nullptr;
    std::string hash;  ///< Of the key derivation.
    Bytes salt;
    std::uint64_t iterations = 0;
    Bytes initial_vector;  ///< Empty where it is derived.
};

/// Reads one. Throws Error(malformed_key), and Error(unsupported_algorithm) for what is not read
/// here and for old ciphers unless `legacy`.
Pkcs12Encryption read_encryption(const AlgorithmIdentifier& algorithm, bool legacy);

/// Nothing when the padding is wrong: another passphrase, or damage.
std::optional<SecretOctets> decrypt(const Pkcs12Encryption& encryption,
                                    const Pkcs12Passphrase& passphrase, ByteView ciphertext);

/// A ciphertext, and the AlgorithmIdentifier that tells how it was made.
struct Encrypted {
    Bytes algorithm;
    Bytes ciphertext;
};

/// Encrypts with a fresh salt, as a file of this protection has it.
Encrypted encrypt(Pkcs12Protection protection, std::uint64_t iterations,
                  const Pkcs12Passphrase& passphrase, ByteView plaintext);

}  // namespace domainsec::inline v1::detail
