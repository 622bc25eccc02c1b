// Which certificates an edge shows to whom, and how its sessions are made.
#include "edge/edge_contexts.hpp"

#include <algorithm>
#include <domainsec/error.hpp>
#include <domainsec/pki/certificate_store.hpp>
#include <optional>

#include "edge/expiry.hpp"
#include "edge/own_staples.hpp"
#include "edge/snapshot.hpp"

namespace domainsec::inline v1::detail {

namespace {

/// Servers whose tickets a client keeps where tickets are switched on.
constexpr std::size_t client_sessions = 1000;

class ContextLoader final {
  public:
    ContextLoader(const Configuration& configuration, const EdgeOptions& options,
                  std::vector<Event>& notices)
        : configuration_(configuration),
          options_(options),
          notices_(notices),
          tls_(options.tls),
          staples_(std::make_shared<OwnStaples>(options.evidence, options.clock)) {}

    EdgeContexts load(const std::shared_ptr<EvidenceCache>& cache);

  private:
    void set_up_tls();
    void load_clients(const CertificateStore& store);
    void load_client(const CertificateStore& store, const std::string& label,
                     const std::string& field, int line);
    void load_server(const CertificateStore& store);
    std::optional<Identity> assigned_identity(const CertificateStore& store, Service service);
    Identity named_identity(const CertificateStore& store, const std::string& label,
                            Service service, const std::string& field, int line);
    std::shared_ptr<const ClientContext> client_of(Identity identity) const;
    void notice_expiry(const Identity& identity, Service service);
    void notice_missing(Service service);
    bool any_partner_to_send_to() const;

