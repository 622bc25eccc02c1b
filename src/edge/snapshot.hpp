// Everything that one reading of the configuration gives: immutable, replaced as a whole.
#pragma once

#include <domainsec/edge/edge.hpp>
#include <domainsec/stamp/companion_signature.hpp>
#include <domainsec/stamp/stamp_log.hpp>
#include <domainsec/stamp/stamper.hpp>
#include <domainsec/stamp/verifier.hpp>
#include <domainsec/trust/evidence_cache.hpp>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "edge/edge_contexts.hpp"

namespace domainsec::inline v1::detail {

struct EdgeSnapshot {
    std::shared_ptr<const Configuration> configuration;
    std::shared_ptr<const PreparedValidators> validators;
    EdgeContexts contexts;
    std::optional<Stamper> stamper;
    std::optional<CompanionSigner> companion;  ///< Set by [stamp.companion].
    std::optional<StampLogWriter> log;         ///< Set by [stamp] log.
    std::optional<Verifier> verifier;
    std::shared_ptr<EvidenceCache> cache;  ///< Null without [evidence] cache.
    std::vector<DomainName> own_names;     ///< For the border: authserv-id and our domains.
    std::vector<Event> notices;  ///< About our certificates, to be sent once it is in force.
};

/// Reads the file and every file it names. Throws Error.
std::shared_ptr<const EdgeSnapshot> load_snapshot(const std::filesystem::path& file,
                                                  const EdgeOptions& options);

/// The same with other certificates: read anew from the store. Throws Error.
std::shared_ptr<const EdgeSnapshot> with_store_read_again(const EdgeSnapshot& snapshot,
                                                          const EdgeOptions& options);
/// options.passphrase, or else what the configuration names. Throws what PassphraseSource::read()
/// does, naming the field.
Passphrase passphrase_of(const EdgeOptions& options, const PassphraseSource& source,
                         const std::string& field);

/// An event of the edge itself, not of a transaction.
Event edge_event(const EdgeOptions& options, EventKind kind, Severity severity, std::string text);

}  // namespace domainsec::inline v1::detail
