// Certificates and keys as files for the openssl program, and the words to start it with.
#pragma once

#include <string>
#include <vector>

#include "support/temporary_directory.hpp"
#include "support/test_pki.hpp"

namespace domainsec::test {

class OpensslFiles final {
  public:
    OpensslFiles();

    const TestCa& authority() const { return authority_; }
    std::string authority_path() const { return (directory_ / "authority.pem").string(); }

    /// "-cert FILE -key FILE", and "-cert_chain FILE" where there is one.
    std::vector<std::string> identity_words(const Identity& identity) const;

    /// "-verifyCAfile FILE -attime TIME": trust for what authority() issued, at the tests' time.
    /// (With -CAfile the program would add the root to what it presents.)
    std::vector<std::string> trust_words() const;

  private:
    TemporaryDirectory directory_;
    TestCa authority_;
};

/// Both lists, one behind the other.
std::vector<std::string> operator+(std::vector<std::string> words,
                                   const std::vector<std::string>& more);

}  // namespace domainsec::test
