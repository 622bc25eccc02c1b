// What the sessions of one context share. None of it changes after it was made.
#pragma once

#include <botan/credentials_manager.h>
#include <botan/rng.h>
#include <botan/tls_policy.h>
#include <botan/tls_session_manager.h>

#include <domainsec/tls/contexts.hpp>
#include <memory>

namespace domainsec::inline v1::detail {

struct ContextParts {
    TlsOptions options;
    std::shared_ptr<const Botan::TLS::Policy> policy;
    /// A server's, for connections where no certificate is asked for.
    std::shared_ptr<const Botan::TLS::Policy> policy_without_request;
    std::shared_ptr<Botan::Credentials_Manager> credentials;
    /// Keeps nothing: each session begins with a full handshake.
    std::shared_ptr<Botan::TLS::Session_Manager> sessions;
    std::shared_ptr<Botan::RandomNumberGenerator> random;
};

}  // namespace domainsec::inline v1::detail
