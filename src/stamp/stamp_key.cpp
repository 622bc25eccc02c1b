// Signs digests with keys held here or elsewhere (RFC 8463 §3; ECDSA with the nonce of RFC 6979;
// FIPS 204).
#include <domainsec/stamp/stamp_key.hpp>

#include <botan/pk_keys.h>
#include <botan/pubkey.h>

#include <algorithm>
#include <domainsec/error.hpp>
#include <string>
#include <utility>
#include <vector>

#include "pki/files.hpp"
#include "pki/key_reading.hpp"
#include "pki/private_key_data.hpp"
#include "pki/random.hpp"
#include "stamp/pool.hpp"
#include "stamp/signing_socket.hpp"
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

namespace {

// One key, and the signers that were made for it: for one thread at a time each.
struct HeldKey {
    HeldKey(StampAlgorithm of, std::shared_ptr<const Botan::Private_Key> private_key)
        : algorithm(of), key(std::move(private_key)) {}

    StampAlgorithm algorithm;
    std::shared_ptr<const Botan::Private_Key> key;
    detail::Pool<Botan::PK_Signer> signers;

    Bytes sign(const Sha256Digest& digest) {
        auto& random = detail::system_random();
        auto signer = signers.take([&] {
            return std::make_unique<Botan::PK_Signer>(*key, random,
                                                      detail::signature_scheme(algorithm));
        });
        try {
            return signer->sign_message(digest, random);
        } catch (const std::exception&) {
            signer.discard();  // it may hold this digest still and sign it with the next one
            throw;
        }
    }
};

}  // namespace

struct StampKey::Impl {
    detail::VerificationKey verification;
    Bytes public_key;
    std::vector<std::unique_ptr<HeldKey>> held;  // none when they are elsewhere
    SigningCallback elsewhere;
};

namespace {

StampAlgorithm algorithm_of(const PrivateKey& key) {
    switch (key.algorithm()) {
        case KeyAlgorithm::ed25519:
            return StampAlgorithm::ed25519_sha256;
        case KeyAlgorithm::ecdsa_p256:
            return StampAlgorithm::ecdsa_p256_sha256;
        case KeyAlgorithm::ml_dsa_65:
            return StampAlgorithm::ml_dsa_65_sha256;
        case KeyAlgorithm::ecdsa_p384:
        case KeyAlgorithm::rsa_2048:
        case KeyAlgorithm::rsa_3072:
        case KeyAlgorithm::rsa_4096:
            break;
    }
    throw Error(errc::unsupported_algorithm,
                "A stamp key is ed25519, ecdsa-p256 or ml-dsa-65, not " +
                    std::string(to_string(key.algorithm())));
}

std::unique_ptr<HeldKey> held(const PrivateKey& key) {
    return std::make_unique<HeldKey>(algorithm_of(key), key.data().botan_key);
}

Bytes joined(const Bytes& first, const Bytes& second) {
    Bytes both = first;
    both.insert(both.end(), second.begin(), second.end());
    return both;
}

Bytes ask_elsewhere(const SigningCallback& sign, const detail::VerificationKey& key,
                    const Sha256Digest& digest, std::string& why) {
    // Whatever a foreign signer does wrong is a passing matter: no stamp now, perhaps one later.
    try {
        auto signatures = sign(digest);
        if (key.verifies(digest, signatures)) return signatures;
        why =
            signatures.empty() ? "The signer gave none." : "What the signer gave does not verify.";
    } catch (const std::exception& failure) {
        why = escaped(failure.what());
    } catch (...) {
        why = "The signer threw something that is no std::exception.";
    }
    return {};
}

Bytes sign_here(const std::vector<std::unique_ptr<HeldKey>>& keys, const Sha256Digest& digest,
                std::string& why) {
    // Without randomness, say. A passing matter too, and never half a set.
    try {
        auto signatures = keys.front()->sign(digest);
        if (keys.size() == 2) {
            const auto second = keys.back()->sign(digest);
            signatures.insert(signatures.end(), second.begin(), second.end());
        }
        return signatures;
    } catch (const std::exception& failure) {
        why = escaped(failure.what());
        return {};
    }
}

// Where the second private key of a PEM text begins; the end when it has one or none. Blocks of
// other kinds, such as the parameters that OpenSSL puts before a key, stay with what they stand by.
std::size_t second_key(std::string_view text) noexcept {
    constexpr std::string_view begin = "-----BEGIN ";
    constexpr std::string_view end = "PRIVATE KEY-----";
    bool had_one = false;
    for (std::size_t at = 0; at < text.size();) {
        const auto line_end = std::min(text.find('\n', at), text.size());
        auto line = text.substr(at, line_end - at);
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.starts_with(begin) && line.ends_with(end)) {
            if (had_one) return at;
            had_one = true;
        }
        at = line_end + 1;
    }
    return text.size();
}

}  // namespace

