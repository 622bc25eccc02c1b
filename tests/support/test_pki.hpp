// Authorities and identities for tests: quick to make, valid around test_now().
#pragma once

#include <domainsec/clock.hpp>
#include <domainsec/pki/certificate.hpp>
#include <domainsec/pki/certificate_store.hpp>
#include <domainsec/pki/issue.hpp>
#include <domainsec/pki/private_key.hpp>
#include <string>
#include <vector>

#include "support/test_clock.hpp"

namespace domainsec::test {

/// What a test certificate says besides its names.
struct IssueOptions {
    bool server_auth = true;
    bool client_auth = true;
    TimePoint not_before = test_now() - std::chrono::days(30);
    TimePoint not_after = test_now() + std::chrono::days(60);
    KeyAlgorithm key = KeyAlgorithm::ecdsa_p256;
    std::string common_name;
    std::string organization;
    std::vector<std::string> wildcards;
    std::vector<std::string> crl_uris;
    std::vector<std::string> ocsp_uris;
};

/// Ended ten days before test_now().
IssueOptions expired();
/// Begins ten days after test_now().
IssueOptions not_yet_valid();
/// Extended key usage with serverAuth alone, as public authorities issue since 2026.
IssueOptions server_only();
IssueOptions client_only();

/// A key from a small pool per algorithm, so that suites do not wait for RSA. Two indices give two
/// different keys; the same index gives the same key in this process.
const PrivateKey& pooled_key(KeyAlgorithm algorithm, std::size_t index = 0);

/// Names for a template; throws std::invalid_argument for a text that is none.
std::vector<DomainName> domain_names(const std::vector<std::string>& names);

/// A certificate authority. `name` becomes its common name. Valid ten years around test_now().
class TestCa final {
  public:
    explicit TestCa(const std::string& name, KeyAlgorithm algorithm = KeyAlgorithm::ecdsa_p256);

    const Certificate& certificate() const { return certificate_; }
    const PrivateKey& key() const { return key_; }

    /// An authority below this one.
    TestCa intermediate(const std::string& name, unsigned path_length = 0) const;

    /// An identity with a fresh key (RSA: from the pool); its chain is the leaf and the
    /// intermediates, without the root.
    Identity issue(const std::vector<std::string>& names, const IssueOptions& options = {}) const;

    /// The same for a key that is there already.
    Identity issue_for(const PrivateKey& key, const std::vector<std::string>& names,
                       const IssueOptions& options = {}) const;

    /// A revocation list in DER, fresh at test_now(), due a week later.
    Bytes crl(const std::vector<Certificate>& revoked,
              TimePoint this_update = test_now() - std::chrono::days(1),
              TimePoint next_update = test_now() + std::chrono::days(6)) const;

  private:
    TestCa(Certificate certificate, PrivateKey key, std::vector<Certificate> above);

    Certificate certificate_;
    PrivateKey key_;
    std::vector<Certificate> above_;  ///< What goes into chains: this authority and those above it.
};

/// A certificate that vouches for itself, as small organizations use it.
Identity self_signed(const std::vector<std::string>& names, const IssueOptions& options = {});

/// The serial number in octets, as revocation lists and OCSP name it.
Bytes serial_octets(const Certificate& certificate);

}  // namespace domainsec::test
