// Who a partner is and what is asked of it, in each direction. Exchange's
// TLSReceiveDomainSecureList and TLSSendDomainSecureList, one entry at a time.
#pragma once

#include <domainsec/export.hpp>
#include <domainsec/names/domain_name.hpp>
#include <domainsec/trust/trust_policy.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace domainsec::inline v1 {

/// What a list entry asks for.
enum class DirectionMode {
    require,  ///< Only Domain Secured mail passes; the rest is refused (receiving) or waits
              ///< (sending).
    prefer,   ///< Domain Secured where it can be, delivered unmarked otherwise.
    off,      ///< Not judged, never marked.
};

/// What happens to a session or message that does not meet `require`.
enum class OnFailure {
    defer,   ///< A temporary answer: the mail stays in the sender's queue.
    reject,  ///< A permanent one. Missing evidence is temporary all the same.
};

/// A message from elsewhere with a partner's domain in From:.
enum class UnsecuredFrom {
    mark,    ///< Delivered, with x-domain-secured=fail in Authentication-Results.
    reject,  ///< Refused after the data.
};

DOMAINSEC_EXPORT std::string_view to_string(DirectionMode mode) noexcept;
DOMAINSEC_EXPORT std::string_view to_string(OnFailure on_failure) noexcept;
DOMAINSEC_EXPORT std::string_view to_string(UnsecuredFrom unsecured_from) noexcept;

/// Another organization that may stand between: its hosts hand over the partner's mail.
struct ViaRule {
    std::string name;   ///< Shown to people and recorded in the stamp's via=.
    TrustPolicy trust;  ///< Its own identities, anchors, pins.
};

/// What both directions have in common.
struct DirectionRules {
    DirectionMode mode = DirectionMode::off;
    bool report = false;  ///< Judge and count, refuse nothing.
    TrustPolicy trust;
    bool identities_from_mx =
        false;  ///< identity = "mx": the partner's MX hosts, DNSSEC-secure only.
    /// client_tlsa = true, for receiving with `dane`: the TLSA records are those of the client,
    /// "_smtp-client.<identity>" (draft-ietf-dance-client-auth), not "_25._tcp.<identity>".
    bool client_tlsa = false;
    OnFailure on_failure = OnFailure::defer;
    std::vector<ViaRule> via;
};

/// From them to us.
struct ReceiveRules : DirectionRules {
    UnsecuredFrom unsecured_from = UnsecuredFrom::mark;
};

/// From us to them.
struct SendRules : DirectionRules {
    std::string nexthop;     ///< "host:port" or "[address]:port"; empty: the domain's MX.
    std::string servername;  ///< SNI; empty: the host connected to.
    /// Label of our certificate for them; empty: the one that is assigned to smtp-client.
    std::string certificate;
};

/// One `[[partner]]`.
struct DOMAINSEC_EXPORT PartnerPolicy {
    std::string name;                 ///< For people and metrics; unique, 1 to 64 octets.
    std::vector<DomainName> domains;  ///< Its mail domains; no domain has two partners.
    bool subdomains = false;          ///< The domains below them as well.
    ReceiveRules receive;
    SendRules send;
    int line = 0;  ///< Where it stands in the configuration file, 1 first; 0 when made by code.

    /// The configured domain that covers `domain`: itself, or one it lies below when `subdomains`
    /// is on.
    const DomainName* covering(const DomainName& domain) const noexcept;
};

}  // namespace domainsec::inline v1
