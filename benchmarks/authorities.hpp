// What the certificates of benchmarks say (RFC 5280 §4.1), who issues them, and when they are
// judged.
#pragma once

#include <domainsec/names/domain_name.hpp>
#include <domainsec/pki/certificate_store.hpp>
#include <domainsec/pki/issue.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace domainsec_benchmark {

using domainsec::Certificate;
using domainsec::CertificateTemplate;
using domainsec::DomainName;
using domainsec::Identity;
using domainsec::PrivateKey;

constexpr domainsec::TimePoint now{domainsec::Seconds{1'795'480'285}};

inline void require(bool done, const char* what) {
    if (!done) throw std::runtime_error(what);
}

inline DomainName domain(std::string_view text) {
    return DomainName::from_string(text).value();
}

inline CertificateTemplate content_for(const std::string& name) {
    CertificateTemplate content;
    content.common_name = name;
    content.not_before = now - std::chrono::days(10);
    content.not_after = now + std::chrono::days(30);
    return content;
}

inline CertificateTemplate authority_for(const std::string& name, unsigned path_length) {
    CertificateTemplate content = content_for(name);
    content.server_auth = false;
    content.client_auth = false;
    content.is_ca = true;
    content.path_length = path_length;
    return content;
}

/// A root and an authority below it, all of P-256, and whom that authority certifies.
class Authorities final {
  public:
    const Certificate& root() const { return root_; }

    /// A new key, and its certificate with the authority's behind it.
    Identity issue(const std::string& name) const {
        const PrivateKey key = PrivateKey::generate(domainsec::KeyAlgorithm::ecdsa_p256);
        CertificateTemplate content = content_for(name);
        content.dns_names = {domain(name)};
        const Certificate leaf =
            domainsec::issue_certificate(issuing_, issuing_key_, key.public_key(), content);
        return {name, domainsec::Chain({leaf, issuing_}), key};
    }

    std::vector<Identity> issue(const std::string& name, std::size_t count) const {
        std::vector<Identity> identities;
        for (std::size_t at = 0; at < count; ++at) identities.push_back(issue(name));
        return identities;
    }

  private:
    PrivateKey root_key_ = PrivateKey::generate(domainsec::KeyAlgorithm::ecdsa_p256);
    Certificate root_ = domainsec::make_self_signed(root_key_, authority_for("Bench Root", 1));
    PrivateKey issuing_key_ = PrivateKey::generate(domainsec::KeyAlgorithm::ecdsa_p256);
    Certificate issuing_ = domainsec::issue_certificate(root_, root_key_, issuing_key_.public_key(),
                                                        authority_for("Bench Issuing", 0));
};

}  // namespace domainsec_benchmark
