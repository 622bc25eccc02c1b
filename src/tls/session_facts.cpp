// The facts of a session: of our own, and as a caller with another TLS stack describes them.
#include <algorithm>
#include <domainsec/error.hpp>
#include <domainsec/tls/session_facts.hpp>
#include <utility>

#include "tls/parameter_names.hpp"
#include "tls/session_facts_builder.hpp"

namespace domainsec::inline v1 {
namespace {

constexpr std::size_t max_parameter_octets = 64;

[[noreturn]] void refuse_facts(const std::string& sentence, const char* field) {
    throw Error(errc::invalid_argument, sentence, {}, 0, field);
}

template <typename Value>
const Value& given(const std::optional<Value>& value, const char* field) {
    if (!value)
        refuse_facts(std::string(field) + " is missing: say what your TLS library reports", field);
    return *value;
}

bool is_parameter_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
}

// The text goes into stamps and logs as it is.
void check_parameter(const std::string& text, const char* field) {
    if (text.empty())
        refuse_facts(std::string(field) + " is missing: say what was negotiated", field);
    if (text.size() > max_parameter_octets ||
        !std::all_of(text.begin(), text.end(), is_parameter_character))
        refuse_facts(std::string(field) + " \"" + escaped(text) + "\" is not a registered name",
                     field);
}

PeerProof read_proof(const CallerSession::Proof& given_proof) {
    if (!given(given_proof.handshake_complete, "proof.handshake_complete"))
        refuse_facts("the handshake is not complete: ask again when it is",
                     "proof.handshake_complete");
    PeerProof proof;
    proof.resumed = given(given_proof.resumed, "proof.resumed");
    proof.proved_at = given(given_proof.proved_at, "proof.proved_at");
    proof.version = given(given_proof.version, "proof.version");
    check_parameter(given_proof.cipher, "proof.cipher");
    check_parameter(given_proof.group, "proof.group");
    proof.cipher = detail::iana_cipher_name(given_proof.cipher);
    proof.group = detail::group_name(std::string_view(given_proof.group));
    // Libraries differ in what they report for TLS 1.3, which binds the transcript by itself (RFC
    // 8446 §D).
    proof.extended_master_secret =
        given(given_proof.extended_master_secret, "proof.extended_master_secret") ||
        proof.version == TlsVersion::tls13;
    proof.asserted_by_caller = true;
    if (detail::is_aead_cipher(proof.cipher) &&
        detail::is_tls13_cipher(proof.cipher) != (proof.version == TlsVersion::tls13))
        refuse_facts(
            proof.cipher + " cannot be a suite of " + std::string(to_string(proof.version)),
            "proof.cipher");
    return proof;
}

std::vector<Bytes> whole_chain(const CallerSession& session) {
    if (session.leaf.empty()) {
        if (!session.intermediates.empty())
            refuse_facts(
                "leaf is empty though intermediates are given: pass the peer's own certificate",
                "leaf");
        return {};
    }
    std::vector<Bytes> chain{session.leaf};
    auto rest = session.intermediates.begin();
    // OpenSSL's chain holds the leaf on a client.
    if (rest != session.intermediates.end() && *rest == session.leaf) ++rest;
    chain.insert(chain.end(), rest, session.intermediates.end());
    return chain;
}

}  // namespace

std::string_view to_string(TlsVersion version) noexcept {
    return version == TlsVersion::tls12 ? "TLS1.2" : "TLS1.3";
}

SessionFacts SessionFactsBuilder::build(HandshakeOutcome outcome) {
    SessionFacts facts;
    facts.tls_ = true;
    facts.chain_ = std::move(outcome.chain);
    facts.chain_problem_ = std::move(outcome.chain_problem);
    facts.proof_ = std::move(outcome.proof);
    facts.staples_ = std::move(outcome.staples);
    facts.server_name_ = std::move(outcome.server_name);
    facts.peer_address_ = std::move(outcome.peer_address);
    return facts;
}

SessionFacts SessionFactsBuilder::clear_text(std::string peer_address) {
    SessionFacts facts;
    facts.peer_address_ = std::move(peer_address);
    return facts;
}

void SessionFactsBuilder::complete(SessionFacts& facts, Bytes binding,
                                   std::string application_protocol) {
    facts.binding_ = std::move(binding);
    facts.application_protocol_ = std::move(application_protocol);
}

SessionFacts SessionFacts::clear_text(std::string peer_address) {
    return SessionFactsBuilder::clear_text(std::move(peer_address));
}

SessionFacts SessionFacts::from_peer(const CallerSession& session, const ChainLimits& limits) {
    HandshakeOutcome outcome;
    outcome.proof = read_proof(session.proof);
    std::string problem;
    const std::vector<Bytes> certificates = whole_chain(session);
    if (std::optional<Chain> chain = Chain::from_der(certificates, limits, &problem))
        outcome.chain = std::move(*chain);
    else
        outcome.chain_problem =
            problem.empty() ? "The peer's certificates cannot be read" : std::move(problem);
    outcome.staples = session.staples;
    outcome.server_name = escaped(session.server_name);
    outcome.peer_address = session.peer_address;
    SessionFacts facts = SessionFactsBuilder::build(std::move(outcome));
    SessionFactsBuilder::complete(facts, session.binding, escaped(session.application_protocol));
    return facts;
}

bool SessionFacts::is_strong() const noexcept {
    return tls_ && proof_.extended_master_secret && detail::is_aead_cipher(proof_.cipher);
}

std::string SessionFacts::parameters() const {
    if (!tls_) return {};
    return std::string(to_string(proof_.version)) + "/" + proof_.cipher + "/" + proof_.group;
}

}  // namespace domainsec::inline v1
