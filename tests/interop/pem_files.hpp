// Certificates and keys as files for programs of others, gone with the test.
#pragma once

#include <domainsec/pki/certificate_store.hpp>
#include <string>

#include "support/temporary_directory.hpp"
#include "support/test_pki.hpp"

namespace domainsec::test {

/// Where an identity lies.
struct IdentityFiles {
    std::string certificate;  ///< The chain, leaf first, without the root.
    std::string key;          ///< Unencrypted PKCS #8.
    std::string leaf;         ///< The leaf alone,
    std::string above;        ///< and the rest of the chain; empty when there is none.
};

class PemFiles final {
  public:
    IdentityFiles write(const Identity& identity) const;
    std::string write(const TestCa& authority) const;
    /// A file of any other content.
    std::string write(const std::string& name, const std::string& content) const;

    std::string path(const std::string& name) const { return (directory_ / name).string(); }

  private:
    TemporaryDirectory directory_;
};

}  // namespace domainsec::test
