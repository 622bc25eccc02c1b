// Encodes and signs certificates and revocation lists (RFC 5280 §4.1, §4.2, §5.1). Checks nothing:
// what may be issued is decided in issue.cpp, and tests make what may not.
#pragma once

#include <botan/bigint.h>
#include <botan/pk_keys.h>
#include <botan/pkix_types.h>
#include <botan/pubkey.h>

#include <domainsec/bytes.hpp>
#include <domainsec/clock.hpp>
#include <domainsec/names/domain_name.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace domainsec::inline v1::detail {

/// One extension, its content already in DER.
struct RawExtension {
    std::string oid;  ///< Dotted.
    bool critical = false;
    Bytes content;
};

/// What a certificate says, in the order of RFC 5280 §4.1.
struct CertificateContent {
    Botan::BigInt serial;
    Bytes issuer;  ///< Name in DER.
    TimePoint not_before{};
    TimePoint not_after{};
    Bytes subject;  ///< Name in DER.
    Bytes subject_public_key;
    std::vector<RawExtension> extensions;
};

/// What a revocation list says.
struct RevocationListContent {
    struct Entry {
        Botan::BigInt serial;
        TimePoint revoked_at{};
        std::uint8_t reason = 0;  ///< CRLReason; 0: left out.
    };
    Bytes issuer;
    TimePoint this_update{};
    TimePoint next_update{};
    std::vector<Entry> entries;
    std::vector<RawExtension> extensions;
};

/// Signs with SHA-256, or SHA-384 for P-384.
Bytes sign_certificate(const CertificateContent& content, const Botan::Private_Key& signer);
Bytes sign_revocation_list(const RevocationListContent& content, const Botan::Private_Key& signer);

/// A PKCS#10 request with what is wished (RFC 2986 §4).
struct RequestContent {
    Bytes subject;  ///< Name in DER.
    Bytes subject_public_key;
    std::vector<RawExtension> extensions;
};
Bytes sign_request(const RequestContent& content, const Botan::Private_Key& signer);

/// How this key signs here: with SHA-256, or SHA-384 for P-384.
std::unique_ptr<Botan::PK_Signer> signer_for(const Botan::Private_Key& key);

/// YYYYMMDDhhmmssZ.
std::string generalized_time(TimePoint time);

/// 127 random bits, never zero (RFC 5280 §4.1.2.2 allows 20 octets; 64 bits must be random).
Botan::BigInt random_serial();

Bytes encode_name(const std::string& common_name, const std::string& organization);

/// Left-most 160 bits of SHA-256 over the key (RFC 7093 §2, method 1).
Bytes key_identifier(ByteView subject_public_key_info);

RawExtension subject_key_identifier(const Bytes& identifier);
RawExtension authority_key_identifier(const Bytes& identifier);
RawExtension basic_constraints(bool is_ca, std::optional<std::size_t> path_length);
RawExtension key_usage(std::uint32_t bits);
RawExtension extended_key_usage(const std::vector<std::string>& oids);
RawExtension subject_alternative_name(const std::vector<std::string>& dns_names, bool critical);
RawExtension crl_distribution_points(const std::vector<std::string>& uris);
RawExtension authority_information_access(const std::vector<std::string>& ocsp_uris);
/// Critical: only names at or below these domains (RFC 5280 §4.2.1.10).
RawExtension permitted_names(const std::vector<DomainName>& domains);
RawExtension crl_number(std::size_t number);

}  // namespace domainsec::inline v1::detail
