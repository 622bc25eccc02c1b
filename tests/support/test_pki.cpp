// Authorities and identities for tests.
#include "support/test_pki.hpp"

#include <map>
#include <mutex>
#include <stdexcept>
#include <utility>

#include "pki/certificate_data.hpp"

namespace domainsec::test {
namespace {

CertificateTemplate authority_template(const std::string& name, unsigned path_length) {
    CertificateTemplate content;
    content.common_name = name;
    content.organization = name;
    content.not_before = test_now() - std::chrono::days(365);
    content.not_after = test_now() + std::chrono::days(9 * 365);
    content.server_auth = false;
    content.client_auth = false;
    content.is_ca = true;
    content.path_length = path_length;
    return content;
}

CertificateTemplate leaf_template(const std::vector<std::string>& names,
                                  const IssueOptions& options) {
    CertificateTemplate content;
    content.common_name = options.common_name;
    content.organization = options.organization;
    content.dns_names = domain_names(names);
    content.dns_wildcards = options.wildcards;
    content.not_before = options.not_before;
    content.not_after = options.not_after;
    content.server_auth = options.server_auth;
    content.client_auth = options.client_auth;
    content.crl_uris = options.crl_uris;
    content.ocsp_uris = options.ocsp_uris;
    return content;
}

bool is_rsa(KeyAlgorithm algorithm) {
    return algorithm == KeyAlgorithm::rsa_2048 || algorithm == KeyAlgorithm::rsa_3072 ||
           algorithm == KeyAlgorithm::rsa_4096;
}

PrivateKey key_for(KeyAlgorithm algorithm) {
    return is_rsa(algorithm) ? pooled_key(algorithm) : PrivateKey::generate(algorithm);
}

std::string label_for(const std::vector<std::string>& names) {
    return names.empty() ? std::string("test") : names.front();
}

}  // namespace

IssueOptions expired() {
    IssueOptions options;
    options.not_before = test_now() - std::chrono::days(100);
    options.not_after = test_now() - std::chrono::days(10);
    return options;
}

IssueOptions not_yet_valid() {
    IssueOptions options;
    options.not_before = test_now() + std::chrono::days(10);
    options.not_after = test_now() + std::chrono::days(100);
    return options;
}

IssueOptions server_only() {
    IssueOptions options;
    options.client_auth = false;
    return options;
}

IssueOptions client_only() {
    IssueOptions options;
    options.server_auth = false;
    return options;
}

const PrivateKey& pooled_key(KeyAlgorithm algorithm, std::size_t index) {
    static std::mutex mutex;
    static std::map<std::pair<KeyAlgorithm, std::size_t>, PrivateKey> pool;
    const std::lock_guard lock(mutex);
    const auto place = std::make_pair(algorithm, index);
    auto found = pool.find(place);
    if (found == pool.end()) found = pool.emplace(place, PrivateKey::generate(algorithm)).first;
    return found->second;
}

std::vector<DomainName> domain_names(const std::vector<std::string>& names) {
    std::vector<DomainName> parsed;
    for (const std::string& name : names) {
        auto domain = DomainName::from_string(name);
        if (!domain) throw std::invalid_argument("not a domain name: " + name);
        parsed.push_back(*std::move(domain));
    }
    return parsed;
}

TestCa::TestCa(Certificate certificate, PrivateKey key, std::vector<Certificate> above)
    : certificate_(std::move(certificate)), key_(std::move(key)), above_(std::move(above)) {}

TestCa::TestCa(const std::string& name, KeyAlgorithm algorithm)
    : TestCa([&] {
          constexpr unsigned path_length = 5;
          PrivateKey key = key_for(algorithm);
          Certificate root = make_self_signed(key, authority_template(name, path_length));
          return TestCa(std::move(root), std::move(key), {});
      }()) {}

TestCa TestCa::intermediate(const std::string& name, unsigned path_length) const {
    PrivateKey key = PrivateKey::generate(KeyAlgorithm::ecdsa_p256);
    Certificate certificate = issue_certificate(certificate_, key_, key.public_key(),
                                                authority_template(name, path_length));
    std::vector<Certificate> above{certificate};
    above.insert(above.end(), above_.begin(), above_.end());
    return TestCa(std::move(certificate), std::move(key), std::move(above));
}

Identity TestCa::issue(const std::vector<std::string>& names, const IssueOptions& options) const {
    return issue_for(key_for(options.key), names, options);
}

Identity TestCa::issue_for(const PrivateKey& key, const std::vector<std::string>& names,
                           const IssueOptions& options) const {
    std::vector<Certificate> chain{
        issue_certificate(certificate_, key_, key.public_key(), leaf_template(names, options))};
    chain.insert(chain.end(), above_.begin(), above_.end());
    return {label_for(names), Chain(std::move(chain)), key};
}

Bytes TestCa::crl(const std::vector<Certificate>& revoked, TimePoint this_update,
                  TimePoint next_update) const {
    std::vector<RevokedEntry> entries;
    for (const Certificate& certificate : revoked)
        entries.push_back({serial_octets(certificate), this_update});
    return make_crl(certificate_, key_, entries, this_update, next_update);
}

Identity self_signed(const std::vector<std::string>& names, const IssueOptions& options) {
    const PrivateKey key = key_for(options.key);
    return {label_for(names), Chain({make_self_signed(key, leaf_template(names, options))}), key};
}

Bytes serial_octets(const Certificate& certificate) {
    return certificate.data().x509().serial_number();
}

}  // namespace domainsec::test
