// Keys are written before anybody is told of them.
#include "cli/key_making.hpp"

#include <string.h>

#include <domainsec/error.hpp>
#include <utility>

#include "cli/whole_files.hpp"

namespace domainsec::cli {
namespace {

struct Wiped {
    explicit Wiped(std::string secret) : text(std::move(secret)) {}
    Wiped(const Wiped&) = delete;
    Wiped& operator=(const Wiped&) = delete;
    ~Wiped() { ::explicit_bzero(text.data(), text.size()); }

    std::string text;
};

}  // namespace

StampKey make_stamp_key(const std::string& algorithm, const std::filesystem::path& file,
                        const std::string& passphrase) {
    const auto access = SecretAccess::granted();
    if (algorithm == "ed25519+ml-dsa-65") {
        const auto first = PrivateKey::generate(KeyAlgorithm::ed25519);
        const auto second = PrivateKey::generate(KeyAlgorithm::ml_dsa_65);
        const Wiped one{first.to_pem(access, passphrase)};
        const Wiped other{second.to_pem(access, passphrase)};
        write_new_secret(file, {one.text, other.text});
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
