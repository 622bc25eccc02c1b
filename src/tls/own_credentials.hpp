// Our certificate and key, as the engine asks for them (RFC 8446 §4.4.2.2).
#pragma once

#include <botan/certstor.h>
#include <botan/credentials_manager.h>
#include <botan/x509cert.h>

#include <domainsec/names/domain_name.hpp>
#include <domainsec/names/host_pattern.hpp>
#include <domainsec/pki/certificate_store.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace domainsec::inline v1::detail {

/// Throws Error(invalid_argument) for an empty chain, Error(unsupported_algorithm) for an Ed25519
/// key and Error(key_mismatch).
void check_identity(const Identity& identity);

/// Gives the identity that the peer asks for by name and whose kind of key it can verify, or none
/// at all. It has no pre-shared keys.
class OwnCredentials final : public Botan::Credentials_Manager {
  public:
    /// The identities have been checked. `authorities` are named to clients when they are asked
    /// for a certificate.
    OwnCredentials(const std::vector<Identity>& identities,
                   const std::vector<Certificate>& authorities);

    std::vector<Botan::X509_Certificate> find_cert_chain(
        const std::vector<std::string>& key_types,
        const std::vector<Botan::AlgorithmIdentifier>& signature_schemes,
        const std::vector<Botan::X509_DN>& acceptable_authorities, const std::string& type,
        const std::string& context) override;

    std::shared_ptr<Botan::Private_Key> private_key_for(const Botan::X509_Certificate& certificate,
                                                        const std::string& type,
                                                        const std::string& context) override;

    std::vector<Botan::Certificate_Store*> trusted_certificate_authorities(
        const std::string& type, const std::string& context) override;

    /// Our chain whose leaf this is; null when it is none of ours.
    const Chain* chain_of(const Botan::X509_Certificate& leaf) const;

  private:
    struct Own {
        Chain chain;
        std::vector<HostPattern> names;
        std::vector<Botan::X509_Certificate> engine_chain;
        std::shared_ptr<Botan::Private_Key> key;
        std::string key_type;
        std::optional<DomainName> only_for;
    };
    static bool holds(const Own& own, const std::optional<DomainName>& name);

    std::vector<Own> own_;
    Botan::Certificate_Store_In_Memory authorities_;
    bool names_authorities_;
};

}  // namespace domainsec::inline v1::detail
