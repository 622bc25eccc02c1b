// What the sessions of one context share. None of it changes after it was made, but for the tickets
// that a client keeps, and the memory of peers' keys.
#pragma once

#include <botan/rng.h>
#include <botan/tls_policy.h>

#include <domainsec/tls/contexts.hpp>
#include <memory>

#include "tls/client_sessions.hpp"
#include "tls/known_keys.hpp"
#include "tls/own_credentials.hpp"
#include "tls/ticket_sealer.hpp"

namespace domainsec::inline v1::detail {

struct ContextParts {
    TlsOptions options;
    std::shared_ptr<const Botan::TLS::Policy> policy;
    /// A server's, for connections where no certificate is asked for.
    std::shared_ptr<const Botan::TLS::Policy> policy_without_request;
    std::shared_ptr<OwnCredentials> credentials;
    std::shared_ptr<Botan::RandomNumberGenerator> random;
    /// A server's tickets; none: it gives none and takes none.
    std::unique_ptr<const TicketSealer> sealer;
    /// What a client keeps of servers' tickets; none: nothing.
    std::unique_ptr<ClientSessions> client_sessions;
    std::unique_ptr<KnownKeys> known_keys;
};

}  // namespace domainsec::inline v1::detail
