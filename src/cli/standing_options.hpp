// By whose anchors and with what revocation data our own certificates are judged.
#pragma once

#include <CLI/CLI.hpp>
#include <domainsec/trust/certificate_standing.hpp>
#include <memory>
#include <string>
#include <vector>

namespace domainsec::cli {

struct StandingOptions {
    std::vector<std::string> anchors;
    std::string config;
    std::string at;
};

void add_standing_options(CLI::App& command, StandingOptions& options);

/// Anchors and evidence, read once for all entries.
class StandingJudge final {
  public:
    explicit StandingJudge(const StandingOptions& options);

    CertificateStanding standing_of(const StoreEntry& entry) const;
    TimePoint now() const noexcept { return now_; }

  private:
    std::shared_ptr<const AnchorSet> anchors_;
    EvidenceStore evidence_;
    RevocationMode revocation_ = RevocationMode::off;
    TimePoint now_;
};

}  // namespace domainsec::cli