StampKey::StampKey(const PrivateKey& key) {
    algorithm_of(key);
    auto impl =
        std::make_shared<Impl>(Impl{detail::VerificationKey::from_public_key_info(key.public_key()),
                                    key.public_key(),
                                    {},
                                    nullptr});
    impl->held.push_back(held(key));
    impl_ = std::move(impl);
}

StampKey::StampKey(const PrivateKey& ed25519, const PrivateKey& ml_dsa_65) {
    const auto both = joined(ed25519.public_key(), ml_dsa_65.public_key());
    auto impl = std::make_shared<Impl>(
        Impl{detail::VerificationKey::from_public_key_info(both), both, {}, nullptr});
    impl->held.push_back(held(ed25519));
    impl->held.push_back(held(ml_dsa_65));
    impl_ = std::move(impl);
}

StampKey::StampKey(ByteView public_key, SigningCallback sign) {
    if (!sign) throw Error(errc::invalid_argument, "StampKey: the signing callback is empty");
    impl_ =
        std::make_shared<const Impl>(Impl{detail::VerificationKey::from_public_key_info(public_key),
                                          Bytes(public_key.begin(), public_key.end()),
                                          {},
                                          std::move(sign)});
}

StampKey StampKey::from_file(const std::filesystem::path& file, std::string_view passphrase) {
    const auto octets = detail::read_secret_file(file, 2 * detail::max_key_octets);
    const ByteView whole(octets);
    const auto second = second_key(text_of(whole));
    try {
        if (second == whole.size()) return StampKey(PrivateKey::from_octets(whole, passphrase));
        return {PrivateKey::from_octets(whole.first(second), passphrase),
                PrivateKey::from_octets(whole.subspan(second), passphrase)};
    } catch (const Error& error) {
        throw Error(error.code(), error.what(), file.string());
    }
}

StampKey StampKey::from_socket(const std::filesystem::path& socket, ByteView public_key,
                               std::chrono::milliseconds timeout) {
    if (timeout < std::chrono::milliseconds{10} || timeout > std::chrono::seconds{60})
        throw Error(errc::invalid_argument, "StampKey: timeout must be 10 ms to 60 s");
    if (!detail::is_socket_path(socket))
        throw Error(errc::invalid_argument,
                    "The path of a socket has 1 to " +
                        std::to_string(detail::max_socket_path_octets) + " octets, this one has " +
                        std::to_string(socket.native().size()),
                    socket.string());
    const auto octets =
        signature_octets(detail::VerificationKey::from_public_key_info(public_key).algorithm());
    const auto milliseconds = static_cast<int>(timeout.count());
    return {public_key, [socket, octets, milliseconds](ByteView digest) {
                return detail::ask_signing_socket(socket, digest, octets, milliseconds);
            }};
}

StampAlgorithm StampKey::algorithm() const noexcept {
    return impl_->verification.algorithm();
}

const Bytes& StampKey::public_key() const noexcept {
    return impl_->public_key;
}

Bytes StampKey::sign(const Sha256Digest& digest, std::string* why) const {
    std::string reason;
    const auto& keys = impl_->held;
    auto signatures = keys.empty()
                          ? ask_elsewhere(impl_->elsewhere, impl_->verification, digest, reason)
                          : sign_here(keys, digest, reason);
    if (why != nullptr) *why = std::move(reason);
    return signatures;
}

}  // namespace domainsec::inline v1
