// TLSA records as a zone file has them (RFC 6698 §2.2, RFC 1035 §5.1), and the names they stand
// under.
#pragma once

#include <cstdint>
#include <domainsec/bytes.hpp>
#include <domainsec/dns/records.hpp>
#include <domainsec/export.hpp>
#include <domainsec/names/domain_name.hpp>
#include <string>

namespace domainsec::inline v1 {

/// "_25._tcp.mx1.contoso.example" (RFC 6698 §3): the records of a server. `port`: 1 to 65535.
/// Throws Error(invalid_argument) for another port, Error(invalid_name) when the host is too long
/// for the prefix.
DOMAINSEC_EXPORT DomainName tlsa_owner(const DomainName& host, unsigned port = 25);

/// "_smtp-client.edge1.contoso.example" (draft-ietf-dance-client-auth): the records of a host that
/// sends. Throws Error(invalid_name) when the host is too long for the prefix.
DOMAINSEC_EXPORT DomainName client_tlsa_owner(const DomainName& host);

/// One line for the zone, without a line end and without a TTL: that is the zone's own.
/// "_25._tcp.mx1.contoso.example. IN TLSA 3 1 1 <lower-case hexadecimal>". Throws
/// Error(invalid_argument) for a record without data, or with data that is no digest of its
/// matching type (1: 32 octets, 2: 64 octets).
DOMAINSEC_EXPORT std::string to_zone_line(const DomainName& owner, const TlsaRecord& record);

/// The same from its parts. Throws as tlsa_owner() and to_zone_line() do.
DOMAINSEC_EXPORT std::string tlsa_record(const DomainName& host, unsigned port, std::uint8_t usage,
                                         std::uint8_t selector, std::uint8_t matching_type,
                                         ByteView digest);

}  // namespace domainsec::inline v1
