// From a target to a report: read or connect, file the lists given, judge, fetch, judge again.
#include "cli/cert_check.hpp"

#include <algorithm>
#include <domainsec/error.hpp>
#include <domainsec/trust/revocation_sources.hpp>
#include <map>
#include <set>

#include "cli/files.hpp"

namespace domainsec::cli {
namespace {

class Check final {
  public:
    Check(const CheckQuestion& question, PeerRole role, const Chain& chain)
        : question_(question), policy_(question.policy), role_(role), chain_(chain) {
        for (const Certificate& certificate : chain.certificates()) file_lists_for(certificate);
    }

    void identify_as(const std::string& host) {
        if (!policy_.identities.empty() || policy_.method == TrustMethod::pin) return;
        const auto name = DomainName::from_string(host);
        if (!name)
            throw Error(errc::invalid_argument,
                        "\"" + escaped(host) +
                            "\" is no domain name that a certificate could hold; say which one "
                            "with --identity");
        policy_.identities.push_back(*name);
    }

    void run(CheckResult& result) {
        ValidationReport report = judge(policy_, role_);
        // What comes may itself ask for more: a delta list, the list for a signer.
        constexpr int most_rounds = 3;
        for (int round = 0; round < most_rounds && fetch(requests_of(report)); ++round)
            report = judge(policy_, role_);
        result.status = report.status;
        result.sources = sources_of(report);
        if (question_.as_client)
            for (const EkuMode mode : {EkuMode::client, EkuMode::mta, EkuMode::any})
                result.as_client.push_back(answer_for(mode));
        result.report = std::move(report);
    }

  private:
    // A list says which issuer it is from, not where it was published.
    void file_lists_for(const Certificate& certificate) {
        for (const ListFile& list : question_.lists) {
            if (!is_list_for(certificate, bytes_of(list.octets))) continue;
            for (const std::string& uri : revocation_sources(certificate).crl_uris)
                if (store_.put_crl(uri, bytes_of(list.octets))) filed_.insert(uri);
        }
    }

    /// Whether anything new came.
    bool fetch(const std::vector<EvidenceRequest>& requests) {
        if (question_.fetcher == nullptr) return false;
        bool any = false;
        for (const EvidenceRequest& request : requests) {
            const FetchResult result = question_.fetcher->fetch(request);
            if (!result.passed()) {
                failures_[request.locator] = result.text;
                continue;
            }
            const bool filed = request.kind == EvidenceKind::ocsp
                                   ? store_.put_ocsp(request, result.content, nullptr, result.nonce)
                                   : store_.put(request, result.content);
            if (filed) filed_.insert(request.locator);
            any = any || filed;
        }
        return any;
    }

    ValidationReport judge(const TrustPolicy& policy, PeerRole role) const {
        return ChainValidator(policy, role).judge(chain_, *store_.snapshot(), question_.at);
    }

    static const std::vector<EvidenceRequest>& requests_of(const ValidationReport& report) {
        return report.pending.empty() ? report.wanted : report.pending;
    }

    ClientAnswer answer_for(EkuMode mode) const {
        TrustPolicy policy = policy_;
        policy.eku = mode;
        const ValidationReport report = judge(policy, PeerRole::client);
        ClientAnswer answer{mode, report.status, {}};
        if (report.passed() || report.findings.empty()) return answer;
        const Finding& first = report.findings.front();
        answer.why = std::string(to_string(first.reason)) + ": seen: " + first.seen +
                     "; expected: " + first.expected;
        return answer;
    }

    std::string state_of(const std::string& uri, const ValidationReport& report) const {
        const auto& asked = requests_of(report);
        const bool is_asked = std::any_of(asked.begin(), asked.end(), [&](const auto& request) {
            return request.locator == uri;
        });
        const bool is_filed = filed_.contains(uri);
        if (is_asked) return is_filed ? "due: what came from it is not current" : missing(uri);
        if (policy_.revocation == RevocationMode::off) return "not looked at: --revocation off";
        const bool looked = report.passed() || report.status == Status::temperror ||
                            report.reason == TrustReason::revoked;
        if (!looked) return "not looked at: the chain fails before";
        return is_filed ? "held" : "not used";
    }

    std::string missing(const std::string& uri) const {
        if (question_.fetcher == nullptr) return "missing: not fetched";
        const auto failure = failures_.find(uri);
        return "missing: " + (failure == failures_.end()
                                  ? std::string("it does not say what is asked")
                                  : failure->second);
    }

    std::vector<SourceState> sources_of(const ValidationReport& report) const {
        std::vector<SourceState> states;
        const auto& shown = shown_chain(report);
        // An anchor is trusted by name; nothing is looked up for it.
        const std::size_t anchors = report.path.empty() ? 0 : 1;
        for (std::size_t i = 0; i + anchors < shown.size(); ++i)
            add_sources(i, shown[i], report, states);
        return states;
    }

    void add_sources(std::size_t index, const Certificate& certificate,
                     const ValidationReport& report, std::vector<SourceState>& states) const {
        const RevocationSources sources = revocation_sources(certificate);
        const Seconds life = certificate.not_after() - certificate.not_before();
        const std::size_t before = states.size();
        if (index == 0 && life <= policy_.short_lived)
            states.push_back({index, "short-lived", "needs no revocation data"});
        if (sources.no_revocation_available)
            states.push_back({index, "noRevAvail", "the issuer offers none"});
        for (const std::string& uri : sources.crl_uris)
            states.push_back({index, "list " + escaped(uri, 300), state_of(uri, report)});
        for (const std::string& uri : sources.ocsp_uris)
            states.push_back({index, "OCSP " + escaped(uri, 300), state_of(uri, report)});
        if (states.size() == before) states.push_back({index, "none named", "cannot be looked up"});
    }

    const CheckQuestion& question_;
    TrustPolicy policy_;
    PeerRole role_;
    const Chain& chain_;
    EvidenceStore store_;
    std::set<std::string> filed_;
    std::map<std::string, std::string> failures_;  ///< Of URIs, why.
};

void check_host(const SmtpHost& host, const CheckQuestion& question, CheckResult& result) {
    ProbeOptions options = question.probe;
    options.server_name = question.server_name.value_or(host.name);
    ProbeResult probed = probe(host, options);
    result.address = probed.address;
    result.status = probed.status;
    result.problem = probed.problem;
    if (!probed.facts) return;
    result.session = std::move(probed.facts);
    if (!result.session->chain_problem().empty()) {
        result.status = Status::permerror;
        result.problem = "its certificates cannot be read: " + result.session->chain_problem();
        return;
    }
    Check check(question, question.role.value_or(PeerRole::server), result.session->chain());
    check.identify_as(host.name);
    check.run(result);
}

void check_file(const CheckQuestion& question, CheckResult& result) {
    const Chain chain(certificates_in(result.target));
    if (question.policy.identities.empty() && question.policy.method != TrustMethod::pin)
        throw Error(errc::invalid_argument,
                    "say which domain the certificate in " + result.target +
                        " is to stand for: --identity, or --pin for its key");
    Check(question, question.role.value_or(PeerRole::client), chain).run(result);
}

}  // namespace

const std::vector<Certificate>& shown_chain(const ValidationReport& report) {
    return report.path.empty() ? report.presented : report.path;
}

CheckResult check_target(const std::string& target, const CheckQuestion& question) {
    CheckResult result;
    result.target = target;
    if (const auto host = smtp_target(target))
        check_host(*host, question, result);
    else
        check_file(question, result);
    return result;
}

}  // namespace domainsec::cli
