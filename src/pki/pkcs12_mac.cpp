// The MAC of a PKCS#12 file (RFC 7292 §4 and appendix B.4, RFC 9579 §4 to §6).
#include "pki/pkcs12_mac.hpp"

#include <botan/der_enc.h>
#include <botan/hash.h>
#include <botan/mac.h>
#include <botan/mem_ops.h>

#include "pki/pkcs12_encryption.hpp"
#include "pki/random.hpp"

namespace domainsec::inline v1::detail {
namespace {

// RFC 9579 §6 asks for at least 20 octets; none of its hash functions needs more than its block.
constexpr std::uint64_t least_pbmac1_key = 20;
constexpr std::uint64_t longest_pbmac1_key = 128;

[[noreturn]] void malformed_mac() {
    throw Error(errc::malformed_key, "Its MAC cannot be read: it is damaged");
}

[[noreturn]] void unsupported_mac() {
    throw Error(errc::unsupported_algorithm,
                "Its MAC is of a kind that is not read here: export it anew with HMAC-SHA-256");
}

void read_pbmac1(Pkcs12Mac& mac, ByteView parameters) {
    const auto outer = only_element(parameters, der_sequence);
    if (!outer) malformed_mac();
    DerReader fields(outer->content);
    const auto derivation = read_algorithm(fields.next());
    const auto scheme = read_algorithm(fields.next());
    if (!derivation || !scheme || !fields.at_end()) malformed_mac();
    Pbkdf2Parameters pbkdf2 = read_pbkdf2(*derivation);
    const std::uint64_t length = pbkdf2.key_length.value_or(0);
    if (length < least_pbmac1_key || length > longest_pbmac1_key) malformed_mac();
    mac.pbmac1 = true;
    mac.key_hash = std::move(pbkdf2.hash);
    mac.hash = hash_of_hmac(scheme->oid);
    mac.salt = std::move(pbkdf2.salt);
    mac.iterations = pbkdf2.iterations;
    mac.key_octets = static_cast<std::size_t>(length);
}

SecretOctets key_of(const Pkcs12Mac& mac, const Pkcs12Passphrase& passphrase) {
    if (mac.pbmac1)
        return derive_pbkdf2(mac.key_hash, passphrase.utf8, mac.salt, mac.iterations,
                             mac.key_octets);
    return derive_pkcs12(mac.key_hash, Pkcs12Purpose::mac_key, passphrase.utf16, mac.salt,
                         mac.iterations, mac.key_octets);
}

SecretOctets compute(const Pkcs12Mac& mac, const Pkcs12Passphrase& passphrase, ByteView octets) {
    const auto hmac = Botan::MessageAuthenticationCode::create_or_throw("HMAC(" + mac.hash + ")");
    hmac->set_key(key_of(mac, passphrase));
    hmac->update(octets);
    return hmac->final();
}

void encode_identifier(Botan::DER_Encoder& der, std::string_view oid) {
    der.add_object(Botan::ASN1_Type::ObjectId, Botan::ASN1_Class::Universal, oid);
}

void hmac_sha256(Botan::DER_Encoder& der) {
    der.start_sequence();
    encode_identifier(der, oid::hmac_sha256);
    der.encode_null().end_cons();
}

// The AlgorithmIdentifier in DigestInfo.
void encode_algorithm(Botan::DER_Encoder& der, const Pkcs12Mac& mac) {
    der.start_sequence();
    if (!mac.pbmac1) {
        encode_identifier(der, mac.hash == "SHA-1" ? oid::sha1 : oid::sha256);
        der.encode_null().end_cons();
        return;
    }
    encode_identifier(der, oid::pbmac1);
    der.start_sequence().start_sequence();
    encode_identifier(der, oid::pbkdf2);
    der.start_sequence().encode(mac.salt, Botan::ASN1_Type::OctetString);
    der.encode(static_cast<std::size_t>(mac.iterations)).encode(mac.key_octets);
    hmac_sha256(der);
    der.end_cons().end_cons();
    hmac_sha256(der);
    der.end_cons().end_cons();
}

void encode_mac(Botan::DER_Encoder& der, const Pkcs12Mac& mac) {
    der.start_sequence().start_sequence();
    encode_algorithm(der, mac);
    der.encode(mac.digest, Botan::ASN1_Type::OctetString).end_cons();
    // RFC 9579 §5: with PBMAC1 these two say nothing, and have to be there.
    const std::string_view unused = "NOT USED";
    const Bytes salt = mac.pbmac1 ? Bytes(unused.begin(), unused.end()) : mac.salt;
    der.encode(salt, Botan::ASN1_Type::OctetString);
    der.encode(mac.pbmac1 ? std::size_t{1} : static_cast<std::size_t>(mac.iterations));
    der.end_cons();
}

Pkcs12Mac new_mac(Pkcs12Protection protection, std::uint64_t iterations) {
    const bool old = protection == Pkcs12Protection::exchange2010;
    Pkcs12Mac mac;
    mac.pbmac1 = protection == Pkcs12Protection::pbmac1;
    mac.hash = mac.key_hash = old ? "SHA-1" : "SHA-256";
    mac.key_octets = old ? 20 : 32;
    mac.iterations = iterations;
    mac.salt.resize(old ? 8 : 16);
    system_random().randomize(mac.salt);
    return mac;
}

}  // namespace

Pkcs12Mac read_mac(const DerElement& mac_data) {
    DerReader fields(mac_data.content);
    const auto digest_info = fields.next(der_sequence);
    const auto salt = fields.next(der_octet_string);
    if (!digest_info || !salt) malformed_mac();
    std::optional<std::uint64_t> iterations = 1;
    if (!fields.at_end()) iterations = read_count(fields.next(der_integer));
    DerReader info(digest_info->content);
    const auto algorithm = read_algorithm(info.next());
    const auto digest = info.next(der_octet_string);
    if (!iterations || !fields.at_end() || !algorithm || !digest || !info.at_end()) malformed_mac();

    Pkcs12Mac mac;
    mac.digest.assign(digest->content.begin(), digest->content.end());
    if (algorithm->oid == oid::pbmac1) {
        read_pbmac1(mac, algorithm->parameters);
    } else {
        mac.hash = mac.key_hash = hash_of_digest(algorithm->oid);
        mac.salt.assign(salt->content.begin(), salt->content.end());
        mac.iterations = *iterations;
    }
    if (mac.hash.empty()) unsupported_mac();
    const std::size_t length = Botan::HashFunction::create_or_throw(mac.hash)->output_length();
    if (!mac.pbmac1) mac.key_octets = length;
    if (mac.digest.size() != length) malformed_mac();
    return mac;
}

bool mac_fits(const Pkcs12Mac& mac, const Pkcs12Passphrase& passphrase, ByteView octets) {
    return Botan::constant_time_compare(compute(mac, passphrase, octets), mac.digest);
}

Bytes write_pfx(Pkcs12Protection protection, std::uint64_t iterations,
                const Pkcs12Passphrase& passphrase, ByteView authenticated_safe) {
    Pkcs12Mac mac = new_mac(protection, iterations);
    const SecretOctets digest = compute(mac, passphrase, authenticated_safe);
    mac.digest.assign(digest.begin(), digest.end());
    constexpr std::size_t version = 3;
    Bytes octets;
    Botan::DER_Encoder der(octets);
    der.start_sequence().encode(version).start_sequence();
    encode_identifier(der, oid::data);
    der.start_explicit_context_specific(0)
        .encode(authenticated_safe.data(), authenticated_safe.size(), Botan::ASN1_Type::OctetString)
        .end_cons()
        .end_cons();
    encode_mac(der, mac);
    der.end_cons();
    return octets;
}

}  // namespace domainsec::inline v1::detail
