// Public keys of stamps: which are taken, which are refused (RFC 8032 §5.1.3, RFC 8463 §3).
#include "stamp/verification_key.hpp"

#include <botan/ec_group.h>
#include <botan/ecdsa.h>
#include <botan/ed25519.h>
#include <botan/ml_dsa.h>
#include <botan/pubkey.h>
#include <botan/system_rng.h>
#include <botan/x509_key.h>

#include <algorithm>
#include <array>
#include <domainsec/error.hpp>

#include "pki/der_reader.hpp"
#include "pki/public_key_facts.hpp"
#include "stamp/pool.hpp"

namespace domainsec::inline v1::detail {
namespace {

using EncodedPoint = std::array<std::uint8_t, 32>;

// y of the points of order 1, 2, 4 and 8, little-endian, sign bit clear. Whoever publishes one
// makes one signature fit every message (Chalkias, Garillot, Nikolaenko: "Taming the many EdDSAs",
// 2020).
constexpr std::array<EncodedPoint, 5> small_order_points = {{
    {0},
    {1},
    {0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4,
     0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6,
     0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05},
    {0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b,
     0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39,
     0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a},
    {0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f},
}};

// y must be below p = 2^255 - 19: RFC 8032 §5.1.3 step 1. Others are second spellings of a point.
bool is_reduced(const EncodedPoint& y) noexcept {
    const bool high =
        y[31] == 0x7f &&
        std::all_of(y.begin() + 1, y.end() - 1, [](std::uint8_t octet) { return octet == 0xff; });
    return !high || y[0] < 0xed;
}

void check_ed25519(const Botan::Ed25519_PublicKey& key) {
    const auto raw = key.raw_public_key_bits();
    EncodedPoint y{};
    std::copy_n(raw.begin(), y.size(), y.begin());
    y[31] &= 0x7fU;
    if (!is_reduced(y) || std::find(small_order_points.begin(), small_order_points.end(), y) !=
                              small_order_points.end())
        throw Error(errc::malformed_key,
                    "The Ed25519 public key is a point of small order or not in canonical form; "
                    "make a new key");
    if (!key.check_key(Botan::system_rng(), true))
        throw Error(errc::malformed_key, "The Ed25519 public key is not a point on the curve");
}

std::shared_ptr<const Botan::Public_Key> ed25519_key(ByteView octets) {
    if (octets.size() != 32)
        throw Error(errc::malformed_key, "An Ed25519 public key has 32 octets, this one has " +
                                             std::to_string(octets.size()));
    auto key = std::make_shared<Botan::Ed25519_PublicKey>(octets.data(), octets.size());
    check_ed25519(*key);
    return key;
}

void check_p256(const Botan::ECDSA_PublicKey& key) {
    if (key.domain() != Botan::EC_Group::from_name("secp256r1"))
        throw Error(errc::unsupported_algorithm, "An ECDSA stamp key is on the curve P-256");
    if (!key.check_key(Botan::system_rng(), true))
        throw Error(errc::malformed_key, "The ECDSA public key is not a point of P-256");
}

std::shared_ptr<const Botan::Public_Key> ml_dsa_65_key(ByteView octets) {
    constexpr std::size_t size = 1952;
    if (octets.size() != size)
        throw Error(errc::malformed_key, "An ML-DSA-65 public key has 1952 octets, this one has " +
                                             std::to_string(octets.size()));
    return std::make_shared<Botan::ML_DSA_PublicKey>(
        octets, Botan::ML_DSA_Mode(Botan::ML_DSA_Mode::ML_DSA_6x5));
}

std::shared_ptr<const Botan::Public_Key> load_info(ByteView der) {
    try {
        return Botan::X509::load_key(der);
    } catch (const std::exception&) {
        throw Error(errc::malformed_key, "This is not a SubjectPublicKeyInfo in DER");
    }
}

constexpr std::size_t ed25519_octets = 32;

}  // namespace

// One key, and the verifiers that were made for it: for one thread at a time each.
struct VerificationKey::Part {
    Part(StampAlgorithm of, std::shared_ptr<const Botan::Public_Key> public_key)
        : algorithm(of), key(std::move(public_key)) {}

    StampAlgorithm algorithm;
    std::shared_ptr<const Botan::Public_Key> key;
    Pool<Botan::PK_Verifier> verifiers;

