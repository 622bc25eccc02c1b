// What path validation asks of one certificate, read once from its DER (RFC 5280 §4).
#pragma once

#include <domainsec/pki/certificate.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "trust/directory_name.hpp"
#include "trust/distribution_point.hpp"
#include "trust/general_name.hpp"

namespace domainsec::inline v1::detail {

/// Something that is not written as it must be.
struct Malformation {
    std::string rule;  ///< "RFC 5280 §4.2.1.9".
    std::string what;
};

/// One extension as it stands.
struct ExtensionFacts {
    std::string_view oid;
    bool critical = false;
    ByteView value;
};

/// RFC 5280 §4.2.1.1.
struct AuthorityKeyIdentifier {
    std::optional<ByteView> key;
    bool names_issuer = false;
    bool names_serial = false;
};

/// What a certificate says of policies (RFC 5280 §4.2.1.4, .5, .11, .14). Policies are the content
/// octets of their object identifiers.
struct PolicyFacts {
    struct Mapping {
        std::string_view issuer_domain;
        std::string_view subject_domain;
    };
    std::optional<std::vector<std::string_view>> policies;  ///< Nothing without the extension.
    std::vector<Mapping> mappings;
    std::optional<std::size_t> require_explicit;
    std::optional<std::size_t> inhibit_mapping;
    std::optional<std::size_t> inhibit_any;
};

struct BasicConstraints {
    bool is_ca = false;
    std::optional<std::size_t> path_length;
};

/// Bits of keyUsage that matter here, in the order of their octet (RFC 5280 §4.2.1.3).
enum : std::uint8_t {
    usage_digital_signature = 0x80,
    usage_key_cert_sign = 0x04,
    usage_crl_sign = 0x02,
};

struct ExtendedKeyUsage {
    bool server = false;
    bool client = false;
    bool any = false;
    bool ocsp_signing = false;
    std::string text;  ///< All of them, dotted, for people.
};

/// All views point into `certificate`, which is shared: copies stay valid.
struct CertificateFacts {
    explicit CertificateFacts(const Certificate& certificate);

    Certificate certificate;
    unsigned version = 1;
    ByteView serial;
    DirectoryName subject;
    ByteView subject_der;
    DirectoryName issuer;
    ByteView issuer_der;
    ByteView signed_part;          ///< The TBSCertificate.
    ByteView signature_algorithm;  ///< AlgorithmIdentifier, whole.
    ByteView signature;

    std::vector<ExtensionFacts> extensions;
    std::optional<AuthorityKeyIdentifier> authority_key_identifier;
    std::optional<ByteView> subject_key_identifier;
    std::optional<BasicConstraints> basic_constraints;
    std::optional<std::uint8_t> key_usage;  ///< First octet of the bits.
    std::optional<ExtendedKeyUsage> extended_key_usage;
    std::optional<ByteView> name_constraints;  ///< The extension's value.
    bool has_alternative_names = false;
    std::vector<GeneralName> alternative_names;
    std::vector<DistributionPoint> distribution_points;
    bool has_crl_distribution_points = false;
    /// http(s) URIs: of lists, of delta lists, and of OCSP responders; at most eight of each.
    std::vector<std::string> crl_uris;
    std::vector<std::string> delta_uris;
    std::vector<std::string> ocsp_uris;
    bool has_freshest_crl = false;
    bool has_ocsp_responder = false;
    bool ocsp_no_check = false;  ///< RFC 6960 §4.2.2.2.1.
    bool no_revocation_available = false;
    PolicyFacts policy;
    std::vector<std::string> unknown_critical_extensions;
    std::vector<Malformation> malformations;

    /// Null when the certificate does not have it.
    const ExtensionFacts* extension(std::string_view oid) const noexcept;

    bool is_self_issued() const noexcept { return subject == issuer; }
    bool is_ca() const noexcept { return basic_constraints && basic_constraints->is_ca; }
};

/// True when both say which key it is, and differ: then it is another key of the same name.
bool key_identifiers_differ(const CertificateFacts& child, const CertificateFacts& issuer) noexcept;

}  // namespace domainsec::inline v1::detail
