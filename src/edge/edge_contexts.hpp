// The TLS contexts of an edge, made of its configuration and its certificate store.
#pragma once

#include <domainsec/edge/edge.hpp>
#include <domainsec/tls/contexts.hpp>
#include <domainsec/tls/ticket_keys.hpp>
#include <domainsec/trust/evidence_cache.hpp>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace domainsec::inline v1::detail {

struct EdgeContexts {
    std::shared_ptr<const ServerContext> server;  ///< Null without a certificate for smtp_server.
    std::shared_ptr<const ClientContext> client;  ///< With the assigned certificate; null without.
    std::shared_ptr<const ClientContext> client_without_certificate;
    /// With the certificates that partners' entries name, by label.
    std::map<std::string, std::shared_ptr<const ClientContext>, std::less<>> clients;
    /// Which of them a partner is assigned in the store, by its name.
    std::map<std::string, std::string, std::less<>> partner_labels;
    std::uint64_t store_revision = 0;         ///< Of the store when it was read.
    std::vector<Identity> identities;         ///< All that are shown to somebody.
    std::shared_ptr<TicketKeys> ticket_keys;  ///< Null without [edge] tickets.

    /// Which of the clients a route asks for.
    const std::shared_ptr<const ClientContext>& client_for(const OutboundRoute& route) const;
};

/// Reads keys and certificates. What is wrong with our own certificates goes to `notices`. Stapled
/// answers are taken from the edge's evidence; what of them is missing is written into `cache`, if
/// there is one. Throws Error.
EdgeContexts make_contexts(const Configuration& configuration, const EdgeOptions& options,
                           const std::shared_ptr<EvidenceCache>& cache,
                           std::vector<Event>& notices);

}  // namespace domainsec::inline v1::detail
