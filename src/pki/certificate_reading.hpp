// Certificates from the files of an administrator (RFC 7468 §5): PEM or DER, one or many.
#pragma once

#include <domainsec/pki/certificate.hpp>
#include <string>
#include <vector>

namespace domainsec::inline v1::detail {

/// A file for one certificate may have text around it.
constexpr std::size_t max_certificate_file_octets = 256 * 1024;

/// Exactly one certificate in PEM or DER. Throws Error(malformed_certificate) that names `file`,
/// which may be empty.
Certificate one_certificate(ByteView octets, const std::string& file);

/// All certificates in PEM text, in order. Throws Error(malformed_certificate) when there is none,
/// and Error(limit_exceeded).
std::vector<Certificate> certificates_in_pem(std::string_view text, std::size_t limit,
                                             const std::string& file);

}  // namespace domainsec::inline v1::detail
