// Private keys: made, read, checked, written (RFC 5208, RFC 5958, RFC 8018).
#include <domainsec/pki/private_key.hpp>

#include <botan/ec_group.h>
#include <botan/ecdsa.h>
#include <botan/ed25519.h>
#include <botan/mem_ops.h>
#include <botan/ml_dsa.h>
#include <botan/pkcs8.h>
#include <botan/rsa.h>

#include <algorithm>
#include <array>
#include <domainsec/error.hpp>
#include <domainsec/pki/certificate.hpp>
#include <utility>

#include "pki/atomic_file.hpp"
#include "pki/files.hpp"
#include "pki/key_reading.hpp"
#include "pki/private_key_data.hpp"
#include "pki/public_key_facts.hpp"
#include "pki/random.hpp"

namespace domainsec::inline v1 {
namespace {

constexpr std::array<std::pair<KeyAlgorithm, std::string_view>, 7> algorithm_names{{
    {KeyAlgorithm::ecdsa_p256, "ecdsa-p256"},
    {KeyAlgorithm::ecdsa_p384, "ecdsa-p384"},
    {KeyAlgorithm::rsa_2048, "rsa-2048"},
    {KeyAlgorithm::rsa_3072, "rsa-3072"},
    {KeyAlgorithm::rsa_4096, "rsa-4096"},
    {KeyAlgorithm::ed25519, "ed25519"},
    {KeyAlgorithm::ml_dsa_65, "ml-dsa-65"},
}};

// What a passphrase is worth against one who has the file: OWASP's figure of 2023 for
// PBKDF2-HMAC-SHA-256.
constexpr std::size_t pbkdf2_iterations = 600'000;

std::shared_ptr<Botan::Private_Key> make_key(KeyAlgorithm algorithm) {
    auto& random = detail::system_random();
    switch (algorithm) {
        case KeyAlgorithm::ecdsa_p256:
            return std::make_shared<Botan::ECDSA_PrivateKey>(
                random, Botan::EC_Group::from_name("secp256r1"));
        case KeyAlgorithm::ecdsa_p384:
            return std::make_shared<Botan::ECDSA_PrivateKey>(
                random, Botan::EC_Group::from_name("secp384r1"));
        case KeyAlgorithm::rsa_2048:
            return std::make_shared<Botan::RSA_PrivateKey>(random, 2048);
        case KeyAlgorithm::rsa_3072:
            return std::make_shared<Botan::RSA_PrivateKey>(random, 3072);
        case KeyAlgorithm::rsa_4096:
            return std::make_shared<Botan::RSA_PrivateKey>(random, 4096);
        case KeyAlgorithm::ed25519:
            return std::make_shared<Botan::Ed25519_PrivateKey>(random);
        case KeyAlgorithm::ml_dsa_65:
            return std::make_shared<Botan::ML_DSA_PrivateKey>(
                random, Botan::ML_DSA_Mode(Botan::ML_DSA_Mode::ML_DSA_6x5));
    }
    throw Error(errc::invalid_argument, "The key algorithm is none of those that are listed");
}

KeyAlgorithm rsa_name(std::size_t bits) {
    constexpr std::size_t most = 8192;
    if (bits < 2048)
        throw Error(errc::weak_key,
                    "It is an RSA key of " + std::to_string(bits) + " bits; 2048 is the least");
    if (bits > most)
        throw Error(errc::limit_exceeded,
                    "It is an RSA key of " + std::to_string(bits) + " bits; 8192 is the most");
    if (bits < 3072) return KeyAlgorithm::rsa_2048;
    return bits < 4096 ? KeyAlgorithm::rsa_3072 : KeyAlgorithm::rsa_4096;
}

KeyAlgorithm algorithm_of(ByteView subject_public_key_info) {
    const auto facts = detail::facts_of_public_key(subject_public_key_info);
    switch (facts.kind) {
        case detail::KeyKind::rsa:
            if (facts.exponent_is_unsafe)
                throw Error(errc::weak_key, "It is an RSA key whose exponent proves nothing");
            return rsa_name(facts.bits);
        case detail::KeyKind::ecdsa:
            if (facts.bits == 256) return KeyAlgorithm::ecdsa_p256;
            if (facts.bits == 384) return KeyAlgorithm::ecdsa_p384;
            break;
        case detail::KeyKind::ed25519:
            return KeyAlgorithm::ed25519;
        case detail::KeyKind::ml_dsa_65:
            return KeyAlgorithm::ml_dsa_65;
        case detail::KeyKind::dsa:
        case detail::KeyKind::other:
        case detail::KeyKind::unreadable:
            break;
    }
    throw Error(errc::unsupported_algorithm,
                "It is " + facts.description + ": make one with ecdsa-p256");
}

}  // namespace

PrivateKeyData::PrivateKeyData(std::shared_ptr<Botan::Private_Key> key)
    : public_key_info(key->subject_public_key()), botan_key(std::move(key)) {
    algorithm = algorithm_of(public_key_info);
}

std::string_view to_string(KeyAlgorithm algorithm) noexcept {
    for (const auto& [value, name] : algorithm_names)
        if (value == algorithm) return name;
    return "unknown";
}

std::optional<KeyAlgorithm> key_algorithm_from_string(std::string_view text) noexcept {
    for (const auto& [value, name] : algorithm_names)
        if (name == text) return value;
    return std::nullopt;
}

namespace {

PrivateKey checked_key(ByteView octets, std::string_view passphrase, const std::string& file) {
    auto key = detail::read_private_key(octets, passphrase, file);
    try {
        auto data = std::make_shared<const PrivateKeyData>(std::move(key));
        // The numbers of a damaged or forged key do not belong together, and signatures made with
        // it can give it away.
        if (!data->botan_key->check_key(detail::system_random(), false))
            throw Error(errc::malformed_key, "Its numbers do not make a key");
        return PrivateKey(std::move(data));
    } catch (const Error& reason) {
        throw Error(reason.code(), reason.what(), file);
    } catch (const std::exception& reason) {
        throw Error(errc::malformed_key, std::string("It cannot be used: ") + reason.what(), file);
    }
}

}  // namespace

PrivateKey PrivateKey::generate(KeyAlgorithm algorithm) {
    try {
        return PrivateKey(std::make_shared<const PrivateKeyData>(make_key(algorithm)));
    } catch (const Error&) {
        throw;
    } catch (const std::exception& reason) {
        throw Error(errc::resource_unavailable,
                    std::string("No key could be made: ") + reason.what());
    }
}

PrivateKey PrivateKey::from_octets(ByteView octets, std::string_view passphrase) {
    return checked_key(octets, passphrase, {});
}

PrivateKey PrivateKey::from_file(const std::filesystem::path& path, std::string_view passphrase) {
    return checked_key(detail::read_secret_file(path, detail::max_key_octets), passphrase,
                       path.string());
}

KeyAlgorithm PrivateKey::algorithm() const noexcept {
    return data_->algorithm;
}
const Bytes& PrivateKey::public_key() const noexcept {
    return data_->public_key_info;
}
Sha256Digest PrivateKey::spki_sha256() const {
    return sha256(data_->public_key_info);
}

std::string PrivateKey::to_pem(SecretAccess, std::string_view passphrase) const {
    if (passphrase.empty()) return Botan::PKCS8::PEM_encode(*data_->botan_key);
    return Botan::PKCS8::PEM_encode_encrypted_pbkdf_iter(*data_->botan_key, detail::system_random(),
                                                         passphrase, pbkdf2_iterations,
                                                         "AES-256/CBC", "SHA-256");
}

void PrivateKey::write_new(const std::filesystem::path& path, SecretAccess access,
                           std::string_view passphrase) const {
    std::string pem = to_pem(access, passphrase);
    const Botan::secure_vector<std::uint8_t> content(pem.begin(), pem.end());
    Botan::secure_scrub_memory(pem.data(), pem.size());
    detail::write_new_file(path, content);
}

}  // namespace domainsec::inline v1
