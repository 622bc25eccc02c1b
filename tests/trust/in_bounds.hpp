// Holds the work of tests to time and memory, and a small world to do it in.
#pragma once

#include <chrono>

#include "pki/private_key_data.hpp"
#include "trust/judging.hpp"
#include "trust/memory_taken.hpp"

namespace domainsec::test::in_bounds {

/// 50 ms is meant, and measured by the benchmark; a machine under load is given ten times as much.
constexpr std::chrono::milliseconds longest{500};
/// All that is taken from the heap on the way: more than is ever held.
constexpr std::size_t most_memory = 32 * 1024 * 1024;

/// Does the work, and holds it to the bounds.
template <typename Work>
inline auto bounded(Work work) {
    const std::size_t before = memory_taken();
    const auto begin = std::chrono::steady_clock::now();
    auto result = work();
    const auto time = std::chrono::steady_clock::now() - begin;
    const std::size_t memory = memory_taken() - before;
    BOOST_TEST_MESSAGE(std::chrono::duration_cast<std::chrono::microseconds>(time).count()
                       << " us, " << memory << " octets");
    BOOST_TEST((time < longest));
    BOOST_TEST(memory < most_memory);
    return result;
}

inline ValidationReport judged_in_time(const TrustPolicy& policy,
                                       const std::vector<Certificate>& chain) {
    return bounded([&] { return judged(policy, chain); });
}

inline std::string outcome_in_time(const TrustPolicy& policy,
                                   const std::vector<Certificate>& chain) {
    return outcome(judged_in_time(policy, chain));
}

/// The reason a peer's octets are no certificate; "read" when they are one.
inline std::string reading(const Bytes& der) {
    return bounded([&]() -> std::string {
        std::string why;
        return Certificate::from_der(der, &why) ? "read" : why;
    });
}

inline const Party& root() {
    static const Party party = forge_root(authority("Fabrikam Root"));
    return party;
}

inline const Botan::Private_Key& root_key() {
    return *root().key.data().botan_key;
}

inline const PrivateKey& key(std::size_t index) {
    return pooled_key(KeyAlgorithm::ecdsa_p256, index);
}

inline TrustPolicy trusting_root() {
    return trusting({root().certificate});
}

/// An authority of that name and key, vouched for by another name and key.
inline Certificate cross(const std::string& subject, const PrivateKey& subject_key,
                         const std::string& issuer, const PrivateKey& issuer_key) {
    return forge_with(*issuer_key.data().botan_key, detail::encode_name(issuer, ""),
                      authority(subject), subject_key.public_key());
}

inline Certificate leaf_of(const std::string& issuer, const PrivateKey& issuer_key) {
    return forge_with(*issuer_key.data().botan_key, detail::encode_name(issuer, ""), edge(),
                      key(99).public_key());
}

inline Certificate leaf(const Spec& spec) {
    return forge_with(root_key(), root().name, spec, key(1).public_key());
}

inline bool contains(const std::string& text, std::string_view words) {
    return text.find(words) != std::string::npos;
}

}  // namespace domainsec::test::in_bounds
