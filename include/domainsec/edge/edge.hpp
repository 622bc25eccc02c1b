// The whole on one configuration file: sessions, transactions, routes and stamps, wired together.
#pragma once

#include <cstdint>
#include <domainsec/clock.hpp>
#include <domainsec/export.hpp>
#include <domainsec/message/border.hpp>
#include <domainsec/policy/configuration.hpp>
#include <domainsec/policy/inbound_transaction.hpp>
#include <domainsec/policy/outbound_route.hpp>
#include <domainsec/stamp/stamp_key.hpp>
#include <domainsec/stamp/stamp_report.hpp>
#include <domainsec/stamp/stamper.hpp>
#include <domainsec/telemetry/event.hpp>
#include <domainsec/tls/contexts.hpp>
#include <domainsec/tls/session_facts.hpp>
#include <domainsec/trust/evidence.hpp>
#include <domainsec/trust/evidence_cache.hpp>
#include <domainsec/trust/fetcher.hpp>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace domainsec::inline v1 {

class Resolver;

/// What an Edge is given from outside. Everything has a safe default.
struct EdgeOptions {
    Clock clock = system_clock();
    /// Where revocation data and DNS answers are kept; a new, empty one when null.
    std::shared_ptr<EvidenceStore> evidence;
    /// Fetches revocation data for fulfil(); nothing is fetched when null. Used from every thread
    /// that calls fulfil(), never by a judgement.
    std::shared_ptr<EvidenceFetcher> fetcher;
    /// Who hears of events; nobody when null.
    std::shared_ptr<EventSink> events;
    /// Opens the private keys of the stamp and of the certificate store. Empty: what [stamp]
    /// passphrase and [identity] passphrase name is read at each load and reload, where a key is
    /// opened by it; a command among them blocks for up to 10 s.
    std::string passphrase;
    /// How sessions are made. Its clock is replaced by `clock` above; what it leaves out of events,
    /// staples, authorities and resumption comes from here and from the configuration.
    TlsOptions tls;
    /// Signs instead of the file that [stamp] key names, which is then not read: for a key that
    /// lives in another process or in hardware. Counts only where the configuration has [stamp].
    std::optional<StampKey> stamp_key;
};

/// What becomes of a message.
struct FinishedMessage {
    Answer answer;  ///< accepted, or refused with the reply to the end of the data.
    Status status = Status::none;
    PolicyReason reason = PolicyReason::none;
    std::string partner;  ///< Name of the partner concerned; empty when none.
    EditList edits;  ///< Strips foreign marks; adds stamp and Authentication-Results. For accepted
                     ///< messages.
    std::optional<ValidationReport> report;

    bool secured() const noexcept { return status == Status::pass; }
};

/// InboundTransaction with the border's and the stamp's part. One thread at a time. Where the
/// configuration names an evidence cache, it is told, after the judgement, what that lacked and
/// what it rested on: at most one small file for each, not waiting for the disk.
class DOMAINSEC_EXPORT Transaction final {
  public:
    Transaction(Transaction&&) noexcept;
    Transaction& operator=(Transaction&&) noexcept;
    ~Transaction();

    /// See InboundTransaction.
    Answer mail_from(std::string_view reverse_path);
    Answer rcpt_to(std::string_view forward_path);
    Answer declared_size(std::uint64_t octets) const;

    /// The whole message as received, dot-unstuffed.
    FinishedMessage finish(std::string_view message);

    struct Impl;
    explicit Transaction(std::unique_ptr<Impl> impl) noexcept;

  private:
    std::unique_ptr<Impl> impl_;
};

/// A handle to one edge; copies share it. Thread-safe. reload() replaces the whole configuration
/// atomically: running sessions keep their certificates, each new transaction is judged by the
/// newest.
class DOMAINSEC_EXPORT Edge final {
  public:
    /// Reads configuration, certificates and keys. Throws Error as Configuration::load does, and
    /// for each file named in it.
    static Edge load(const std::filesystem::path& file, EdgeOptions options = {});

    /// The server's side of STARTTLS. Throws Error(invalid_state) when the configuration has no
    /// [identity].
    Session accept(const AcceptOptions& options) const;

    /// One transaction in a session of ours, of the caller's own TLS, or without TLS.
    Transaction begin(SessionFacts facts, TransactionOptions options = {}) const;

    /// The way to a mail domain. Throws Error(invalid_name).
    OutboundRoute route(std::string_view destination) const;

    /// The client's side of STARTTLS for a route: with our certificate only where the route
    /// presents it. `options.server_name` is the host connected to; the route's servername replaces
    /// it.
    Session connect(const OutboundRoute& route, const ConnectOptions& options) const;

    /// The edits for a message on its way out: takes off the marks that are ours to keep inside.
    EditList outgoing(std::string_view message) const;

    /// Looks at a stamp as an inside verifier would, with [stamp] keyring and the organization's
    /// domain. Throws Error(invalid_state) when the configuration names no keyring.
    StampReport verify(std::string_view message, std::vector<MailAddress> recipients = {}) const;

    /// Fetches what `requests` name, one after the other, and files it, in the evidence cache too
    /// where there is one: DNS records by `resolver`, revocation data by EdgeOptions::fetcher.
    /// Blocks; never called by the library itself. Gives those that it could not fetch; for
    /// revocation data an event tells why.
    std::vector<EvidenceRequest> fulfil(const std::vector<EvidenceRequest>& requests,
                                        Resolver& resolver) const;

    /// The same without a resolver: DNS records are left over.
    std::vector<EvidenceRequest> fulfil(const std::vector<EvidenceRequest>& requests) const;

    /// Reads what the refresh process has put into the evidence cache since the last time. Costs
    /// one look at the directory when nothing changed: to be called every few seconds, or when a
    /// transaction is pending. Does nothing without [evidence] cache.
    CacheReading refresh_evidence() const;

    /// Reads the file of [edge] tickets again when it was replaced; true when other keys are in
    /// force. Costs one look at the file when nothing changed: to be called every minute or so.
    /// Throws as TicketKeys::refresh() for a broken file; the old keys stay in force. Does nothing
    /// without [edge] tickets.
    bool refresh_tickets() const;

    /// Looks whether the certificate store changed, and shows the new certificates from now on;
    /// true when it does. Running sessions keep theirs. What is broken (a key that does not match,
    /// dates, a chain with a gap) sends certificates_refused, once, and the old ones stay. Costs
    /// one look at each file of the store: to be called when poll_descriptor() is readable, or
    /// every minute. Does nothing without [identity]. Thread-safe.
    bool poll() const;

    /// A descriptor that becomes readable when the store changes, to wait on with others (poll(2));
    /// it is the edge's and is never to be read or closed. -1 without [identity]. Throws
    /// Error(resource_unavailable).
    int poll_descriptor() const;

    /// Tells the evidence cache what a route's verdict lacked and what it rested on; transactions
    /// do so by themselves.
    void record_evidence(const RouteVerdict& verdict) const noexcept;

    EvidenceStore& evidence() const noexcept;

    std::shared_ptr<const Configuration> configuration() const;

    /// Reads everything anew. A mistake throws, sends configuration_refused, and leaves the old in
    /// force.
    void reload() const;

    struct Impl;

  private:
    explicit Edge(std::shared_ptr<Impl> impl) noexcept;
    std::shared_ptr<Impl> impl_;
};

}  // namespace domainsec::inline v1
