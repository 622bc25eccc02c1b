// Reads anchors, and the evidence cache of a configuration.
#include "cli/standing_options.hpp"

#include <domainsec/error.hpp>
#include <domainsec/policy/configuration.hpp>
#include <domainsec/trust/evidence_cache.hpp>

#include "cli/files.hpp"

namespace domainsec::cli {
namespace {

std::shared_ptr<const AnchorSet> anchors_of(const std::vector<std::string>& paths) {
    std::vector<Certificate> all;
    for (const auto& path : paths) {
        const auto set = AnchorSet::from_path(path);
        all.insert(all.end(), set->certificates().begin(), set->certificates().end());
    }
    try {
        auto system = AnchorSet::system();
        if (all.empty()) return system;
        all.insert(all.end(), system->certificates().begin(), system->certificates().end());
    } catch (const Error&) {
        // A machine without public roots: those that were given are all.
    }
    return AnchorSet::from_certificates(std::move(all));
}

}  // namespace

void add_standing_options(CLI::App& command, StandingOptions& options) {
    command
        .add_option("--anchors", options.anchors,
                    "File or folder of anchors that partners trust besides the system's roots, "
                    "such as your own authority; may be given again")
        ->allow_extra_args(false);
    command.add_option("--config", options.config,
                       "Configuration file: revocation is looked up in its [evidence] cache");
    command.add_option("--at", options.at, "Judge at this time; default: now");
}

StandingJudge::StandingJudge(const StandingOptions& options)
    : anchors_(anchors_of(options.anchors)),
      now_(options.at.empty() ? system_clock()() : time_option("--at", options.at)) {
    if (options.config.empty()) return;
    const auto configuration = Configuration::load(options.config);
    if (configuration->evidence.cache.empty()) return;
    EvidenceCache(configuration->evidence.cache).load_into(evidence_);
    revocation_ = RevocationMode::hard;
}

CertificateStanding StandingJudge::standing_of(const StoreEntry& entry) const {
    return domainsec::standing_of(entry, anchors_, *evidence_.snapshot(), revocation_, now_);
}

}  // namespace domainsec::cli
