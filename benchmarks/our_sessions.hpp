// Our sessions in benchmarks: TLS 1.3, mutual, both sides in one process (RFC 8446).
#pragma once

#include <domainsec/tls/contexts.hpp>
#include <domainsec/trust/chain_validator.hpp>
#include <domainsec/trust/judgement_cache.hpp>
#include <memory>
#include <string>
#include <utility>

#include "authorities.hpp"

namespace domainsec_benchmark {

constexpr const char* server_name = "mx1.contoso.example";
constexpr const char* client_name = "fabrikam.example";

inline domainsec::TlsOptions tls_options(bool hybrid = false) {
    domainsec::TlsOptions options;
    options.hybrid_first = hybrid;
    options.clock = [] { return now; };
    return options;
}

struct OurPair {
    domainsec::Session server;
    domainsec::Session client;
};

/// Both ends of a new session, once everything that they have to say has been exchanged.
inline OurPair connect(const domainsec::ServerContext& server,
                       const domainsec::ClientContext& client) {
    OurPair pair{server.accept(), client.connect({.server_name = server_name})};
    for (domainsec::Bytes said = pair.client.take_output(); !said.empty();) {
        pair.server.receive(said);
        said = pair.server.take_output();
        pair.client.receive(said);
        said = pair.client.take_output();
    }
    require(pair.server.facts() != nullptr && pair.client.facts() != nullptr,
            "no handshake was made");
    return pair;
}

/// Judges a peer by name, purpose, dates and path, as a partner's rules say.
class Judge final {
  public:
    Judge(const Certificate& root, const char* identity, domainsec::PeerRole role)
        : validator_(rules(root, identity), role) {}

    /// Through a cache, as Edge does.
    void known(const domainsec::SessionFacts& facts) {
        require(cache_.judge(validator_, {"partner", facts.chain(), *evidence_, {}}, now)->passed(),
                "a chain was refused");
    }

    /// As whoever meets this peer for the first time.
    void anew(const domainsec::SessionFacts& facts) const {
        require(validator_.judge(facts.chain(), *evidence_, now).passed(), "a chain was refused");
    }

  private:
    static domainsec::TrustPolicy rules(const Certificate& root, const char* identity) {
        domainsec::TrustPolicy policy;
        policy.anchors = domainsec::AnchorSet::from_certificates({root});
        policy.identities = {domain(identity)};
        policy.revocation = domainsec::RevocationMode::off;
        return policy;
    }

    domainsec::ChainValidator validator_;
    domainsec::JudgementCache cache_;
    std::shared_ptr<const domainsec::Evidence> evidence_ = domainsec::Evidence::none();
};

}  // namespace domainsec_benchmark
