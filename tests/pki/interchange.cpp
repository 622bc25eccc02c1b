// The identity that goes between programs, and which programs there are.
#include "pki/interchange.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <map>

#include "support/run_command.hpp"

namespace domainsec::test {
namespace {

// OpenSSL finds the primes of 4096 bits in a tenth of the time.
PrivateKey new_key(KeyAlgorithm algorithm) {
    const std::string name(to_string(algorithm));
    if (!name.starts_with("rsa-")) return PrivateKey::generate(algorithm);
    const CommandResult made =
        run_command("openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:" + name.substr(4) +
                        " 2>/dev/null",
                    60);
    return PrivateKey::from_octets(bytes_of(made.output));
}

Identity issued(KeyAlgorithm algorithm) {
    return TestCa("Fabrikam Root")
        .intermediate("Fabrikam Issuing")
        .issue_for(new_key(algorithm), {"fabrikam.example"});
}

// Where Python's "cryptography" is, which brings an OpenSSL of its own, newer than the system's.
constexpr auto python_script = R"(import sys
from cryptography.hazmat.primitives.serialization import *
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography import x509
secret = b'secret1'
if sys.argv[1] == 'read':
    key, leaf, rest = pkcs12.load_key_and_certificates(open(sys.argv[2], 'rb').read(), secret)
    out = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for certificate in [leaf] + rest: out += certificate.public_bytes(Encoding.PEM)
else:
    key = load_pem_private_key(open('key.pem', 'rb').read(), None)
    leaf, issuer = x509.load_pem_x509_certificates(open('chain.pem', 'rb').read())
    out = pkcs12.serialize_key_and_certificates(
        b'edge', key, leaf, [issuer], BestAvailableEncryption(secret))
open(sys.argv[3], 'wb').write(out)
)";

}  // namespace

const std::vector<Peer>& peers() {
    static const std::vector<Peer> list{
        {"openssl", "openssl version", true},
        {"openssl >= 3.4",
         R"(openssl version | grep -Eq '^OpenSSL (3\.([4-9]|[1-9][0-9])|[4-9])')"},
        {"certtool", "certtool --version", true},
        {"certtool >= 3.8.6",
         R"(certtool --version | grep -Eq '^certtool (3\.(8\.([6-9]|[1-9][0-9])|9|[1-9][0-9])|[4-9])')"},
        {"keytool", "command -v keytool && keytool -help"},
        {"python-cryptography", "python3 -c 'import cryptography.x509'"},
        {"python-cryptography with openssl >= 3.4",
         "python3 -c 'from cryptography.hazmat.backends.openssl.backend import backend as b\n"
         "assert b.openssl_version_number() >= 0x30400000'"},
    };
    return list;
}

bool is_present(const std::string& peer) {
    static std::map<std::string, bool> known;
    const auto found = known.find(peer);
    if (found != known.end()) return found->second;
    const auto row = std::find_if(peers().begin(), peers().end(),
                                  [&](const Peer& other) { return other.name == peer; });
    BOOST_REQUIRE_MESSAGE(row != peers().end(), peer << " is not in the table of peers");
    return known[peer] = run_command(row->check, 30).exit_code == 0;
}

Interchange::Interchange(KeyAlgorithm algorithm) : identity_(issued(algorithm)) {
    put("key.pem", bytes_of(identity_.key.to_pem(SecretAccess::granted())));
    put("public.der", identity_.key.public_key());
    put("leaf.pem", bytes_of(identity_.chain.leaf().pem()));
    put("leaf.der", identity_.chain.leaf().der());
    put("chain.pem", bytes_of(identity_.chain.pem()));
    put("p12.py", bytes_of(python_script));
    run("openssl pkcs12 -export -inkey key.pem -in chain.pem -name edge -passout pass:secret1 "
        "-out peer.p12");
}

void Interchange::run(const std::string& line) const {
    const CommandResult result =
        run_command("cd " + directory_.path().string() + " && " + line, 60);
    BOOST_TEST(result.exit_code == 0, line << ": " << result.output);
}

void Interchange::put(const std::string& name, ByteView content) const {
    write_file(directory_ / name, content);
}

std::string Interchange::get(const std::string& name) const {
    return read_file(directory_ / name);
}

void Interchange::is_key(const std::string& name, const char* passphrase) const {
    const PrivateKey key = PrivateKey::from_octets(bytes_of(get(name)), passphrase);
    BOOST_CHECK(key.public_key() == identity_.key.public_key());
}

void Interchange::openssl_reads_key(const std::string& name) const {
    run("openssl pkey -in " + name +
        " -passin pass:secret1 -pubout -outform DER | cmp - public.der");
}

void Interchange::has_certificates(const std::string& name, const Chain& chain) const {
    const Chain found = Chain::from_pem(get(name));
    BOOST_CHECK(std::is_permutation(found.certificates().begin(), found.certificates().end(),
                                    chain.certificates().begin(), chain.certificates().end()));
}

void Interchange::is_all(const Pkcs12Contents& contents) const {
    BOOST_REQUIRE(contents.key);
    BOOST_CHECK(contents.key->public_key() == identity_.key.public_key());
    BOOST_CHECK(contents.certificates == identity_.chain.certificates());
    BOOST_TEST(contents.friendly_name == "edge");
}

}  // namespace domainsec::test
