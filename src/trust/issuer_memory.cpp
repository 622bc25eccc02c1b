// Remembers good signatures on authorities, and pools verifiers, which belong to one thread while
// they are used.
#include "trust/issuer_memory.hpp"

#include <algorithm>
#include <cstring>

#include "pki/certificate_data.hpp"

namespace domainsec::inline v1::detail {
namespace {

// As many threads as use one key at a time without making it ready again.
constexpr std::size_t max_idle_of_one_key = 4;

std::size_t first_octets(const Sha256Digest& digest) noexcept {
    std::size_t value = 0;
    std::memcpy(&value, digest.data(), sizeof value);
    return value;
}

}  // namespace

std::size_t IssuerMemory::Hash::operator()(const Sha256Digest& digest) const noexcept {
    return first_octets(digest);
}

std::size_t IssuerMemory::Hash::operator()(const SignatureKey& key) const noexcept {
    return first_octets(key.child) ^ first_octets(key.issuer);
}

IssuerMemory::IssuerMemory() : keys_(max_keys), good_signatures_(max_signatures) {}

bool IssuerMemory::is_known_good(const CertificateFacts& child, const CertificateFacts& issuer) {
    const std::lock_guard guard(lock_);
    return good_signatures_.find(
               {child.certificate.fingerprint(), issuer.certificate.spki_sha256()}) != nullptr;
}

std::unique_ptr<Botan::PK_Verifier> IssuerMemory::take(const Sha256Digest& key,
                                                       ByteView algorithm) {
    const std::lock_guard guard(lock_);
    PreparedKey* const known = keys_.find(key);
    if (known == nullptr) return nullptr;
    const auto prepared = std::ranges::find_if(known->idle, [algorithm](const auto& candidate) {
        return std::ranges::equal(candidate.algorithm, algorithm);
    });
    if (prepared == known->idle.end()) return nullptr;
    auto verifier = std::move(prepared->verifier);
    known->idle.erase(prepared);
    return verifier;
}

void IssuerMemory::give_back(const Sha256Digest& key, ByteView algorithm,
                             std::unique_ptr<Botan::PK_Verifier> verifier) {
    const std::lock_guard guard(lock_);
    PreparedKey* const known = keys_.find(key);
    if (known == nullptr || known->idle.size() == max_idle_of_one_key) return;
    known->idle.push_back({Bytes(algorithm.begin(), algorithm.end()), std::move(verifier)});
}

SignatureState IssuerMemory::check(const CertificateFacts& child, const CertificateFacts& issuer,
                                   AlgorithmRules rules) {
    const ByteView algorithm = child.signature_algorithm;
    if (!signature_algorithm(algorithm).accepted_by(rules)) return SignatureState::weak_algorithm;
    if (is_known_good(child, issuer)) return SignatureState::good;
    const Sha256Digest& key = issuer.certificate.spki_sha256();
    auto verifier = take(key, algorithm);
    if (!verifier) {
        if (issuer.certificate.data().botan_key() == nullptr) return SignatureState::unusable_key;
        verifier = prepare_verifier(issuer.certificate, algorithm);
    }
    const SignatureState state = verify(verifier.get(), child.signed_part, child.signature);
    // Only after a good signature is it certain that nothing of this one is left in it.
    if (state == SignatureState::good) give_back(key, algorithm, std::move(verifier));
    return state;
}

void IssuerMemory::learn(const CandidatePath& accepted) {
    const std::lock_guard guard(lock_);
    for (std::size_t i = 1; i < accepted.certificates.size(); ++i) {
        const Certificate& issuer = accepted.certificates[i]->certificate;
        if (keys_.find(issuer.spki_sha256()) == nullptr) keys_.put(issuer.spki_sha256(), {});
        // The leaf's own signature is not kept: leaves are many and come once.
        if (i == 1 || accepted.signatures[i - 1] != SignatureState::good) continue;
        const Certificate& child = accepted.certificates[i - 1]->certificate;
        good_signatures_.put({child.fingerprint(), issuer.spki_sha256()}, true);
    }
}

std::size_t IssuerMemory::remembered_signatures() const {
    const std::lock_guard guard(lock_);
    return good_signatures_.size();
}

std::size_t IssuerMemory::remembered_keys() const {
    const std::lock_guard guard(lock_);
    return keys_.size();
}

}  // namespace domainsec::inline v1::detail
