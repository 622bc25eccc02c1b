// Certificates and keys as files for the openssl program.
#include "openssl_files.hpp"

#include "support/run_command.hpp"

namespace domainsec::test {

OpensslFiles::OpensslFiles() : authority_("Interop Authority") {
    write_file(authority_path(), authority_.certificate().pem());
}

std::vector<std::string> OpensslFiles::identity_words(const Identity& identity) const {
    const std::string base = (directory_ / to_hex(identity.chain.leaf().fingerprint())).string();
    write_file(base + ".pem", identity.chain.leaf().pem());
    write_file(base + ".key", identity.key.to_pem(SecretAccess::granted()));
    std::vector<std::string> words{"-cert", base + ".pem", "-key", base + ".key"};
    if (identity.chain.certificates().size() > 1) {
        const std::vector<Certificate>& chain = identity.chain.certificates();
        write_file(base + ".chain", Chain({chain.begin() + 1, chain.end()}).pem());
        words = words + std::vector<std::string>{"-cert_chain", base + ".chain"};
    }
    return words;
}

std::vector<std::string> OpensslFiles::trust_words() const {
    return {"-verifyCAfile", authority_path(), "-attime",
            std::to_string(test_now().time_since_epoch().count())};
}

std::vector<std::string> operator+(std::vector<std::string> words,
                                   const std::vector<std::string>& more) {
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

}  // namespace domainsec::test
