// Files that go between us and other programs, and the programs (RFC 7292, RFC 5652, RFC 5958).
#pragma once

#include <domainsec/pki/certificate_store.hpp>
#include <domainsec/pki/pkcs12.hpp>
#include <functional>
#include <string>
#include <vector>

#include "support/temporary_directory.hpp"
#include "support/test_pki.hpp"

namespace domainsec::test {

/// Of every protected file.
constexpr auto interchange_passphrase = "secret1";

/// A directory with one identity in it, for one kind of key: key.pem, public.der, leaf.pem,
/// leaf.der, chain.pem (leaf and issuer) and peer.p12, which OpenSSL made of them.
class Interchange final {
  public:
    explicit Interchange(KeyAlgorithm algorithm);

    const Identity& identity() const { return identity_; }

    /// Runs a line of sh there; the test fails unless it succeeds.
    void run(const std::string& line) const;

    void put(const std::string& name, ByteView content) const;
    std::string get(const std::string& name) const;

    /// The test fails unless the file is the identity's key, as we read it.
    void is_key(const std::string& name, const char* passphrase = "") const;
    /// The same as OpenSSL reads it.
    void openssl_reads_key(const std::string& name) const;
    /// The test fails unless the PEM text in it has these certificates and no others.
    void has_certificates(const std::string& name, const Chain& chain) const;
    /// The same for what read_pkcs12() found, with the key and the name "edge".
    void is_all(const Pkcs12Contents& contents) const;

  private:
    TemporaryDirectory directory_;
    Identity identity_;
};

/// One format, one protection, one direction, one program.
struct Combination {
    std::string name;
    std::string peer;  ///< One of peers().
    std::function<void(const Interchange&)> run;
    bool rsa_only = false;

    bool fits(KeyAlgorithm algorithm) const {
        const bool is_ec =
            algorithm == KeyAlgorithm::ecdsa_p256 || algorithm == KeyAlgorithm::ecdsa_p384;
        return !rsa_only || !is_ec;
    }
};

/// What we write for others to read, and the reverse.
std::vector<Combination> combinations_we_write();
std::vector<Combination> combinations_they_write();

struct Peer {
    std::string name;
    std::string check;  ///< Succeeds where the program is there, in a version that can do it.
    bool required = false;
};

const std::vector<Peer>& peers();
bool is_present(const std::string& peer);

}  // namespace domainsec::test
