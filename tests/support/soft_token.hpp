// A token of SoftHSM2's in a folder of its own, with keys that pkcs11-tool makes in it.
#pragma once

#include <domainsec/pki/private_key.hpp>
#include <string>

#include "support/temporary_directory.hpp"

namespace domainsec::test {

/// One per process, for drivers read their configuration once. Keys are made before one is opened.
class SoftToken final {
  public:
    /// False where SoftHSM2 or pkcs11-tool is missing, and says so: cmake/dependencies --tests
    /// installs both.
    static bool is_there();

    /// The token "edge" with the PIN "1234", and the tokens "twins", two of them.
    static SoftToken& of_this_process();

    /// Makes a pair of keys, "EC:prime256v1" say, in the token "edge".
    void make(const std::string& label, const std::string& type, const std::string& id) const;
    /// Runs pkcs11-tool on the token "edge", logged in. Throws std::runtime_error when it fails.
    void tool(const std::string& arguments) const;

    /// `pkcs11:token=edge;object=LABEL?module-path=...`.
    std::string uri(const std::string& label) const;
    /// The query of uri().
    std::string driver() const;

    /// A new key, opened; its label is `label` and a number.
    PrivateKey key(const std::string& label, const std::string& type) const;

    static constexpr const char* pin = "1234";

  private:
    SoftToken();

    TemporaryDirectory folder_;
};

}  // namespace domainsec::test

/// Ends a case where there is no token to test with.
#define DOMAINSEC_NEEDS_SOFT_TOKEN()                     \
    if (!domainsec::test::SoftToken::is_there()) return; \
    static_assert(true)
