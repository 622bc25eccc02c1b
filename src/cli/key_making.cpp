// Keys are written before anybody is told of them.
#include "cli/key_making.hpp"

#include <domainsec/error.hpp>

#include "cli/key_ring_edits.hpp"

namespace domainsec::cli {

StampKey make_stamp_key(const std::string& algorithm, const std::filesystem::path& file,
                        const std::string& passphrase) {
    const auto access = SecretAccess::granted();
    if (algorithm == "ed25519+ml-dsa-65") {
        const auto first = PrivateKey::generate(KeyAlgorithm::ed25519);
        const auto second = PrivateKey::generate(KeyAlgorithm::ml_dsa_65);
        write_new_secret(file,
                         first.to_pem(access, passphrase) + second.to_pem(access, passphrase));
        return {first, second};
    }
    const auto single = key_algorithm_from_string(algorithm);
    if (single != KeyAlgorithm::ed25519 && single != KeyAlgorithm::ecdsa_p256 &&
        single != KeyAlgorithm::ml_dsa_65)
        throw Error(errc::invalid_argument,
                    std::string("--algorithm: write ") + stamp_algorithms_text);
    const auto key = PrivateKey::generate(*single);
    key.write_new(file, access, passphrase);
    return StampKey(key);
}

}  // namespace domainsec::cli
