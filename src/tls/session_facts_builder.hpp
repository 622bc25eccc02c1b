// The one way by which facts of our own sessions come to be: nothing public can make them up.
#pragma once

#include <domainsec/tls/session_facts.hpp>
#include <string>

namespace domainsec::inline v1 {

/// What a completed handshake has shown.
struct HandshakeOutcome {
    Chain chain;
    std::string chain_problem;
    PeerProof proof;
    std::vector<Bytes> staples;
    std::string server_name;
    std::string peer_address;
};

class SessionFactsBuilder final {
  public:
    /// To be called where the handshake is complete and the proof was checked, nowhere else.
    static SessionFacts build(HandshakeOutcome outcome);
    static SessionFacts clear_text(std::string peer_address);

    /// What the engine tells only when it has finished.
    static void complete(SessionFacts& facts, Bytes binding, std::string application_protocol);
};

}  // namespace domainsec::inline v1
