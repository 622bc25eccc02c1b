// DNS answers as the library judges them: records with what DNSSEC says of them (RFC 4035 §4.3).
#pragma once

#include <cstdint>
#include <domainsec/bytes.hpp>
#include <domainsec/clock.hpp>
#include <domainsec/export.hpp>
#include <domainsec/names/domain_name.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace domainsec::inline v1 {

/// What DNSSEC validation says of an answer, or of the proof that there is none (RFC 4035 §4.3).
enum class DnsSecurity {
    secure,         ///< A chain of signatures from a trust anchor covers it.
    insecure,       ///< Provably not signed.
    bogus,          ///< Should be signed and is not, or wrongly.
    indeterminate,  ///< No trust anchor covers it, or it could not be found out.
};

DOMAINSEC_EXPORT std::string_view to_string(DnsSecurity security) noexcept;

/// How the look-up itself ended.
enum class DnsOutcome {
    records,    ///< There are records.
    no_data,    ///< The name exists, without records of this type.
    no_domain,  ///< The name does not exist.
    failure,    ///< No answer in time, or a server failure: a later attempt may succeed.
};

DOMAINSEC_EXPORT std::string_view to_string(DnsOutcome outcome) noexcept;

/// A mail exchanger (RFC 5321 §5.1). The null MX (RFC 7505) is `no_data` with `is_null_mx`.
/// Exchanges that are no host names are left out.
struct MxRecord {
    std::uint16_t preference = 0;  ///< Lower is tried first.
    DomainName exchange;
    friend bool operator==(const MxRecord&, const MxRecord&) = default;
};

/// A TLSA record (RFC 6698 §2.1). Values outside the registry are kept as they came; the judge
/// skips what it cannot use.
struct TlsaRecord {
    std::uint8_t usage =
        0;  ///< 2 = DANE-TA, 3 = DANE-EE; 0 and 1 are not used for mail (RFC 7672 §3.1.3).
    std::uint8_t selector = 0;       ///< 0 = whole certificate, 1 = SubjectPublicKeyInfo.
    std::uint8_t matching_type = 0;  ///< 0 = exact, 1 = SHA-256, 2 = SHA-512.
    Bytes data;
    friend bool operator==(const TlsaRecord&, const TlsaRecord&) = default;
};

/// A TXT record: its character-strings joined in order (RFC 7208 §3.3 reads them so).
struct TxtRecord {
    std::string text;
    friend bool operator==(const TxtRecord&, const TxtRecord&) = default;
};

/// The answer to one question. Records of a bogus answer are never given.
template <typename Record>
struct DnsAnswer {
    DnsOutcome outcome = DnsOutcome::failure;
    DnsSecurity security = DnsSecurity::indeterminate;
    std::vector<Record>
        records;      ///< Not empty exactly when `outcome` is `records`; MX sorted by preference.
    Seconds ttl{0};   ///< How long the answer may be kept.
    std::string why;  ///< For bogus and failure: what went wrong, in one sentence. Escaped.
    bool is_null_mx = false;  ///< MX only: the domain says that it takes no mail (RFC 7505).

    bool is_secure() const noexcept { return security == DnsSecurity::secure; }
};

}  // namespace domainsec::inline v1
