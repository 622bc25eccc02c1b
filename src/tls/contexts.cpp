// What many sessions share, and how one of them begins.
#include <botan/tls_client.h>
#include <botan/tls_server.h>
#include <botan/tls_session_manager_noop.h>

#include <domainsec/error.hpp>
#include <domainsec/names/domain_name.hpp>
#include <domainsec/tls/contexts.hpp>
#include <utility>

#include "pki/random.hpp"
#include "tls/context_parts.hpp"
#include "tls/handshake_policy.hpp"
#include "tls/own_credentials.hpp"
#include "tls/session_impl.hpp"

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
using detail::SessionCore;

constexpr std::size_t least_handshake_octets = 16 * 1024;
constexpr std::size_t most_handshake_octets = 16 * 1024 * 1024;

// The engine's buffers for TLS 1.2 grow when they have to; an idle session should not hold more.
constexpr std::size_t reserved_octets = 256;

// The engine wants to share it, though there is nothing to own.
std::shared_ptr<Botan::RandomNumberGenerator> shared_random() {
    return {std::shared_ptr<void>(), &detail::system_random()};
}

std::shared_ptr<ContextParts> make_parts(const std::optional<Identity>& identity,
                                         TlsOptions options) {
    options.check();
    if (identity) detail::check_identity(*identity);
    auto parts = std::make_shared<ContextParts>();
    parts->options = std::move(options);
    parts->policy = std::make_shared<HandshakePolicy>(parts->options, true);
    parts->policy_without_request = std::make_shared<HandshakePolicy>(parts->options, false);
    parts->credentials = std::make_shared<detail::OwnCredentials>(identity);
    parts->sessions = std::make_shared<Botan::TLS::Session_Manager_Noop>();
    parts->random = shared_random();
    return parts;
}

std::unique_ptr<Session::Impl> refused(std::shared_ptr<SessionCore> core, const char* where) {
    core->fail(SessionFailureReason::plaintext_injected, {},
               std::string("Octets stood behind ") + where +
                   " before TLS began: somebody may have put them there.");
    auto impl = std::make_unique<Session::Impl>();
    impl->core = std::move(core);
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

void TlsOptions::check() const {
    chain.check();
    if (max_handshake_octets < least_handshake_octets ||
        max_handshake_octets > most_handshake_octets)
        throw Error(errc::invalid_argument,
                    std::to_string(max_handshake_octets) + " is not between " +
                        std::to_string(least_handshake_octets) + " and " +
                        std::to_string(most_handshake_octets),
                    {}, 0, "max_handshake_octets");
    if (!clock)
        throw Error(errc::invalid_argument, "There is no clock: give one, or leave the default", {},
                    0, "clock");
}

ServerContext::ServerContext(std::shared_ptr<const Impl> impl) noexcept : impl_(std::move(impl)) {}
ServerContext::~ServerContext() = default;

std::shared_ptr<const ServerContext> ServerContext::create(Identity identity, TlsOptions options) {
    auto impl = std::make_shared<Impl>();
    impl->parts = make_parts(std::move(identity), std::move(options));
    return std::make_shared<const ServerContext>(std::move(impl));
}

Session ServerContext::accept(const AcceptOptions& options) const {
    const std::shared_ptr<const ContextParts>& parts = impl_->parts;
    auto core =
        std::make_shared<SessionCore>(Role::server, parts, options.client_ip, std::string());
    if (!options.leftover.empty()) return Session(refused(std::move(core), "STARTTLS"));
    auto impl = std::make_unique<Session::Impl>();
    impl->core = core;
    try {
        impl->channel = std::make_unique<Botan::TLS::Server>(
            std::move(core), parts->sessions, parts->credentials,
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
    auto impl = std::make_shared<Impl>();
    impl->parts = make_parts(identity, std::move(options));
    return std::make_shared<const ClientContext>(std::move(impl));
}

Session ClientContext::connect(const ConnectOptions& options) const {
    const std::shared_ptr<const ContextParts>& parts = impl_->parts;
    const std::string name = host_name(options.server_name);
    auto core = std::make_shared<SessionCore>(Role::client, parts, options.server_ip, name);
    if (!options.leftover.empty())
        return Session(refused(std::move(core), "the answer to STARTTLS"));
    auto impl = std::make_unique<Session::Impl>();
    impl->core = core;
    try {
        impl->channel = std::make_unique<Botan::TLS::Client>(
            std::move(core), parts->sessions, parts->credentials, parts->policy, parts->random,
            name.empty() ? Botan::TLS::Server_Information() : Botan::TLS::Server_Information(name),
            Botan::TLS::Protocol_Version::latest_tls_version(), std::vector<std::string>(),
            reserved_octets);
    } catch (const std::exception& thrown) {
        cannot_begin(thrown);
    }
    return Session(std::move(impl));
}

}  // namespace domainsec::inline v1
