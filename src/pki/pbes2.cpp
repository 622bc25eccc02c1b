// Looks at the parameters of an encrypted key (RFC 8018 appendix A.2 and A.4, RFC 7914 §7.1).
#include "pki/pbes2.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "pki/der_reader.hpp"
#include "pki/pkcs_objects.hpp"

namespace domainsec::inline v1::detail {
namespace {

using namespace std::string_view_literals;

constexpr auto pbes2_oid = "\x2A\x86\x48\x86\xF7\x0D\x01\x05\x0D"sv;
constexpr auto pbkdf2_oid = "\x2A\x86\x48\x86\xF7\x0D\x01\x05\x0C"sv;
constexpr auto scrypt_oid = "\x2B\x06\x01\x04\x01\xDA\x47\x04\x0B"sv;

// AES with 128, 192 and 256 bits in CBC and GCM, and three-key triple DES, which GnuTLS and older
// OpenSSL still write.
constexpr std::array cipher_identifiers{
    "\x60\x86\x48\x01\x65\x03\x04\x01\x02"sv, "\x60\x86\x48\x01\x65\x03\x04\x01\x16"sv,
    "\x60\x86\x48\x01\x65\x03\x04\x01\x2A"sv, "\x60\x86\x48\x01\x65\x03\x04\x01\x06"sv,
    "\x60\x86\x48\x01\x65\x03\x04\x01\x1A"sv, "\x60\x86\x48\x01\x65\x03\x04\x01\x2E"sv,
    "\x2A\x86\x48\x86\xF7\x0D\x03\x07"sv,
};

constexpr std::uint64_t max_iterations = 10'000'000;
constexpr std::uint64_t max_scrypt_octets = 512ULL * 1024 * 1024;
constexpr std::uint64_t max_scrypt_parallel = 16;

struct Identifier {
    std::string_view oid;
    ByteView parameters;
};

std::optional<Identifier> algorithm(const std::optional<DerElement>& element) noexcept {
    if (!element) return std::nullopt;
    DerReader fields(element->content);
    const auto oid = fields.next(der_object_identifier);
    if (!oid) return std::nullopt;
    const auto parameters = fields.next();
    if (!parameters || !fields.at_end()) return std::nullopt;
    return Identifier{text_of(oid->content), parameters->whole};
}

Pbes2 look_at_pbkdf2(ByteView parameters) noexcept {
    const auto outer = only_element(parameters, der_sequence);
    if (!outer) return Pbes2::malformed;
    DerReader fields(outer->content);
    if (!fields.next(der_octet_string)) return Pbes2::malformed;
    const auto iterations = read_count(fields.next(der_integer));
    if (!iterations || *iterations == 0) return Pbes2::malformed;
    return *iterations > max_iterations ? Pbes2::excessive : Pbes2::usable;
}

Pbes2 look_at_scrypt(ByteView parameters) noexcept {
    const auto outer = only_element(parameters, der_sequence);
    if (!outer) return Pbes2::malformed;
    DerReader fields(outer->content);
    if (!fields.next(der_octet_string)) return Pbes2::malformed;
    const auto cost = read_count(fields.next(der_integer));
    const auto block = read_count(fields.next(der_integer));
    const auto parallel = read_count(fields.next(der_integer));
    if (!cost || !block || !parallel || *cost == 0 || *block == 0 || *parallel == 0)
        return Pbes2::malformed;
    // 128 * N * r octets, and p times that work (RFC 7914 §2).
    if (*cost > max_scrypt_octets || *block > max_scrypt_octets / 128 / *cost ||
        *parallel > max_scrypt_parallel)
        return Pbes2::excessive;
    return Pbes2::usable;
}

}  // namespace

Pbes2 look_at_encryption(ByteView encrypted_private_key_info) {
    const auto outer = only_element(encrypted_private_key_info, der_sequence);
    if (!outer) return Pbes2::malformed;
    DerReader fields(outer->content);
    const auto scheme = algorithm(fields.next(der_sequence));
    const auto ciphertext = fields.next(der_octet_string);
    if (!scheme || !ciphertext || !fields.at_end()) return Pbes2::malformed;
    if (scheme->oid != pbes2_oid) return Pbes2::unsupported;

    const auto parameters = only_element(scheme->parameters, der_sequence);
    if (!parameters) return Pbes2::malformed;
    DerReader parts(parameters->content);
    const auto derivation = algorithm(parts.next(der_sequence));
    const auto cipher = algorithm(parts.next(der_sequence));
    if (!derivation || !cipher || !parts.at_end()) return Pbes2::malformed;
    if (std::find(cipher_identifiers.begin(), cipher_identifiers.end(), cipher->oid) ==
        cipher_identifiers.end())
        return Pbes2::unsupported;
    if (derivation->oid == pbkdf2_oid) return look_at_pbkdf2(derivation->parameters);
    if (derivation->oid == scrypt_oid) return look_at_scrypt(derivation->parameters);
    return Pbes2::unsupported;
}

}  // namespace domainsec::inline v1::detail
