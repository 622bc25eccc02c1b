// The façade: one configuration file, one snapshot in force, sessions, transactions, routes and
// stamps.
#include <atomic>
#include <cstdint>
#include <domainsec/dns/resolver.hpp>
#include <domainsec/edge/edge.hpp>
#include <domainsec/error.hpp>
#include <mutex>
#include <utility>

#include "edge/evidence_notes.hpp"
#include "edge/snapshot.hpp"
#include "edge/store_watch.hpp"
#include "edge/transaction.hpp"
#include "telemetry/event_id.hpp"
#include "trust/evidence_content.hpp"

namespace domainsec::inline v1 {

namespace {

using detail::EdgeSnapshot;
using detail::StoreWatch;

EdgeOptions completed(EdgeOptions options) {
    if (!options.clock) {
        throw Error(errc::invalid_argument, "EdgeOptions::clock is empty; use system_clock()");
    }
    options.tls.check();
    if (!options.evidence) options.evidence = std::make_shared<EvidenceStore>();
    return options;
}

bool is_from_dns(const EvidenceRequest& request) noexcept {
    return request.kind == EvidenceKind::tlsa || request.kind == EvidenceKind::mx;
}

}  // namespace

constexpr Seconds refusal_lasts{std::chrono::minutes{10}};

struct Edge::Impl {
    Impl(std::filesystem::path path, EdgeOptions given)
        : file(std::move(path)), options(completed(std::move(given))) {}

    std::shared_ptr<const EdgeSnapshot> current() const {
        const std::lock_guard guard(snapshot_lock);
        return snapshot;
    }

    /// Reads everything anew; what is in force changes only when all of it could be read. No lock
    /// is held while files are read and callbacks called.
    void load() {
        const auto ticket = next_ticket.fetch_add(1);
        std::shared_ptr<const EdgeSnapshot> fresh;
        try {
            fresh = detail::load_snapshot(file, options);
        } catch (const Error& error) {
            auto event = detail::edge_event(options, EventKind::configuration_refused,
                                            Severity::error, escaped(error.what(), 4000));
            event.reason = to_string(error.code());
            send(event);
            throw;
        }
        if (!install(fresh, ticket)) return;
        send(detail::edge_event(options, EventKind::configuration_loaded, Severity::info,
                                "A new configuration is in force, revision " +
                                    to_hex(fresh->configuration->revision).substr(0, 16) + '.'));
        for (const auto& notice : fresh->notices) send(notice);
    }

    /// False when a reading that began later is in force already.
    bool install(const std::shared_ptr<const EdgeSnapshot>& fresh, std::uint64_t ticket) {
        const std::lock_guard guard(snapshot_lock);
        if (snapshot && ticket < installed_ticket) return false;
        snapshot = fresh;
        installed_ticket = ticket;
        return true;
    }

    void send(const Event& event) const {
        if (options.events) options.events->on_event(event);
    }

    bool read_store_again();
    int watch_store();

    bool look_up(const EvidenceRequest& request, Resolver& resolver) const;
    bool fetch(const EvidenceRequest& request) const;
    void report_fetch(const EvidenceRequest& request, std::string_view reason,
                      const std::string& what) const;

