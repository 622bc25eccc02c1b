// PKCS#7 files of certificates (.p7b, .p7c), as certification authorities and Windows hand out
// chains: a SignedData that signs nothing (RFC 5652 §5.1).
#pragma once

#include <domainsec/bytes.hpp>
#include <domainsec/export.hpp>
#include <domainsec/pki/certificate.hpp>
#include <vector>

namespace domainsec::inline v1 {

/// Reads the certificates of a degenerate SignedData in BER, DER or PEM ("PKCS7", "CMS"): at most
/// 1 MiB and 1,000 certificates, in the order of the file, which means nothing: it is a set. CRLs
/// and certificates of other kinds than X.509 are passed over. Nothing about trust is said.
///
/// Throws Error(malformed_certificate) when it is no such file, is signed content rather than a
/// list of certificates, or holds none; Error(limit_exceeded). Safe to call from several threads.
DOMAINSEC_EXPORT std::vector<Certificate> read_pkcs7(ByteView file);

}  // namespace domainsec::inline v1
