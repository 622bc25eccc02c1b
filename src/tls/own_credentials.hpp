// Our certificate and key, as the engine asks for them (RFC 8446 §4.4.2.2).
#pragma once

#include <botan/credentials_manager.h>
#include <botan/x509cert.h>

#include <domainsec/pki/certificate_store.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace domainsec::inline v1::detail {

/// Throws Error(invalid_argument) for an empty chain, Error(unsupported_algorithm) for an Ed25519
/// key and Error(key_mismatch).
void check_identity(const Identity& identity);

/// Gives one identity to whoever can verify its kind of key, or none at all. It names no authority
/// (the list would tell partners apart) and has no pre-shared keys.
class OwnCredentials final : public Botan::Credentials_Manager {
  public:
    /// The identity has been checked.
    explicit OwnCredentials(const std::optional<Identity>& identity);

    std::vector<Botan::X509_Certificate> find_cert_chain(
        const std::vector<std::string>& key_types,
        const std::vector<Botan::AlgorithmIdentifier>& signature_schemes,
        const std::vector<Botan::X509_DN>& acceptable_authorities, const std::string& type,
        const std::string& context) override;

    std::shared_ptr<Botan::Private_Key> private_key_for(const Botan::X509_Certificate& certificate,
                                                        const std::string& type,
                                                        const std::string& context) override;

  private:
    std::vector<Botan::X509_Certificate> chain_;
    std::shared_ptr<Botan::Private_Key> key_;
    std::string key_type_;
};

}  // namespace domainsec::inline v1::detail
