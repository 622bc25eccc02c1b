// Distribution points: where revocation lists are, and which certificates and reasons those cover
// (RFC 5280 §4.2.1.13, §5.2.5).
#pragma once

#include <domainsec/bytes.hpp>
#include <optional>
#include <string>
#include <vector>

#include "trust/directory_name.hpp"

namespace domainsec::inline v1::detail {

/// Reasons for revocation: bit n stands for bit n of ReasonFlags (RFC 5280 §4.2.1.13).
using ReasonMask = std::uint16_t;
constexpr ReasonMask all_reasons = 0x01FE;

/// The names of a distribution point, each in a form in which the same name is the same octets.
using PointNames = std::vector<std::string>;

/// True when one name stands in both.
bool share_a_name(const PointNames& a, const PointNames& b) noexcept;

/// A directory name as one of PointNames.
std::string point_name(const DirectoryName& name);

/// One DistributionPoint of a certificate.
struct DistributionPoint {
    std::optional<PointNames> names;
    ReasonMask reasons = all_reasons;
    /// Another authority issues the list: then it is an indirect one.
    bool has_crl_issuer = false;
    std::vector<DirectoryName> crl_issuers;
    /// http(s) URIs among the names.
    std::vector<std::string> uris;
};

/// A DistributionPointName, given the content of its [0]. A name relative to the issuer of the list
/// is completed by `crl_issuer`. Nothing when malformed.
std::optional<PointNames> read_point_names(ByteView content, const DirectoryName& crl_issuer,
                                           std::vector<std::string>* uris = nullptr);

/// ReasonFlags, given the content of the BIT STRING. Nothing when malformed.
std::optional<ReasonMask> read_reasons(ByteView bits) noexcept;

/// CRLDistributionPoints of a certificate from `issuer`. Nothing when malformed.
std::optional<std::vector<DistributionPoint>> read_distribution_points(ByteView extension,
                                                                       const DirectoryName& issuer);

/// The first eight URIs of all.
std::vector<std::string> uris_of(const std::vector<DistributionPoint>& points);

/// Whether we would fetch from there: http or https, printable ASCII, at most 2,048 octets.
bool is_http_uri(std::string_view uri) noexcept;

}  // namespace domainsec::inline v1::detail
