// Signs digests with a key held here or elsewhere (RFC 8463 §3; ECDSA with the nonce of RFC 6979).
#include <domainsec/stamp/stamp_key.hpp>

#include <botan/pk_keys.h>
#include <botan/pubkey.h>
#include <botan/system_rng.h>

#include <domainsec/error.hpp>
#include <utility>

#include "pki/private_key_data.hpp"
#include "stamp/verification_key.hpp"

namespace domainsec::inline v1 {

std::string_view to_string(StampAlgorithm algorithm) noexcept {
    switch (algorithm) {
        case StampAlgorithm::ed25519_sha256:
            return "ed25519-sha256";
        case StampAlgorithm::ecdsa_p256_sha256:
            return "ecdsa-p256-sha256";
        case StampAlgorithm::ml_dsa_65_sha256:
            return "ml-dsa-65-sha256";
        case StampAlgorithm::ed25519_ml_dsa_65_sha256:
            return "ed25519-sha256+ml-dsa-65-sha256";
    }
    return "unknown";
}

std::optional<StampAlgorithm> stamp_algorithm_from_string(std::string_view text) noexcept {
    for (const auto algorithm :
         {StampAlgorithm::ed25519_sha256, StampAlgorithm::ecdsa_p256_sha256,
          StampAlgorithm::ml_dsa_65_sha256, StampAlgorithm::ed25519_ml_dsa_65_sha256})
        if (text == to_string(algorithm)) return algorithm;
    return std::nullopt;
}

std::size_t signature_octets(StampAlgorithm algorithm) noexcept {
    constexpr std::size_t short_signature = 64;
    constexpr std::size_t ml_dsa_65_signature = 3309;
    switch (algorithm) {
        case StampAlgorithm::ed25519_sha256:
        case StampAlgorithm::ecdsa_p256_sha256:
            break;
        case StampAlgorithm::ml_dsa_65_sha256:
            return ml_dsa_65_signature;
        case StampAlgorithm::ed25519_ml_dsa_65_sha256:
            return short_signature + ml_dsa_65_signature;
    }
    return short_signature;
}

struct StampKey::Impl {
    detail::VerificationKey verification;
    Bytes public_key;
    std::shared_ptr<const Botan::Private_Key> held;  // null when it is elsewhere
    SigningCallback elsewhere;
};

namespace {

void check_use(const PrivateKey& key) {
    if (key.algorithm() != KeyAlgorithm::ed25519 && key.algorithm() != KeyAlgorithm::ecdsa_p256)
        throw Error(errc::unsupported_algorithm, "A stamp key is ed25519 or ecdsa-p256, not " +
                                                     std::string(to_string(key.algorithm())));
}

Bytes ask_elsewhere(const SigningCallback& sign, const detail::VerificationKey& key,
                    const Sha256Digest& digest) {
    // Whatever a foreign signer does wrong is a passing matter: no stamp now, perhaps one later.
    try {
        auto signature = sign(digest);
        if (signature.size() == 64 && key.verifies(digest, signature)) return signature;
    } catch (...) {
        return {};
    }
    return {};
}

}  // namespace

StampKey::StampKey(const PrivateKey& key) {
    check_use(key);
    impl_ = std::make_shared<const Impl>(
        Impl{detail::VerificationKey::from_public_key_info(key.public_key()), key.public_key(),
             key.data().botan_key, nullptr});
}

StampKey::StampKey(ByteView public_key, SigningCallback sign) {
    if (!sign) throw Error(errc::invalid_argument, "StampKey: the signing callback is empty");
    impl_ = std::make_shared<const Impl>(
        Impl{detail::VerificationKey::from_public_key_info(public_key),
             Bytes(public_key.begin(), public_key.end()), nullptr, std::move(sign)});
}

StampAlgorithm StampKey::algorithm() const noexcept {
    return impl_->verification.algorithm();
}

const Bytes& StampKey::public_key() const noexcept {
    return impl_->public_key;
}

Bytes StampKey::sign(const Sha256Digest& digest) const {
    if (!impl_->held) return ask_elsewhere(impl_->elsewhere, impl_->verification, digest);
    auto& random = Botan::system_rng();
    Botan::PK_Signer signer(*impl_->held, random, detail::signature_scheme(algorithm()));
    return signer.sign_message(digest, random);
}

}  // namespace domainsec::inline v1
