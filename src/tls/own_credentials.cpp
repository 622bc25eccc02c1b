// Our certificate and key, as the engine asks for them (RFC 8446 §4.4.2.2).
#include "tls/own_credentials.hpp"

#include <algorithm>
#include <domainsec/error.hpp>

#include "pki/certificate_data.hpp"
#include "pki/private_key_data.hpp"

namespace domainsec::inline v1::detail {

void check_identity(const Identity& identity) {
    if (identity.chain.empty())
        throw Error(errc::invalid_argument,
                    "The identity \"" + escaped(identity.label) +
                        "\" has no certificate: give its chain, leaf first",
                    {}, 0, "identity.chain");
    const auto algorithm = identity.key.algorithm();
    if (algorithm == KeyAlgorithm::ed25519 || algorithm == KeyAlgorithm::ml_dsa_65)
        throw Error(errc::unsupported_algorithm,
                    "The identity \"" + escaped(identity.label) +
                        (algorithm == KeyAlgorithm::ed25519 ? "\" has an Ed25519 key"
                                                            : "\" has an ML-DSA-65 key") +
                        ", which mail servers do not take for TLS: use ecdsa-p256 or RSA",
                    {}, 0, "identity.key");
    if (identity.chain.leaf().public_key() != identity.key.public_key())
        throw Error(errc::key_mismatch,
                    "The key of the identity \"" + escaped(identity.label) +
                        "\" does not belong to the first certificate of its chain",
                    {}, 0, "identity.key");
}

OwnCredentials::OwnCredentials(const std::vector<Identity>& identities,
                               const std::vector<Certificate>& authorities)
    : names_authorities_(!authorities.empty()) {
    for (const Identity& identity : identities) {
        Own own;
        own.chain = identity.chain;
        for (const std::string& name : identity.chain.leaf().dns_names())
            if (const auto pattern = HostPattern::from_string(name)) own.names.push_back(*pattern);
        for (const Certificate& certificate : identity.chain.certificates())
            own.engine_chain.push_back(certificate.data().x509());
        own.key = identity.key.data().botan_key;
        own.key_type = own.key->algo_name();
        own.only_for = identity.only_for;
        own_.push_back(std::move(own));
    }
    for (const Certificate& authority : authorities)
        authorities_.add_certificate(authority.data().x509());
}

bool OwnCredentials::holds(const Own& own, const std::optional<DomainName>& name) {
    return name && std::any_of(own.names.begin(), own.names.end(),
                               [&](const HostPattern& pattern) { return pattern.matches(*name); });
}

// For a server `context` is the name that the client asked for.
std::vector<Botan::X509_Certificate> OwnCredentials::find_cert_chain(
    const std::vector<std::string>& key_types, const std::vector<Botan::AlgorithmIdentifier>&,
    const std::vector<Botan::X509_DN>&, const std::string&, const std::string& context) {
    const auto name = own_.size() > 1 ? DomainName::from_string(context) : std::nullopt;
    const Own* holder = nullptr;
    const Own* first = nullptr;
    for (const Own& own : own_) {
        if (std::find(key_types.begin(), key_types.end(), own.key_type) == key_types.end())
            continue;
        if (own.only_for && own.only_for == name) return own.engine_chain;
        if (own.only_for) continue;
        if (holder == nullptr && holds(own, name)) holder = &own;
        if (first == nullptr) first = &own;
    }
    const Own* const chosen = holder != nullptr ? holder : first;
    return chosen == nullptr ? std::vector<Botan::X509_Certificate>() : chosen->engine_chain;
}

std::shared_ptr<Botan::Private_Key> OwnCredentials::private_key_for(
    const Botan::X509_Certificate& certificate, const std::string&, const std::string&) {
    for (const Own& own : own_)
        if (certificate == own.engine_chain.front()) return own.key;
    return nullptr;
}

std::vector<Botan::Certificate_Store*> OwnCredentials::trusted_certificate_authorities(
    const std::string& type, const std::string&) {
    if (!names_authorities_ || type != "tls-server") return {};
    return {&authorities_};
}

const Chain* OwnCredentials::chain_of(const Botan::X509_Certificate& leaf) const {
    for (const Own& own : own_)
        if (leaf == own.engine_chain.front()) return &own.chain;
    return nullptr;
}

}  // namespace domainsec::inline v1::detail
