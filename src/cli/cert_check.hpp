// Judges the certificate of a file or of a mail host the way a partner's edge would (RFC 5280,
// RFC 9525), and gathers what an administrator wants to see beside the verdict.
#pragma once

#include <domainsec/tls/session_facts.hpp>
#include <domainsec/trust/chain_validator.hpp>
#include <domainsec/trust/fetcher.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/smtp_probe.hpp"

namespace domainsec::cli {

/// A revocation list as the command line names it.
struct ListFile {
    std::string name;
    std::string octets;
};

/// What is asked about every target.
struct CheckQuestion {
    TrustPolicy policy;            ///< Without identities, a host is judged by its own name.
    std::optional<PeerRole> role;  ///< Default: a host is a server, a file a client's.
    TimePoint at{};
    std::vector<ListFile> lists;
    bool as_client = false;
    ProbeOptions probe;
    std::optional<std::string> server_name;    ///< Default: the host's name.
    std::shared_ptr<EvidenceFetcher> fetcher;  ///< Null: nothing is fetched.
};

/// One place where a certificate says its revocation can be looked up, and what is known of it.
struct SourceState {
    std::size_t certificate = 0;  ///< Its place in the chain shown.
    std::string source;           ///< Escaped.
    std::string state;
};

/// Whether a partner with this `eku` would take the certificate from a client.
struct ClientAnswer {
    EkuMode mode;
    Status status;
    std::string why;  ///< Empty when it would.
};

struct CheckResult {
    std::string target;
    Status status = Status::none;
    std::string problem;  ///< Why there is no report; empty when there is.
    std::string address;
    std::optional<SessionFacts> session;
    std::optional<ValidationReport> report;
    std::vector<SourceState> sources;
    std::vector<ClientAnswer> as_client;
};

/// Throws Error for a file that cannot be read; what a host does is a result.
CheckResult check_target(const std::string& target, const CheckQuestion& question);

/// The certificates to show: the path, or what was presented when there is none.
const std::vector<Certificate>& shown_chain(const ValidationReport& report);

std::string result_as_text(const CheckResult& result, TimePoint at);
std::string result_as_json(const CheckResult& result);

}  // namespace domainsec::cli
