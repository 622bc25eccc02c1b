// Certificates and keys as files for programs of others.
#include "pem_files.hpp"

#include "support/run_command.hpp"

namespace domainsec::test {

std::string PemFiles::write(const std::string& name, const std::string& content) const {
    write_file(directory_ / name, content);
    return path(name);
}

IdentityFiles PemFiles::write(const Identity& identity) const {
    const std::vector<Certificate>& chain = identity.chain.certificates();
    const std::string base = to_hex(identity.chain.leaf().fingerprint());
    const Chain above({chain.begin() + 1, chain.end()});
    return {write(base + ".pem", identity.chain.pem()),
            write(base + ".key", identity.key.to_pem(SecretAccess::granted())),
            write(base + "-leaf.pem", identity.chain.leaf().pem()),
            above.empty() ? std::string() : write(base + "-above.pem", above.pem())};
}

std::string PemFiles::write(const TestCa& authority) const {
    return write(to_hex(authority.certificate().fingerprint()) + ".pem",
                 authority.certificate().pem());
}

}  // namespace domainsec::test
