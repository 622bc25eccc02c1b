// One destination on the way out: whether TLS and our certificate are needed, and whether the
// server that answered is the partner's (RFC 5321 §5, RFC 9525).
#pragma once

#include <domainsec/export.hpp>
#include <domainsec/names/domain_name.hpp>
#include <domainsec/policy/answer.hpp>
#include <domainsec/policy/inbound_transaction.hpp>
#include <domainsec/status.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace domainsec::inline v1 {

/// What to do with this host.
enum class RouteDecision {
    deliver,    ///< Send the message in this session.
    next_host,  ///< Not here: try the next MX, defer when there is none.
    defer,      ///< Not now: keep it in the queue.
    fail,       ///< Give it back to its sender.
};

DOMAINSEC_EXPORT std::string_view to_string(RouteDecision decision) noexcept;

struct RouteVerdict {
    RouteDecision decision = RouteDecision::defer;
    PolicyReason reason = PolicyReason::none;
    bool secured =
        false;         ///< The server is the partner's, now: counts as Domain Secured for our side.
    std::string text;  ///< One sentence for queue and log, with the mend in it.
    std::string event_id;
    std::vector<EvidenceRequest> requests;   ///< When evidence is missing.
    std::optional<ValidationReport> report;  ///< When a chain was judged.
};

/// How to reach one mail domain. Immutable; judge() may be called for many sessions, from several
/// threads.
class DOMAINSEC_EXPORT OutboundRoute final {
  public:
    OutboundRoute(JudgementContext context, DomainName destination);
    OutboundRoute(OutboundRoute&&) noexcept;
    OutboundRoute& operator=(OutboundRoute&&) noexcept;
    ~OutboundRoute();

    const DomainName& destination() const noexcept;

    /// The partner that owns the destination, or null: then TLS is opportunistic and nothing is
    /// judged.
    const PartnerPolicy* partner() const noexcept;

    /// Clear text is out of the question: mode = require, whatever happens.
    bool requires_tls() const noexcept;

    /// Our certificate is to be presented: only ever to configured partners (mode is not off).
    bool presents_certificate() const noexcept;

    /// Label of the certificate to present; empty: the one that is assigned to smtp-client.
    const std::string& certificate() const noexcept;

    /// "host:port" to connect to instead of the MX; empty: ask the DNS.
    const std::string& nexthop() const noexcept;

    /// SNI for a host of this route.
    std::string server_name(const std::string& host) const;

    /// The verdict on a session, to be asked again for each message. Provisional until the server
    /// has answered EHLO under TLS: a TLS 1.3 server refuses our certificate only then.
    RouteVerdict judge(const SessionFacts& facts) const;

    /// The verdict when the server offers no STARTTLS, or TLS failed: never `deliver` under
    /// `require`.
    RouteVerdict judge_without_tls() const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace domainsec::inline v1
