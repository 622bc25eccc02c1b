// Mechanisms of PKCS #11 for Botan's schemes (PKCS #11 Current Mechanisms v2.40 §2.1, §2.3).
#include "pki/pkcs11_signature.hpp"

#include <botan/der_enc.h>
#include <botan/hash.h>
#include <botan/pubkey.h>

#include <algorithm>
#include <array>
#include <utility>

namespace domainsec::inline v1::detail {
namespace {

// Certificates, handshakes and digests: far above any of them.
constexpr std::size_t longest_message = std::size_t{1} << 24U;

struct Hash {
    std::string_view name;
    std::size_t octets;
    CK_MECHANISM_TYPE mechanism;
    CK_RSA_PKCS_MGF_TYPE mask;
    std::string_view oid;
};

constexpr std::array<Hash, 3> hashes{{
    {"SHA-256", 32, CKM_SHA256, CKG_MGF1_SHA256, "2.16.840.1.101.3.4.2.1"},
    {"SHA-384", 48, CKM_SHA384, CKG_MGF1_SHA384, "2.16.840.1.101.3.4.2.2"},
    {"SHA-512", 64, CKM_SHA512, CKG_MGF1_SHA512, "2.16.840.1.101.3.4.2.3"},
}};

const Hash* hash_named(std::string_view name) noexcept {
    const auto* const found =
        std::ranges::find(hashes, name, [](const Hash& each) { return each.name; });
    return found == hashes.end() ? nullptr : found;
}

/// What stands between "NAME(" and the first "," or ")"; nothing for another name.
std::optional<std::string> hash_in(std::string_view params, std::string_view name) {
    if (!params.starts_with(name) || params.substr(name.size(), 1) != "(") return std::nullopt;
    params.remove_prefix(name.size() + 1);
    return std::string(params.substr(0, params.find_first_of(",)")));
}

// RFC 8017 §9.2, step 2.
Bytes digest_info(const Hash& hash, ByteView digest) {
    Bytes der;
    Botan::DER_Encoder(der)
        .start_sequence()
        .encode(Botan::AlgorithmIdentifier(Botan::OID(hash.oid),
                                           Botan::AlgorithmIdentifier::USE_NULL_PARAM))
        .encode(digest.data(), digest.size(), Botan::ASN1_Type::OctetString)
        .end_cons();
    return der;
}

}  // namespace

Pkcs11Signature::Pkcs11Signature(const Pkcs11Key& key, std::string_view params)
    : key_(key), params_(params), scheme_(Scheme::ecdsa) {
    std::optional<std::string> hash;
    if (key.algo_name() == "ECDSA") {
        hash = hash_in(params, "Raw");
        if (hash)
            scheme_ = Scheme::ecdsa_raw;
        else
            hash = std::string(params);
    } else if ((hash = hash_in(params, "PKCS1v15"))) {
        scheme_ = Scheme::rsa_pkcs1;
    } else if ((hash = hash_in(params, "PSS"))) {
        scheme_ = Scheme::rsa_pss;
    }
    const Hash* const known = hash ? hash_named(*hash) : nullptr;
    if (known == nullptr)
        throw Error(errc::unsupported_algorithm,
                    "A key in a token does not sign with \"" + params_ + '"');
    hash_ = known->name;
    // With other lengths of the salt, or another mask, the token would be told what is not meant.
    if (scheme_ == Scheme::rsa_pss && params != "PSS(" + hash_ + ")" &&
        params != "PSS(" + hash_ + ",MGF1," + std::to_string(known->octets) + ")")
        throw Error(errc::unsupported_algorithm,
                    "A key in a token does not sign with \"" + params_ + '"');
}

void Pkcs11Signature::update(std::span<const std::uint8_t> input) {
    if (input.size() > longest_message - message_.size()) {
        message_.clear();
        throw Error(errc::limit_exceeded, "Over 16 MiB are too much for a key in a token to sign");
    }
    message_.insert(message_.end(), input.begin(), input.end());
}

Bytes Pkcs11Signature::digest_of(ByteView message) const {
    const auto hash = Botan::HashFunction::create_or_throw(hash_);
    hash->update(message);
    return hash->final_stdvec();
}

// The leftmost octets of a digest that is longer than the order (FIPS 186-5 §6.4.1).
Bytes Pkcs11Signature::ask_ecdsa(ByteView digest) const {
    const std::size_t order = (key_.key_length() + 7) / 8;
    return key_.sign({CKM_ECDSA, nullptr, 0}, digest.first(std::min(order, digest.size())));
}

Bytes Pkcs11Signature::ask(ByteView message) const {
    const Hash& hash = *hash_named(hash_);
    switch (scheme_) {
        case Scheme::ecdsa_raw:
            return ask_ecdsa(message);
        case Scheme::ecdsa:
            return ask_ecdsa(digest_of(message));
        case Scheme::rsa_pkcs1:
            return key_.sign({CKM_RSA_PKCS, nullptr, 0}, digest_info(hash, digest_of(message)));
        case Scheme::rsa_pss:
            break;
    }
    CK_RSA_PKCS_PSS_PARAMS salted{hash.mechanism, hash.mask, hash.octets};
    return key_.sign({CKM_RSA_PKCS_PSS, &salted, sizeof salted}, digest_of(message));
}

std::vector<std::uint8_t> Pkcs11Signature::sign(Botan::RandomNumberGenerator&) {
    const Bytes message = std::exchange(message_, {});
    auto signature = ask(message);
    Botan::PK_Verifier verifier(*key_.verification_key(), params_);
    if (!verifier.verify_message(message, signature))
        throw Error(errc::key_mismatch,
                    "The token made a signature that does not verify with the public key: it is "
                    "not this key's, or the token is broken");
    return signature;
}

std::size_t Pkcs11Signature::signature_length() const {
    const std::size_t octets = (key_.key_length() + 7) / 8;
    return scheme_ == Scheme::ecdsa || scheme_ == Scheme::ecdsa_raw ? 2 * octets : octets;
}

Botan::AlgorithmIdentifier Pkcs11Signature::algorithm_identifier() const {
    using Botan::AlgorithmIdentifier;
    if (scheme_ == Scheme::ecdsa)
        return {Botan::OID::from_string("ECDSA/" + hash_), AlgorithmIdentifier::USE_EMPTY_PARAM};
    if (scheme_ == Scheme::rsa_pkcs1)
        return {Botan::OID::from_string("RSA/PKCS1v15(" + hash_ + ")"),
                AlgorithmIdentifier::USE_NULL_PARAM};
    return Signature::algorithm_identifier();
}

}  // namespace domainsec::inline v1::detail