    const Configuration& configuration_;
    const EdgeOptions& options_;
    std::vector<Event>& notices_;
    TlsOptions tls_;
    std::shared_ptr<OwnStaples> staples_;
    EdgeContexts contexts_;
    Passphrase passphrase_;  ///< Of the store's keys; got once for all of them.
};

bool ContextLoader::any_partner_to_send_to() const {
    return std::ranges::any_of(configuration_.partners, [](const PartnerPolicy& partner) {
        return partner.send.mode != DirectionMode::off;
    });
}

void ContextLoader::notice_missing(Service service) {
    auto event = edge_event(options_, EventKind::certificate_unusable, Severity::error,
                            "No certificate is assigned to " + std::string(to_string(service)) +
                                "; assign one in the certificate store.");
    event.reason = to_string(service);
    event.fields.emplace_back("exchange_event", "12014");
    notices_.push_back(std::move(event));
}

void ContextLoader::notice_expiry(const Identity& identity, Service service) {
    const auto& leaf = identity.chain.leaf();
    const auto state = expiry_state(leaf, options_.clock());
    if (state == ExpiryState::usable) return;
    const bool ending = state == ExpiryState::ending;
    auto event = edge_event(
        options_, ending ? EventKind::certificate_expiring : EventKind::certificate_unusable,
        ending ? Severity::warning : Severity::error,
        "The certificate \"" + identity.label + "\" " +
            (ending ? "ends soon" : "is outside its dates") + "; renew it.");
    event.reason = to_string(service);
    event.fields = {{"label", identity.label},
                    {"subject", leaf.subject()},
                    {"exchange_event", ending ? "12018" : "12014"}};
    notices_.push_back(std::move(event));
}

void ContextLoader::set_up_tls() {
    tls_.clock = options_.clock;
    if (!tls_.events) tls_.events = options_.events;
    if (tls_.authorities.empty()) tls_.authorities = configuration_.named_authorities;
    if (!tls_.staple)
        tls_.staple = [staples = staples_](const Chain& chain) { return staples->answer(chain); };
    if (configuration_.tickets.empty()) return;
    contexts_.ticket_keys = TicketKeys::from_file(configuration_.tickets);
    tls_.resumption.keys = contexts_.ticket_keys;
    tls_.resumption.listener = configuration_.listener;
    tls_.resumption.policy_revision = configuration_.policy_revision;
    if (tls_.resumption.client_sessions == 0) tls_.resumption.client_sessions = client_sessions;
}

std::optional<Identity> ContextLoader::assigned_identity(const CertificateStore& store,
                                                         Service service) {
    const auto label = store.assigned(service);
    if (!label) {
        notice_missing(service);
        return std::nullopt;
    }
    auto identity = store.load(*label, passphrase_);
    notice_expiry(identity, service);
    staples_->add(identity.chain);
    contexts_.identities.push_back(identity);
    return identity;
}

Identity ContextLoader::named_identity(const CertificateStore& store, const std::string& label,
                                       Service service, const std::string& field, int line) {
    try {
        auto identity = store.load(label, passphrase_);
        notice_expiry(identity, service);
        staples_->add(identity.chain);
        contexts_.identities.push_back(identity);
        return identity;
    } catch (const Error& error) {
        if (error.code() != errc::not_found) throw;
        throw Error(errc::not_found,
                    "names the certificate \"" + escaped(label, 80) +
                        "\", which the store does not hold; add it, or mend the label",
                    store.directory().string(), line, field);
    }
}

std::shared_ptr<const ClientContext> ContextLoader::client_of(Identity identity) const {
    return ClientContext::create(std::move(identity), tls_);
}

void ContextLoader::load_server(const CertificateStore& store) {
    auto assigned = assigned_identity(store, Service::smtp_server);
    std::vector<Identity> identities;
    if (assigned) identities.push_back(std::move(*assigned));
    for (const std::string& label : configuration_.additional_identities)
        identities.push_back(
            named_identity(store, label, Service::smtp_server, "identity.additional", 0));
    for (const auto& [use, label] : store.assignments()) {
        if (!use.name) continue;
        identities.push_back(named_identity(store, label, use.service, "assignments", 0));
        identities.back().only_for = use.name;
    }
    if (!identities.empty()) contexts_.server = ServerContext::create(std::move(identities), tls_);
}

void ContextLoader::load_client(const CertificateStore& store, const std::string& label,
                                const std::string& field, int line) {
    if (contexts_.clients.contains(label)) return;
    contexts_.clients.emplace(
        label, client_of(named_identity(store, label, Service::smtp_client, field, line)));
}

void ContextLoader::load_clients(const CertificateStore& store) {
    if (auto identity = assigned_identity(store, Service::smtp_client))
        contexts_.client = client_of(std::move(*identity));
    for (const PartnerPolicy& partner : configuration_.partners)
        if (!partner.send.certificate.empty())
            load_client(store, partner.send.certificate, "partner.send.certificate", partner.line);
    for (const auto& [use, label] : store.assignments()) {
        if (use.partner.empty()) continue;
        load_client(store, label, "assignments", 0);
        contexts_.partner_labels.emplace(use.partner, label);
    }
}

EdgeContexts ContextLoader::load(const std::shared_ptr<EvidenceCache>& cache) {
    set_up_tls();
    contexts_.client_without_certificate = ClientContext::create(std::nullopt, tls_);
    if (configuration_.identity_store.empty()) {
        if (any_partner_to_send_to()) notice_missing(Service::smtp_client);
        return std::move(contexts_);
    }
    const auto store = CertificateStore::open(configuration_.identity_store);
    contexts_.store_revision = store.revision();
    passphrase_ =
        passphrase_of(options_, configuration_.identity_passphrase, "identity.passphrase");
    load_server(store);
    load_clients(store);
    if (!contexts_.server && !contexts_.client && contexts_.clients.empty()) {
        throw Error(errc::not_found,
                    "holds no certificate that is assigned to smtp-server or smtp-client; add one "
                    "and assign it",
                    store.directory().string(), 0, "identity.store");
    }
    if (cache) cache->note_use(staples_->requests(), options_.clock());
    return std::move(contexts_);
}

}  // namespace

const std::shared_ptr<const ClientContext>& EdgeContexts::client_for(
    const OutboundRoute& route) const {
    if (!route.presents_certificate()) return client_without_certificate;
    std::string_view label = route.certificate();
    if (label.empty() && route.partner() != nullptr) {
        const auto assigned = partner_labels.find(route.partner()->name);
        if (assigned != partner_labels.end()) label = assigned->second;
    }
    if (const auto named = clients.find(label); named != clients.end()) return named->second;
    return client ? client : client_without_certificate;
}

EdgeContexts make_contexts(const Configuration& configuration, const EdgeOptions& options,
                           const std::shared_ptr<EvidenceCache>& cache,
                           std::vector<Event>& notices) {
    return ContextLoader(configuration, options, notices).load(cache);
}

}  // namespace domainsec::inline v1::detail
