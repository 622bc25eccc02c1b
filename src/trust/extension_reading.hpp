// One reader for each certificate extension that validation understands (RFC 5280 §4.2.1). Each
// takes the extension's value and is false when that cannot be read.
#pragma once

#include "trust/certificate_facts.hpp"

namespace domainsec::inline v1::detail {

bool read_authority_key_identifier(ByteView value, CertificateFacts& facts);
bool read_subject_key_identifier(ByteView value, CertificateFacts& facts);
bool read_key_usage(ByteView value, CertificateFacts& facts);
bool read_alternative_names(ByteView value, CertificateFacts& facts);
bool read_basic_constraints(ByteView value, CertificateFacts& facts);
bool read_name_constraints(ByteView value, CertificateFacts& facts);
bool read_certificate_policies(ByteView value, CertificateFacts& facts);
bool read_policy_mappings(ByteView value, CertificateFacts& facts);
bool read_policy_constraints(ByteView value, CertificateFacts& facts);
bool read_inhibit_any_policy(ByteView value, CertificateFacts& facts);
bool read_extended_key_usage(ByteView value, CertificateFacts& facts);
bool read_crl_distribution_points(ByteView value, CertificateFacts& facts);
bool read_freshest_crl(ByteView value, CertificateFacts& facts);
bool read_authority_information_access(ByteView value, CertificateFacts& facts);
bool read_ocsp_no_check(ByteView value, CertificateFacts& facts);
bool read_no_revocation_available(ByteView value, CertificateFacts& facts);

/// A small non-negative INTEGER's content, as in pathLenConstraint; those larger than any path are
/// all the same. Nothing when it is negative or not in DER.
std::optional<std::size_t> read_count(ByteView digits) noexcept;

/// An AuthorityKeyIdentifier, in certificates and in lists. False when it
/// cannot be read.
bool read_key_identifier(ByteView value, AuthorityKeyIdentifier& identifier) noexcept;

}  // namespace domainsec::inline v1::detail
