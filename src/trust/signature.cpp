// Signature algorithms and their verification by Botan (RFC 4055 §3.1, §5; RFC 5758 §3; RFC 8410).
#include "trust/signature.hpp"

#include <botan/asn1_obj.h>
#include <botan/ber_dec.h>
#include <botan/pubkey.h>

#include <algorithm>
#include <array>

#include "pki/certificate_data.hpp"
#include "pki/der_reader.hpp"
#include "trust/object_identifiers.hpp"

namespace domainsec::inline v1::detail {
namespace {

using namespace std::string_view_literals;

enum class Parameters { absent, null_or_absent };

struct Known {
    std::string_view oid;
    std::string_view name;
    bool acceptable;
    Parameters parameters;
    bool legacy = false;
};

constexpr std::array<Known, 13> known_algorithms{{
    {"\x2A\x86\x48\x86\xF7\x0D\x01\x01\x0B"sv, "RSA with SHA-256", true,
     Parameters::null_or_absent},
    {"\x2A\x86\x48\x86\xF7\x0D\x01\x01\x0C"sv, "RSA with SHA-384", true,
     Parameters::null_or_absent},
    {"\x2A\x86\x48\x86\xF7\x0D\x01\x01\x0D"sv, "RSA with SHA-512", true,
     Parameters::null_or_absent},
    {"\x2A\x86\x48\xCE\x3D\x04\x03\x02"sv, "ECDSA with SHA-256", true, Parameters::absent},
    {"\x2A\x86\x48\xCE\x3D\x04\x03\x03"sv, "ECDSA with SHA-384", true, Parameters::absent},
    {"\x2A\x86\x48\xCE\x3D\x04\x03\x04"sv, "ECDSA with SHA-512", true, Parameters::absent},
    {"\x2B\x65\x70"sv, "Ed25519", true, Parameters::absent},
    {"\x2A\x86\x48\x86\xF7\x0D\x01\x01\x04"sv, "RSA with MD5", false, Parameters::null_or_absent},
    {"\x2A\x86\x48\x86\xF7\x0D\x01\x01\x05"sv, "RSA with SHA-1", false, Parameters::null_or_absent,
     true},
    {"\x2A\x86\x48\x86\xF7\x0D\x01\x01\x0E"sv, "RSA with SHA-224", false,
     Parameters::null_or_absent, true},
    {"\x2A\x86\x48\xCE\x3D\x04\x01"sv, "ECDSA with SHA-1", false, Parameters::absent, true},
    {"\x2A\x86\x48\xCE\x3D\x04\x03\x01"sv, "ECDSA with SHA-224", false, Parameters::absent, true},
    {"\x2A\x86\x48\xCE\x38\x04\x03"sv, "DSA with SHA-1", false, Parameters::absent, true},
}};

constexpr std::string_view rsa_pss = "\x2A\x86\x48\x86\xF7\x0D\x01\x01\x0A"sv;

constexpr std::array<std::pair<std::string_view, std::string_view>, 3> strong_hashes{{
    {"\x60\x86\x48\x01\x65\x03\x04\x02\x01"sv, "RSA-PSS with SHA-256"},
    {"\x60\x86\x48\x01\x65\x03\x04\x02\x02"sv, "RSA-PSS with SHA-384"},
    {"\x60\x86\x48\x01\x65\x03\x04\x02\x03"sv, "RSA-PSS with SHA-512"},
}};

// RSASSA-PSS-params (RFC 4055 §3.1): without a hash it is SHA-1.
SignatureAlgorithm pss_algorithm(ByteView parameters) {
    constexpr std::uint8_t hash_tag = 0xA0;
    SignatureAlgorithm result{false, false, "RSA-PSS with SHA-1 or unreadable parameters"};
    const auto sequence = only_element(parameters, der_sequence);
    if (!sequence) return result;
    DerReader fields(sequence->content);
    const auto hash = fields.next(hash_tag);
    if (!hash) return result;
    const auto identifier = only_element(hash->content, der_sequence);
    if (!identifier) return result;
    DerReader inner(identifier->content);
    const auto oid = inner.next(der_object_identifier);
    if (!oid) return result;
    for (const auto& [strong, name] : strong_hashes)
        if (text_of(oid->content) == strong) return {true, true, std::string(name)};
    return result;
}

bool parameters_fit(Parameters wanted, ByteView parameters) noexcept {
    if (parameters.empty()) return true;
    return wanted == Parameters::null_or_absent && text_of(parameters) == "\x05\x00"sv;
}

}  // namespace

SignatureAlgorithm signature_algorithm(ByteView algorithm_identifier) {
    const auto sequence = only_element(algorithm_identifier, der_sequence);
    if (!sequence) return {false, false, "an unreadable algorithm"};
    DerReader fields(sequence->content);
    const auto oid = fields.next(der_object_identifier);
    if (!oid) return {false, false, "an unreadable algorithm"};
    const ByteView parameters = sequence->content.subspan(oid->whole.size());
    if (text_of(oid->content) == rsa_pss) return pss_algorithm(parameters);
    for (const Known& known : known_algorithms) {
        if (text_of(oid->content) != known.oid) continue;
        if (!parameters_fit(known.parameters, parameters))
            return {false, false,
                    std::string(known.name) + " with parameters that do not belong there"};
        return {known.acceptable, known.legacy, std::string(known.name)};
    }
    return {false, false, "algorithm " + oid::to_text(oid->content)};
}

std::size_t verification_cost(const Certificate& signer) noexcept {
    const PublicKeyFacts& key = signer.data().key;
    if (key.kind == KeyKind::ecdsa) return key.bits > 384 ? 5 : key.bits > 256 ? 2 : 1;
    if (key.kind != KeyKind::rsa) return 1;
    // Quadratic in the modulus, linear in the exponent; what is longer is not computed with.
    constexpr std::size_t usual_modulus = 4096, usual_exponent = 17;
    const std::size_t modulus = std::clamp<std::size_t>(key.bits, usual_modulus, 8192);
    const std::size_t exponent = std::clamp<std::size_t>(key.exponent_bits, usual_exponent, 64);
    return modulus * modulus * exponent / (usual_modulus * usual_modulus * usual_exponent);
}

std::unique_ptr<Botan::PK_Verifier> prepare_verifier(const Certificate& signer,
                                                     ByteView algorithm_identifier) {
    const auto key = signer.data().botan_key();
    if (key == nullptr) return nullptr;
    try {
        Botan::AlgorithmIdentifier algorithm;
        Botan::BER_Decoder(algorithm_identifier, Botan::BER_Decoder::Limits::DER())
            .decode(algorithm);
        return std::make_unique<Botan::PK_Verifier>(*key, algorithm);
    } catch (const std::exception&) {
        // The key is of another kind than the algorithm, or the parameters make no sense.
        return nullptr;
    }
}

SignatureState verify(Botan::PK_Verifier* verifier, ByteView signed_part, ByteView signature) {
    if (verifier == nullptr) return SignatureState::bad;
    try {
        return verifier->verify_message(signed_part, signature) ? SignatureState::good
                                                                : SignatureState::bad;
    } catch (const std::exception&) {
        return SignatureState::bad;
    }
}

SignatureState check_signature(ByteView signed_part, ByteView algorithm_identifier,
                               ByteView signature, const Certificate& signer,
                               AlgorithmRules rules) {
    if (!signature_algorithm(algorithm_identifier).accepted_by(rules))
        return SignatureState::weak_algorithm;
    if (signer.data().botan_key() == nullptr) return SignatureState::unusable_key;
    return verify(prepare_verifier(signer, algorithm_identifier).get(), signed_part, signature);
}

}  // namespace domainsec::inline v1::detail
