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
    if (identity.key.algorithm() == KeyAlgorithm::ed25519)
        throw Error(errc::unsupported_algorithm,
                    "The identity \"" + escaped(identity.label) +
                        "\" has an Ed25519 key, which mail servers do not take for TLS: use "
                        "ecdsa-p256 or RSA",
                    {}, 0, "identity.key");
    if (identity.chain.leaf().public_key() != identity.key.public_key())
        throw Error(errc::key_mismatch,
                    "The key of the identity \"" + escaped(identity.label) +
                        "\" does not belong to the first certificate of its chain",
                    {}, 0, "identity.key");
}

OwnCredentials::OwnCredentials(const std::optional<Identity>& identity) {
    if (!identity) return;
    for (const Certificate& certificate : identity->chain.certificates())
        chain_.push_back(certificate.data().x509());
    key_ = identity->key.data().botan_key;
    key_type_ = key_->algo_name();
}

std::vector<Botan::X509_Certificate> OwnCredentials::find_cert_chain(
    const std::vector<std::string>& key_types, const std::vector<Botan::AlgorithmIdentifier>&,
    const std::vector<Botan::X509_DN>&, const std::string&, const std::string&) {
    if (std::find(key_types.begin(), key_types.end(), key_type_) == key_types.end()) return {};
    return chain_;
}

std::shared_ptr<Botan::Private_Key> OwnCredentials::private_key_for(
    const Botan::X509_Certificate& certificate, const std::string&, const std::string&) {
    return !chain_.empty() && certificate == chain_.front() ? key_ : nullptr;
}

}  // namespace domainsec::inline v1::detail
