// Stamp keys from the DNS: TXT records that count only when their answer is DNSSEC-secure
// (docs/stamp-format.md §5.2; RFC 4035).
#pragma once

#include <domainsec/clock.hpp>
#include <domainsec/dns/records.hpp>
#include <domainsec/dns/resolver.hpp>
#include <domainsec/export.hpp>
#include <domainsec/names/domain_name.hpp>
#include <domainsec/stamp/key_ring.hpp>
#include <domainsec/stamp/verifier.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace domainsec::inline v1 {

/// What became of a look-up.
enum class KeyLookupReason {
    none,           ///< There is a key: KeyLookup::entry.
    no_record,      ///< Provably none: the key is unknown.
    not_secure,     ///< The answer is not signed, or not rightly. Nothing in it counts.
    lookup_failed,  ///< No answer; a later attempt may have one.
    malformed,      ///< A record that is none, several, or a key that is not taken.
};

DOMAINSEC_EXPORT std::string_view to_string(KeyLookupReason reason) noexcept;

struct KeyLookup {
    KeyLookupReason reason = KeyLookupReason::lookup_failed;
    std::string detail;                 ///< One sentence; escaped.
    std::optional<KeyRingEntry> entry;  ///< Source `dns`, role `edge`, for any edge in the domain.
    Seconds ttl{0};                     ///< How long it may be kept.
};

/// "edge1._domainsec.contoso.example"; nothing when it would be no name.
DOMAINSEC_EXPORT std::optional<DomainName> key_record_owner(const DomainName& domain,
                                                            std::string_view selector);

/// The entry that an answer for key_record_owner() gives. No I/O.
DOMAINSEC_EXPORT KeyLookup read_key_records(const DnsAnswer<TxtRecord>& answer,
                                            const DomainName& domain, std::string_view selector);

/// Asks and reads. Blocks as the resolver does.
DOMAINSEC_EXPORT KeyLookup look_up_key(Resolver& resolver, const DomainName& domain,
                                       std::string_view selector);

/// Verifies; when the keyring has no such key, looks it up and verifies again. A record that is
/// provably missing leaves unknown_key; one that cannot be had, or is not secure, is `temperror`,
/// reason key_unavailable. Only names of trusted domains are asked for. Blocks as the resolver
/// does.
DOMAINSEC_EXPORT StampReport verify_with_key_records(const Verifier& verifier,
                                                     std::string_view message,
                                                     const VerifyOptions& options,
                                                     Resolver& resolver);

}  // namespace domainsec::inline v1
