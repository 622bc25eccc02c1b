// Certificates that nobody should issue, signed all the same: hostile names, numbers, keys and
// extensions for the tests of what reads them.
#pragma once

#include <domainsec/pki/certificate.hpp>
#include <functional>
#include <string>
#include <vector>

#include "pki/certificate_builder.hpp"
#include "support/test_pki.hpp"

namespace domainsec::test {

/// Changes what is about to be signed.
using Change = std::function<void(detail::CertificateContent&)>;

/// An ordinary leaf of `authority` for "fabrikam.example", as `change` leaves it, in DER.
Bytes craft_certificate(const TestCa& authority, const Change& change);

/// The same, where it can be read; throws std::invalid_argument otherwise.
Certificate crafted(const TestCa& authority, const Change& change);

/// Replaces the extension of the same kind, or adds it.
void set_extension(detail::CertificateContent& content, detail::RawExtension extension);
void remove_extension(detail::CertificateContent& content, const std::string& oid);

/// A leaf with that many names in subjectAltName.
Bytes certificate_with_names(const TestCa& authority, std::size_t count);

/// An RSA SubjectPublicKeyInfo with these numbers (big-endian), whether they make a key or not.
Bytes rsa_public_key(ByteView modulus, ByteView exponent);

}  // namespace domainsec::test
