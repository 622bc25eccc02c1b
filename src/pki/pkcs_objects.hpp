// What PKCS#5, PKCS#7 and PKCS#12 share: object identifiers, AlgorithmIdentifier, ContentInfo, and
// files that are BER or PEM (RFC 8018, RFC 5652 §3, RFC 7292).
#pragma once

#include <cstdint>
#include <domainsec/bytes.hpp>
#include <domainsec/error.hpp>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "pki/ber_to_der.hpp"
#include "pki/der_reader.hpp"

namespace domainsec::inline v1::detail {

/// Object identifiers as their content octets.
namespace oid {
using namespace std::string_view_literals;

constexpr auto data = "\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01"sv;
constexpr auto signed_data = "\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02"sv;
constexpr auto enveloped_data = "\x2A\x86\x48\x86\xF7\x0D\x01\x07\x03"sv;
constexpr auto encrypted_data = "\x2A\x86\x48\x86\xF7\x0D\x01\x07\x06"sv;

constexpr auto key_bag = "\x2A\x86\x48\x86\xF7\x0D\x01\x0C\x0A\x01\x01"sv;
constexpr auto shrouded_key_bag = "\x2A\x86\x48\x86\xF7\x0D\x01\x0C\x0A\x01\x02"sv;
constexpr auto certificate_bag = "\x2A\x86\x48\x86\xF7\x0D\x01\x0C\x0A\x01\x03"sv;
constexpr auto safe_contents_bag = "\x2A\x86\x48\x86\xF7\x0D\x01\x0C\x0A\x01\x06"sv;
constexpr auto x509_certificate = "\x2A\x86\x48\x86\xF7\x0D\x01\x09\x16\x01"sv;
constexpr auto friendly_name = "\x2A\x86\x48\x86\xF7\x0D\x01\x09\x14"sv;
constexpr auto local_key_id = "\x2A\x86\x48\x86\xF7\x0D\x01\x09\x15"sv;

constexpr auto pbkdf2 = "\x2A\x86\x48\x86\xF7\x0D\x01\x05\x0C"sv;
constexpr auto pbes2 = "\x2A\x86\x48\x86\xF7\x0D\x01\x05\x0D"sv;
constexpr auto pbmac1 = "\x2A\x86\x48\x86\xF7\x0D\x01\x05\x0E"sv;
constexpr auto hmac_sha256 = "\x2A\x86\x48\x86\xF7\x0D\x02\x09"sv;
constexpr auto sha1 = "\x2B\x0E\x03\x02\x1A"sv;
constexpr auto sha256 = "\x60\x86\x48\x01\x65\x03\x04\x02\x01"sv;
}  // namespace oid

/// Octets that a file of certificates and keys may have.
constexpr std::size_t max_pkcs_octets = 1024 * 1024;
/// Certificates in one.
constexpr std::size_t max_pkcs_certificates = 1000;

struct AlgorithmIdentifier {
    std::string_view oid;
    ByteView parameters;  ///< Whole element; empty when absent.
};

/// Nothing unless the element is an AlgorithmIdentifier.
std::optional<AlgorithmIdentifier> read_algorithm(
    const std::optional<DerElement>& element) noexcept;

/// A non-negative INTEGER; what does not fit is as large as can be.
std::optional<std::uint64_t> read_count(const std::optional<DerElement>& integer) noexcept;

struct ContentInfo {
    std::string_view type;
    ByteView content;  ///< What is in [0]; empty when absent.
};

/// Nothing unless the element is a ContentInfo (RFC 5652 §3).
std::optional<ContentInfo> read_content_info(const std::optional<DerElement>& element) noexcept;

/// The one structure in a file, with definite lengths. PEM is taken with one of these labels.
/// Throws Error(limit_exceeded), and Error(code) for what is neither, with `what` in the sentence.
SecretOctets read_pkcs_file(ByteView file, std::initializer_list<std::string_view> labels,
                            errc code, const std::string& what);

}  // namespace domainsec::inline v1::detail
