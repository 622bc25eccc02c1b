// The names of cipher suites and groups as IANA registers them, whatever a TLS library calls them
// (RFC 8446 §B.4 and §4.2.7).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace domainsec::inline v1::detail {

/// The IANA name of a cipher suite that may be given by OpenSSL's own name. A name that is not
/// known is returned as it is: then it is no AEAD suite.
std::string iana_cipher_name(std::string_view name);

/// True for "TLS_..." suites with GCM, CCM or ChaCha20-Poly1305.
bool is_aead_cipher(std::string_view iana_name) noexcept;

/// True for the suites that only TLS 1.3 has; they name no key exchange.
bool is_tls13_cipher(std::string_view iana_name) noexcept;

/// Lower case, with the names of other libraries mapped: "P-256" and "prime256v1" are "secp256r1".
std::string group_name(std::string_view name);

/// The name of a group by its code point; "group_0x1234" for one without a name here.
std::string group_name(std::uint16_t code_point);

}  // namespace domainsec::inline v1::detail
