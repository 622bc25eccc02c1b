// Keys and algorithms that still mean something (NIST SP 800-57; CA/Browser Forum BR §6.1.5). On
// every certificate: the leaf and the anchor too.
#include "pki/certificate_data.hpp"
#include "trust/path_rules.hpp"

namespace domainsec::inline v1::detail {
namespace {

constexpr std::size_t max_rsa_bits = 8192;

bool rsa_is_acceptable(const PublicKeyFacts& key, std::size_t min_bits) noexcept {
    return key.bits >= min_bits && key.bits <= max_rsa_bits && !key.exponent_is_unsafe &&
           key.exponent_bits <= 64;
}

std::size_t min_rsa_bits(const RuleInput& input) noexcept {
    constexpr std::size_t legacy_bits = 1024;
    return input.options.legacy_algorithms ? legacy_bits : input.policy.min_rsa_bits;
}

bool key_is_acceptable(const RuleInput& input, std::size_t index) noexcept {
    const PublicKeyFacts& key = input.certificate(index).certificate.data().key;
    switch (key.kind) {
        case KeyKind::rsa:
            return rsa_is_acceptable(key, min_rsa_bits(input));
        case KeyKind::ecdsa:
            return key.bits != 0;
        case KeyKind::ed25519:
            return index > 0;
        case KeyKind::dsa:
            return input.options.legacy_algorithms;
        case KeyKind::unreadable:
        case KeyKind::other:
        case KeyKind::ml_dsa_65:
            break;
    }
    return false;
}

std::string expected_key(const RuleInput& input, std::size_t index) {
    return "RSA of " + std::to_string(min_rsa_bits(input)) + " to " + std::to_string(max_rsa_bits) +
           " bits with an odd exponent, ECDSA on P-256, P-384 or " + "P-521" +
           (index > 0 ? ", Ed25519" : "");
}

std::string seen_key(const PublicKeyFacts& key) {
    if (key.kind == KeyKind::rsa && (key.exponent_is_unsafe || key.exponent_bits > 64))
        return key.description + " with an exponent of no use";
    return key.description;
}

}  // namespace

void check_strength(const RuleInput& input, FindingList& findings) {
    for (std::size_t i = 0; i < input.size(); ++i) {
        const CertificateFacts& facts = input.certificate(i);
        if (!key_is_acceptable(input, i))
            findings.add({TrustReason::weak_key, "RFC 5280 §4.1.2.7",
                          seen_key(facts.certificate.data().key), expected_key(input, i)},
                         i, facts);
        // The signature on what is trusted as such is not looked at (RFC 5280 §6.1.1(d)).
        if (input.path.end == PathEnd::anchor && i + 1 == input.size()) continue;
        const SignatureAlgorithm algorithm = signature_algorithm(facts.signature_algorithm);
        if (!algorithm.accepted_by(algorithms_of(input.options)))
            findings.add(
                {TrustReason::weak_algorithm, "RFC 5280 §4.1.1.2", "signed with " + algorithm.name,
                 "RSA, RSA-PSS or ECDSA with SHA-256 or better, or Ed25519"},
                i, facts);
    }
    for (std::size_t i = 0; i < input.path.signatures.size(); ++i) {
        if (input.path.signatures[i] == SignatureState::bad)
            findings.add({TrustReason::bad_signature, "RFC 5280 §6.1.3(a)(1)",
                          "a signature that the key of its issuer did not make",
                          "a signature by its issuer"},
                         i, input.certificate(i));
        if (input.path.signatures[i] == SignatureState::unusable_key &&
            !findings.has_error(TrustReason::weak_key, i + 1))
            findings.add({TrustReason::weak_key, "RFC 5280 §6.1.3(a)(1)",
                          "a key that cannot be computed with", expected_key(input, i + 1)},
                         i + 1, input.certificate(i + 1));
    }
}

}  // namespace domainsec::inline v1::detail