    bool verifies(const Sha256Digest& digest, ByteView signature) {
        auto verifier = verifiers.take([this] {
            return std::make_unique<Botan::PK_Verifier>(*key, signature_scheme(algorithm));
        });
        try {
            return verifier->verify_message(digest, signature);
        } catch (const Botan::Exception&) {
            verifier.discard();
            return false;
        }
    }
};

std::shared_ptr<VerificationKey::Part> VerificationKey::part_from_info(ByteView der) {
    auto key = load_info(der);
    if (const auto* ed25519 = dynamic_cast<const Botan::Ed25519_PublicKey*>(key.get())) {
        check_ed25519(*ed25519);
        return std::make_shared<Part>(StampAlgorithm::ed25519_sha256, std::move(key));
    }
    if (const auto* ecdsa = dynamic_cast<const Botan::ECDSA_PublicKey*>(key.get())) {
        check_p256(*ecdsa);
        return std::make_shared<Part>(StampAlgorithm::ecdsa_p256_sha256, std::move(key));
    }
    if (facts_of_public_key(der).kind == KeyKind::ml_dsa_65)
        return std::make_shared<Part>(StampAlgorithm::ml_dsa_65_sha256, std::move(key));
    throw Error(
        errc::unsupported_algorithm,
        "A stamp key is Ed25519, ECDSA P-256 or ML-DSA-65, not " + escaped(key->algo_name(), 32));
}

VerificationKey VerificationKey::from_public_key_info(ByteView der) {
    DerReader infos(der);
    const auto first = infos.next(der_sequence);
    if (!first) throw Error(errc::malformed_key, "This is not a SubjectPublicKeyInfo in DER");
    Parts parts{part_from_info(first->whole)};
    if (infos.at_end()) {
        const auto algorithm = parts.front()->algorithm;
        return {algorithm, std::move(parts)};
    }
    const auto second = infos.next(der_sequence);
    if (!second || !infos.at_end())
        throw Error(errc::malformed_key, "These are not two SubjectPublicKeyInfo in DER");
    parts.push_back(part_from_info(second->whole));
    if (parts[0]->algorithm != StampAlgorithm::ed25519_sha256 ||
        parts[1]->algorithm != StampAlgorithm::ml_dsa_65_sha256)
        throw Error(errc::unsupported_algorithm, "A set of two keys is Ed25519, then ML-DSA-65");
    return {StampAlgorithm::ed25519_ml_dsa_65_sha256, std::move(parts)};
}

VerificationKey VerificationKey::from_entry(StampAlgorithm algorithm, ByteView octets) {
    const auto part = [](StampAlgorithm of, std::shared_ptr<const Botan::Public_Key> key) {
        return std::make_shared<Part>(of, std::move(key));
    };
    switch (algorithm) {
        case StampAlgorithm::ed25519_sha256:
            return {algorithm, {part(algorithm, ed25519_key(octets))}};
        case StampAlgorithm::ml_dsa_65_sha256:
            return {algorithm, {part(algorithm, ml_dsa_65_key(octets))}};
        case StampAlgorithm::ed25519_ml_dsa_65_sha256: {
            const auto first = octets.first(std::min(octets.size(), ed25519_octets));
            return {algorithm,
                    {part(StampAlgorithm::ed25519_sha256, ed25519_key(first)),
                     part(StampAlgorithm::ml_dsa_65_sha256,
                          ml_dsa_65_key(octets.subspan(first.size())))}};
        }
        case StampAlgorithm::ecdsa_p256_sha256:
            break;
    }
    auto key = from_public_key_info(octets);
    if (key.algorithm() != algorithm)
        throw Error(errc::malformed_key, "The entry says " + std::string(to_string(algorithm)) +
                                             ", the public key is for " +
                                             std::string(to_string(key.algorithm())));
    return key;
}

Bytes VerificationKey::entry_octets() const {
    if (algorithm_ == StampAlgorithm::ecdsa_p256_sha256)
        return parts_.front()->key->subject_public_key();
    Bytes octets;
    for (const auto& part : parts_) {
        const auto raw = part->key->raw_public_key_bits();
        octets.insert(octets.end(), raw.begin(), raw.end());
    }
    return octets;
}

Bytes VerificationKey::public_key_info() const {
    Bytes infos;
    for (const auto& part : parts_) {
        const auto info = part->key->subject_public_key();
        infos.insert(infos.end(), info.begin(), info.end());
    }
    return infos;
}

bool VerificationKey::verifies(const Sha256Digest& digest, ByteView signatures) const {
    if (signatures.size() != signature_octets(algorithm_)) return false;
    return std::all_of(parts_.begin(), parts_.end(), [&](const auto& part) {
        const auto size = signature_octets(part->algorithm);
        const auto signature = signatures.first(size);
        signatures = signatures.subspan(size);
        return part->verifies(digest, signature);
    });
}

std::vector<StampAlgorithm> parts_of(StampAlgorithm algorithm) {
    if (algorithm == StampAlgorithm::ed25519_ml_dsa_65_sha256)
        return {StampAlgorithm::ed25519_sha256, StampAlgorithm::ml_dsa_65_sha256};
    return {algorithm};
}

const char* signature_scheme(StampAlgorithm algorithm) noexcept {
    switch (algorithm) {
        case StampAlgorithm::ed25519_sha256:
            return "Pure";
        case StampAlgorithm::ecdsa_p256_sha256:
            return "Raw(SHA-256)";
        case StampAlgorithm::ml_dsa_65_sha256:
        case StampAlgorithm::ed25519_ml_dsa_65_sha256:
            break;
    }
    return "";
}

}  // namespace domainsec::inline v1::detail
