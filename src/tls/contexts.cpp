// What many sessions share, and how one of them begins.
#include <botan/tls_client.h>
#include <botan/tls_server.h>

#include <domainsec/error.hpp>
#include <domainsec/names/domain_name.hpp>
#include <domainsec/tls/contexts.hpp>
#include <utility>

#include "pki/random.hpp"
#include "tls/context_parts.hpp"
#include "tls/handshake_event.hpp"
#include "tls/handshake_policy.hpp"
#include "tls/own_credentials.hpp"
#include "tls/session_impl.hpp"
#include "tls/session_tickets.hpp"

namespace domainsec::inline v1 {

struct ServerContext::Impl {
    std::shared_ptr<const detail::ContextParts> parts;
};

struct ClientContext::Impl {
    std::shared_ptr<const detail::ContextParts> parts;
};

namespace {

using detail::ContextParts;
using detail::HandshakePolicy;
using detail::Role;
using detail::SessionBeginning;
using detail::SessionCore;

// The engine's buffers for TLS 1.2 grow when they have to; an idle session should not hold more.
constexpr std::size_t reserved_octets = 256;

// Partners whose keys are kept ready for checking signatures: 2.5 MiB.
constexpr std::size_t known_keys = 256;

// The engine wants to share it, though there is nothing to own.
std::shared_ptr<Botan::RandomNumberGenerator> shared_random() {
    return {std::shared_ptr<void>(), &detail::system_random()};
}

void announce_key_log(const TlsOptions& options) {
    if (options.key_log && options.events)
        options.events->on_event(detail::key_log_event(options.clock()));
}

std::shared_ptr<ContextParts> make_parts(Role role, const std::vector<Identity>& identities,
                                         TlsOptions options) {
    options.check();
    for (const Identity& identity : identities) detail::check_identity(identity);
    auto parts = std::make_shared<ContextParts>();
    parts->options = std::move(options);
    parts->policy = std::make_shared<HandshakePolicy>(parts->options, role, true);
    parts->policy_without_request = std::make_shared<HandshakePolicy>(parts->options, role, false);
    parts->credentials =
        std::make_shared<detail::OwnCredentials>(identities, parts->options.authorities);
    parts->random = shared_random();
    parts->known_keys = std::make_unique<detail::KnownKeys>(known_keys);
    announce_key_log(parts->options);
    return parts;
}

std::unique_ptr<Session::Impl> refused(std::shared_ptr<SessionCore> core, const char* where) {
    auto impl = std::make_unique<Session::Impl>(std::move(core));
    impl->refuse(std::string("Octets stood behind ") + where +
                 " before TLS began: somebody may have put them there.");
    return impl;
}

[[noreturn]] void cannot_begin(const std::exception& thrown) {
    throw Error(errc::resource_unavailable,
                std::string("The engine could not begin a session: ") + escaped(thrown.what()));
}

// What may be named in SNI: no address, no trailing dot (RFC 6066 §3).
std::string host_name(const std::string& text) {
    const std::optional<DomainName> name = DomainName::from_string(text);
    return name ? name->str() : std::string();
}

}  // namespace

ServerContext::ServerContext(std::shared_ptr<const Impl> impl) noexcept : impl_(std::move(impl)) {}
ServerContext::~ServerContext() = default;

std::shared_ptr<const ServerContext> ServerContext::create(Identity identity, TlsOptions options) {
    return create(std::vector<Identity>{std::move(identity)}, std::move(options));
}

std::shared_ptr<const ServerContext> ServerContext::create(std::vector<Identity> identities,
                                                           TlsOptions options) {
    if (identities.empty())
        throw Error(errc::invalid_argument, "A server needs a certificate: give an identity", {}, 0,
                    "identities");
    const auto parts = make_parts(Role::server, identities, std::move(options));
    const Resumption& resumption = parts->options.resumption;
    if (resumption.keys)
        parts->sealer = std::make_unique<const detail::TicketSealer>(
            resumption.keys, resumption.listener, resumption.policy_revision);
    auto impl = std::make_shared<Impl>();
    impl->parts = parts;
    return std::make_shared<const ServerContext>(std::move(impl));
}

Session ServerContext::accept(const AcceptOptions& options) const {
    const std::shared_ptr<const ContextParts>& parts = impl_->parts;
    auto core = std::make_shared<SessionCore>(
        SessionBeginning{Role::server, options.request_certificate, options.client_ip, {}, {}},
        parts);
    if (!options.leftover.empty()) return Session(refused(std::move(core), "STARTTLS"));
    auto impl = std::make_unique<Session::Impl>(core);
    try {
        impl->channel = std::make_unique<Botan::TLS::Server>(
            core, detail::tickets_for(*core), parts->credentials,
            options.request_certificate ? parts->policy : parts->policy_without_request,
            parts->random, false, reserved_octets);
    } catch (const std::exception& thrown) {
        cannot_begin(thrown);
    }
    return Session(std::move(impl));
}

ClientContext::ClientContext(std::shared_ptr<const Impl> impl) noexcept : impl_(std::move(impl)) {}
ClientContext::~ClientContext() = default;

std::shared_ptr<const ClientContext> ClientContext::create(std::optional<Identity> identity,
                                                           TlsOptions options) {
    std::vector<Identity> identities;
    if (identity) identities.push_back(std::move(*identity));
    const auto parts = make_parts(Role::client, identities, std::move(options));
    if (parts->options.resumption.client_sessions > 0)
        parts->client_sessions =
            std::make_unique<detail::ClientSessions>(parts->options.resumption.client_sessions);
    auto impl = std::make_shared<Impl>();
    impl->parts = parts;
    return std::make_shared<const ClientContext>(std::move(impl));
}

Session ClientContext::connect(const ConnectOptions& options) const {
    const std::shared_ptr<const ContextParts>& parts = impl_->parts;
    const std::string name = host_name(options.server_name);
    auto core = std::make_shared<SessionCore>(
        SessionBeginning{Role::client, false, options.server_ip, name, options.partner}, parts);
    if (!options.leftover.empty())
        return Session(refused(std::move(core), "the answer to STARTTLS"));
    auto impl = std::make_unique<Session::Impl>(core);
    try {
        impl->channel = std::make_unique<Botan::TLS::Client>(
            core, detail::tickets_for(*core), parts->credentials, parts->policy, parts->random,
            name.empty() ? Botan::TLS::Server_Information() : Botan::TLS::Server_Information(name),
            Botan::TLS::Protocol_Version::latest_tls_version(), parts->options.protocols,
            reserved_octets);
    } catch (const std::exception& thrown) {
        core->forget_ticket();
        cannot_begin(thrown);
    }
    return Session(std::move(impl));
}

}  // namespace domainsec::inline v1
