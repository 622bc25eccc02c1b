// Kind and size of a public key, from its DER (RFC 3279 §2.3, RFC 5480 §2, RFC 8410 §4).
#include "pki/public_key_facts.hpp"

#include <botan/der_enc.h>
#include <botan/pk_keys.h>
#include <botan/x509_key.h>

#include <bit>
#include <domainsec/error.hpp>
#include <optional>
#include <string_view>

#include "pki/der_reader.hpp"

namespace domainsec::inline v1::detail {
namespace {

constexpr std::size_t max_rsa_bits = 8192;
constexpr std::size_t max_exponent_bits = 64;
constexpr std::size_t max_dsa_octets = 2048;
constexpr std::string_view dsa_oid = "\x2A\x86\x48\xCE\x38\x04\x01";

struct Spki {
    ByteView algorithm;
    std::optional<DerElement> parameters;
    ByteView key;
};

std::optional<Spki> split(ByteView subject_public_key_info) noexcept {
    const auto outer = only_element(subject_public_key_info, der_sequence);
    if (!outer) return std::nullopt;
    DerReader fields(outer->content);
    const auto identifier = fields.next(der_sequence);
    const auto key = fields.next(der_bit_string);
    if (!identifier || !key || !fields.at_end()) return std::nullopt;
    if (key->content.empty() || key->content[0] != 0) return std::nullopt;
    DerReader algorithm(identifier->content);
    const auto oid = algorithm.next(der_object_identifier);
    if (!oid) return std::nullopt;
    Spki parts{oid->content, std::nullopt, key->content.subspan(1)};
    if (!algorithm.at_end()) {
        parts.parameters = algorithm.next();
        if (!parts.parameters || !algorithm.at_end()) return std::nullopt;
    }
    return parts;
}

bool is_oid(ByteView content, std::string_view encoded) noexcept {
    return text_of(content) == encoded;
}

// A positive INTEGER without its leading zero; nothing for zero and negative numbers.
std::optional<ByteView> positive(const std::optional<DerElement>& integer) noexcept {
    if (!integer || integer->content.empty() || (integer->content[0] & 0x80) != 0)
        return std::nullopt;
    ByteView digits = integer->content;
    if (digits[0] == 0) digits = digits.subspan(1);
    if (digits.empty() || digits[0] == 0) return std::nullopt;
    return digits;
}

std::size_t bit_length(ByteView digits) noexcept {
    return (digits.size() - 1) * 8 + static_cast<std::size_t>(std::bit_width(digits[0]));
}

PublicKeyFacts rsa_facts(ByteView key) {
    PublicKeyFacts facts;
    const auto pair = only_element(key, der_sequence);
    if (!pair) return facts;
    DerReader numbers(pair->content);
    const auto modulus = positive(numbers.next(der_integer));
    const auto exponent = positive(numbers.next(der_integer));
    if (!modulus || !exponent || !numbers.at_end()) return facts;
    facts.kind = KeyKind::rsa;
    facts.bits = bit_length(*modulus);
    facts.exponent_bits = bit_length(*exponent);
    facts.exponent_is_unsafe = facts.exponent_bits < 2 || (exponent->back() & 1) == 0;
    facts.description = "RSA " + std::to_string(facts.bits);
    return facts;
}

struct Curve {
    std::string_view oid;
    std::string_view name;
    std::size_t bits;
};

PublicKeyFacts curve_facts(const std::optional<DerElement>& parameters) {
    using namespace std::string_view_literals;
    static constexpr Curve curves[] = {
        {"\x2A\x86\x48\xCE\x3D\x03\x01\x07"sv, "ECDSA P-256", 256},
        {"\x2B\x81\x04\x00\x22"sv, "ECDSA P-384", 384},
        {"\x2B\x81\x04\x00\x23"sv, "ECDSA P-521", 521},
    };
    PublicKeyFacts facts;
    if (!parameters) return facts;
    facts.kind = KeyKind::ecdsa;
    facts.description = "ECDSA with another curve";
    if (parameters->tag != der_object_identifier) return facts;
    for (const Curve& curve : curves) {
        if (!is_oid(parameters->content, curve.oid)) continue;
        facts.bits = curve.bits;
        facts.description = curve.name;
    }
    return facts;
}

}  // namespace

PublicKeyFacts facts_of_public_key(ByteView subject_public_key_info) {
    using namespace std::string_view_literals;
    PublicKeyFacts facts;
    if (const auto parts = split(subject_public_key_info)) {
        if (is_oid(parts->algorithm, "\x2A\x86\x48\x86\xF7\x0D\x01\x01\x01"sv)) {
            facts = rsa_facts(parts->key);
        } else if (is_oid(parts->algorithm, "\x2A\x86\x48\xCE\x3D\x02\x01"sv)) {
            facts = curve_facts(parts->parameters);
        } else if (is_oid(parts->algorithm, "\x2B\x65\x70"sv)) {
            if (parts->key.size() == 32) facts = {KeyKind::ed25519, 255, 0, false, "Ed25519"};
        } else if (is_oid(parts->algorithm, "\x60\x86\x48\x01\x65\x03\x04\x03\x12"sv)) {
            if (parts->key.size() == 1952) facts = {KeyKind::ml_dsa_65, 0, 0, false, "ML-DSA-65"};
        } else if (is_oid(parts->algorithm, dsa_oid)) {
            facts = {KeyKind::dsa, 0, 0, false, "DSA"};
        } else {
            facts.kind = KeyKind::other;
            facts.description = "a key of another kind";
        }
    }
    if (facts.kind == KeyKind::unreadable) facts.description = "an unreadable key";
    return facts;
}

ByteView key_bits(ByteView subject_public_key_info) noexcept {
    const auto parts = split(subject_public_key_info);
    return parts ? parts->key : ByteView{};
}

std::optional<Bytes> with_inherited_parameters(ByteView subject_public_key_info,
                                               ByteView issuer_public_key_info) {
    const auto subject = split(subject_public_key_info);
    const auto issuer = split(issuer_public_key_info);
    if (!subject || !issuer || !is_oid(subject->algorithm, dsa_oid) ||
        !is_oid(issuer->algorithm, dsa_oid) || subject->parameters || !issuer->parameters)
        return std::nullopt;
    DerReader fields(only_element(issuer_public_key_info, der_sequence)->content);
    const auto algorithm = fields.next(der_sequence);
    const auto subject_fields = only_element(subject_public_key_info, der_sequence);
    DerReader rest(subject_fields->content);
    rest.next(der_sequence);
    const auto key = rest.next(der_bit_string);
    Bytes result;
    Botan::DER_Encoder(result)
        .start_sequence()
        .raw_bytes(algorithm->whole)
        .raw_bytes(key->whole)
        .end_cons();
    return result;
}

std::shared_ptr<const Botan::Public_Key> build_public_key(ByteView subject_public_key_info) {
    const PublicKeyFacts facts = facts_of_public_key(subject_public_key_info);
    switch (facts.kind) {
        case KeyKind::unreadable:
        case KeyKind::other:
        case KeyKind::ml_dsa_65:
            return nullptr;
        case KeyKind::rsa:
            if (facts.bits > max_rsa_bits || facts.exponent_bits > max_exponent_bits ||
                facts.exponent_is_unsafe)
                return nullptr;
            break;
        case KeyKind::ecdsa:
            if (facts.bits == 0) return nullptr;
            break;
        case KeyKind::ed25519:
            break;
        case KeyKind::dsa:
            if (subject_public_key_info.size() > max_dsa_octets) return nullptr;
            break;
    }
    try {
        return Botan::X509::load_key(subject_public_key_info);
    } catch (const std::exception&) {
        return nullptr;
    }
}

}  // namespace domainsec::inline v1::detail
