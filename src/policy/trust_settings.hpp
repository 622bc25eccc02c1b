// The keys of [partner.receive], [partner.send] and their via entries that say what is trusted.
#pragma once

#include <domainsec/names/domain_name.hpp>
#include <domainsec/policy/partner_policy.hpp>
#include <string>
#include <vector>

#include "policy/named_files.hpp"
#include "policy/table_reader.hpp"

namespace domainsec::inline v1::detail {

/// Where a set of trust keys stands: it decides which keys there are and what an absent identity
/// means.
struct TrustPlace {
    PeerRole peer = PeerRole::client;  ///< client: [partner.receive].
    bool is_via = false;               ///< Then an identity must be given.
    bool is_off = false;               ///< mode = "off": nothing has to be there.
    std::vector<DomainName> mail_domains;
};

/// What was read.
struct TrustSettings {
    TrustPolicy trust;
    bool identities_from_mx = false;
    bool client_tlsa = false;
    bool explicit_identity = false;
};

/// Reads `trust`, `anchors`, `pins`, `identity`, `eku`, `client_tlsa`, `wildcards`, `revocation`,
/// `short_lived` and `accept_web_certificates`, and reports what does not fit together.
TrustSettings read_trust(TableReader& reader, const TrustPlace& place, NamedFiles& files);

/// Reads a list of pins.
std::vector<Sha256Digest> read_pins(TableReader& reader);

/// "_25._tcp." in front of each (RFC 7672 §2.2); names that grow too long are left out.
std::vector<DomainName> tlsa_owners(const std::vector<DomainName>& hosts, unsigned port = 25);

/// "_smtp-client." in front of each (draft-ietf-dance-client-auth: the client's service and its
/// name); names that grow too long are left out.
std::vector<DomainName> client_tlsa_owners(const std::vector<DomainName>& clients);

}  // namespace domainsec::inline v1::detail
