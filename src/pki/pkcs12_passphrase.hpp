// What a passphrase becomes in PKCS#12: UTF-8 for PBKDF2, UTF-16 with a zero at its end for the key
// derivation of RFC 7292 appendix B.
#pragma once

#include <cstdint>
#include <domainsec/bytes.hpp>
#include <string>
#include <string_view>

#include "pki/ber_to_der.hpp"

namespace domainsec::inline v1::detail {

/// Octets of UTF-8 that a passphrase may have.
constexpr std::size_t max_pkcs12_passphrase_octets = 1024;

struct Pkcs12Passphrase {
    SecretOctets utf8;
    /// With the terminating zero. No octets at all are a passphrase of their own, "null", which
    /// some programs write where none is given; the empty text is two zero octets.
    SecretOctets utf16;

    /// Throws Error(invalid_argument) for what is not UTF-8 or too long.
    static Pkcs12Passphrase of(std::string_view text);
};

/// What the derived octets are for (RFC 7292 appendix B.3).
enum class Pkcs12Purpose : std::uint8_t { encryption_key = 1, initial_vector = 2, mac_key = 3 };

/// RFC 7292 appendix B.2, with a hash function by Botan's name for it; `iterations` is at least 1.
SecretOctets derive_pkcs12(const std::string& hash, Pkcs12Purpose purpose,
                           ByteView utf16_passphrase, ByteView salt, std::uint64_t iterations,
                           std::size_t length);

/// PBKDF2 (RFC 8018 §5.2) with HMAC over that hash function.
SecretOctets derive_pbkdf2(const std::string& hash, ByteView utf8_passphrase, ByteView salt,
                           std::uint64_t iterations, std::size_t length);

}  // namespace domainsec::inline v1::detail