    const std::filesystem::path file;
    const EdgeOptions options;
    /// Kept over a reload: other rules are other keys in it.
    const std::shared_ptr<JudgementCache> judgements = std::make_shared<JudgementCache>();
    std::atomic<std::uint64_t> next_ticket{0};
    mutable std::mutex snapshot_lock;
    std::uint64_t installed_ticket = 0;
    std::shared_ptr<const EdgeSnapshot> snapshot;
    std::mutex store_lock;                          // one thread reads the store again
    std::optional<std::uint64_t> refused_revision;  // that of the store that was broken last
    TimePoint try_again{};                          // what was not valid yet may be now
    std::string told;                               // the refusal that was told last
    std::optional<StoreWatch> store_watch;
};

// The revision is taken before the files are read: what changes meanwhile is seen the next time.
bool Edge::Impl::read_store_again() {
    const std::lock_guard guard(store_lock);
    if (store_watch) store_watch->take();
    const auto ticket = next_ticket.fetch_add(1);
    const auto before = current();
    const auto& directory = before->configuration->identity_store;
    if (directory.empty()) return false;
    try {
        const auto revision = CertificateStore::open(directory).revision();
        if (revision == before->contexts.store_revision) return false;
        if (revision == refused_revision && options.clock() < try_again) return false;
        refused_revision = revision;
        try_again = options.clock() + refusal_lasts;
        const auto fresh = detail::with_store_read_again(*before, options);
        if (!install(fresh, ticket)) return false;
        told.clear();
        send(detail::edge_event(options, EventKind::certificates_replaced, Severity::info,
                                "Changed certificates of the store are in use."));
        for (const auto& notice : fresh->notices) send(notice);
        return true;
    } catch (const Error& error) {
        auto event = detail::edge_event(options, EventKind::certificates_refused, Severity::error,
                                        escaped(error.what(), 4000) + "; the old ones stay in use");
        event.reason = to_string(error.code());
        // Once, however often it is asked.
        if (std::exchange(told, event.text) != event.text) send(event);
        return false;
    }
}

int Edge::Impl::watch_store() {
    const std::lock_guard guard(store_lock);
    const auto directory = current()->configuration->identity_store;
    if (directory.empty()) return -1;
    if (!store_watch) store_watch.emplace(directory);
    return store_watch->descriptor();
}

bool Edge::Impl::look_up(const EvidenceRequest& request, Resolver& resolver) const {
    const auto owner = DomainName::from_owner_name(request.locator);
    if (!owner) return false;
    if (request.kind == EvidenceKind::tlsa) {
        auto answer = resolver.tlsa(*owner);
        if (answer.outcome == DnsOutcome::failure) return false;
        options.evidence->put_tlsa(*owner, std::move(answer), options.clock());
    } else {
        auto answer = resolver.mx(*owner);
        if (answer.outcome == DnsOutcome::failure) return false;
        options.evidence->put_mx(*owner, std::move(answer), options.clock());
    }
    return true;
}

void Edge::Impl::report_fetch(const EvidenceRequest& request, std::string_view reason,
                              const std::string& what) const {
    auto event =
        detail::edge_event(options, EventKind::evidence_missing, Severity::warning, what + '.');
    event.reason = reason;
    event.fields = {{"kind", std::string(to_string(request.kind))},
                    {"locator", escaped(request.locator)}};
    send(event);
}

bool Edge::Impl::fetch(const EvidenceRequest& request) const {
    if (!options.fetcher) return false;
    const auto result = options.fetcher->fetch(request);
    if (!result.passed()) {
        report_fetch(request, to_string(result.reason), result.text);
        return false;
    }
    std::string why;
    if (!detail::file_content(*options.evidence, request, {result.content, result.nonce}, why)) {
        report_fetch(request, "unreadable", "What came cannot be read: " + why);
        return false;
    }
    const auto cache = current()->cache;
    if (cache && !cache->put(request, result.content, options.clock(), &why)) {
        report_fetch(request, "cache", "What came counts here, but is not in the cache: " + why);
    }
    return true;
}

Edge::Edge(std::shared_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}

Edge Edge::load(const std::filesystem::path& file, EdgeOptions options) {
    auto impl = std::make_shared<Impl>(file, std::move(options));
    impl->load();
    return Edge(std::move(impl));
}

Session Edge::accept(const AcceptOptions& options) const {
    const auto snapshot = impl_->current();
    if (!snapshot->contexts.server) {
        throw Error(errc::invalid_state,
                    "this edge has no certificate for smtp-server; name a store in [identity] and "
                    "assign one, or bring your own TLS session");
    }
    AcceptOptions asked = options;
    asked.request_certificate =
        options.request_certificate &&
        snapshot->configuration->request_certificate.asks(options.client_ip);
    return snapshot->contexts.server->accept(asked);
}

Transaction Edge::begin(SessionFacts facts, TransactionOptions options) const {
    return Transaction(std::make_unique<Transaction::Impl>(
        impl_->current(), impl_->options, impl_->judgements, std::move(facts), std::move(options)));
}

OutboundRoute Edge::route(std::string_view destination) const {
    auto name = DomainName::from_string(destination);
    if (!name) {
        throw Error(errc::invalid_name,
                    '"' + escaped(destination, 80) +
                        "\" is no mail domain; pass what stands behind the \"@\"");
    }
    const auto evidence = impl_->options.evidence;
    const auto snapshot = impl_->current();
    return {{snapshot->configuration, [evidence] { return evidence->snapshot(); },
             impl_->options.clock, impl_->options.events, impl_->judgements, snapshot->validators},
            std::move(*name)};
}

Session Edge::connect(const OutboundRoute& route, const ConnectOptions& options) const {
    const auto snapshot = impl_->current();
    ConnectOptions named = options;
    named.server_name = route.server_name(options.server_name);
    if (named.partner.empty() && route.partner() != nullptr) named.partner = route.partner()->name;
    return snapshot->contexts.client_for(route)->connect(named);
}

EditList Edge::outgoing(std::string_view message) const {
    return border_edits(MessageView::parse(message), {.own_names = impl_->current()->own_names});
}

StampReport Edge::verify(std::string_view message, std::vector<MailAddress> recipients) const {
    const auto snapshot = impl_->current();
    if (!snapshot->verifier) {
        throw Error(errc::invalid_state,
                    "this edge has no keyring to verify with; name one in [stamp] keyring");
    }
    VerifyOptions about;
    about.recipients = std::move(recipients);
    about.now = impl_->options.clock();
    auto report = snapshot->verifier->verify(message, about);
    auto event = detail::edge_event(impl_->options, EventKind::stamp_verified, Severity::debug,
                                    report.detail);
    event.reason = to_string(report.reason);
    event.fields.emplace_back("status", to_string(report.status));
    impl_->send(event);
    return report;
}

std::vector<EvidenceRequest> Edge::fulfil(const std::vector<EvidenceRequest>& requests,
                                          Resolver& resolver) const {
    std::vector<EvidenceRequest> left;
    for (const auto& request : requests) {
        const bool fetched =
            is_from_dns(request) ? impl_->look_up(request, resolver) : impl_->fetch(request);
        if (!fetched) left.push_back(request);
    }
    return left;
}

std::vector<EvidenceRequest> Edge::fulfil(const std::vector<EvidenceRequest>& requests) const {
    std::vector<EvidenceRequest> left;
    for (const auto& request : requests) {
        if (is_from_dns(request) || !impl_->fetch(request)) left.push_back(request);
    }
    return left;
}

CacheReading Edge::refresh_evidence() const {
    const auto snapshot = impl_->current();
    return snapshot->cache ? snapshot->cache->load_into(*impl_->options.evidence) : CacheReading{};
}

void Edge::record_evidence(const RouteVerdict& verdict) const noexcept {
    detail::note_evidence(impl_->current()->cache.get(), verdict.requests, verdict.report,
                          detail::event_time(impl_->options.clock));
}

EvidenceStore& Edge::evidence() const noexcept {
    return *impl_->options.evidence;
}

bool Edge::refresh_tickets() const {
    const auto snapshot = impl_->current();
    return snapshot->contexts.ticket_keys && snapshot->contexts.ticket_keys->refresh();
}

std::shared_ptr<const Configuration> Edge::configuration() const {
    return impl_->current()->configuration;
}

bool Edge::poll() const {
    return impl_->read_store_again();
}

int Edge::poll_descriptor() const {
    return impl_->watch_store();
}

void Edge::reload() const {
    impl_->load();
}

}  // namespace domainsec::inline v1
