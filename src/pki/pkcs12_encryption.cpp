// Encryption under a passphrase (RFC 8018 §6.2 and appendix A, RFC 7292 appendix C, RFC 3565).
#include "pki/pkcs12_encryption.hpp"

#include <botan/cipher_mode.h>
#include <botan/der_enc.h>

#include <array>

#include "pki/random.hpp"
#include "pki/rc2.hpp"

namespace domainsec::inline v1::detail {

using namespace std::string_view_literals;

struct Pkcs12Cipher {
    std::string_view oid;  ///< Of the cipher in PBES2; of the whole scheme otherwise.
    const char* botan_name;
    std::size_t key_octets;
    std::size_t block_octets;
    std::size_t rc2_bits;  ///< 0 for other ciphers.
    bool in_pbes2;
    bool legacy;
};

namespace {

constexpr std::array pkcs12_ciphers{
    Pkcs12Cipher{"\x60\x86\x48\x01\x65\x03\x04\x01\x2A"sv, "AES-256/CBC/PKCS7", 32, 16, 0, true,
                 false},
    Pkcs12Cipher{"\x60\x86\x48\x01\x65\x03\x04\x01\x16"sv, "AES-192/CBC/PKCS7", 24, 16, 0, true,
                 false},
    Pkcs12Cipher{"\x60\x86\x48\x01\x65\x03\x04\x01\x02"sv, "AES-128/CBC/PKCS7", 16, 16, 0, true,
                 false},
    Pkcs12Cipher{"\x2A\x86\x48\x86\xF7\x0D\x03\x07"sv, "TripleDES/CBC/PKCS7", 24, 8, 0, true, true},
    Pkcs12Cipher{"\x2A\x86\x48\x86\xF7\x0D\x01\x0C\x01\x03"sv, "TripleDES/CBC/PKCS7", 24, 8, 0,
                 false, true},
    Pkcs12Cipher{"\x2A\x86\x48\x86\xF7\x0D\x01\x0C\x01\x05"sv, "", 16, 8, 128, false, true},
    Pkcs12Cipher{"\x2A\x86\x48\x86\xF7\x0D\x01\x0C\x01\x06"sv, "", 5, 8, 40, false, true},
};
constexpr const Pkcs12Cipher& aes_256 = pkcs12_ciphers[0];
constexpr const Pkcs12Cipher& triple_des = pkcs12_ciphers[4];

constexpr std::size_t salt_octets = 16;

[[noreturn]] void malformed_encryption() {
    throw Error(errc::malformed_key, "It does not say how it is encrypted: it is damaged");
}

const Pkcs12Cipher& cipher_of(std::string_view oid, bool in_pbes2, bool legacy) {
    for (const Pkcs12Cipher& cipher : pkcs12_ciphers) {
        if (cipher.oid != oid || cipher.in_pbes2 != in_pbes2) continue;
        if (cipher.legacy && !legacy)
            throw Error(errc::unsupported_algorithm,
                        "It is encrypted with triple DES or RC2, as old Windows and Exchange do: "
                        "read it with the option \"legacy\" if you trust where it has been");
        return cipher;
    }
    throw Error(errc::unsupported_algorithm,
                "It is encrypted in a way that is not read here: export it anew with AES-256");
}

Bytes octets_in(const std::optional<DerElement>& element) {
    if (!element || element->tag != der_octet_string) malformed_encryption();
    return {element->content.begin(), element->content.end()};
}

DerReader fields_of(ByteView parameters) {
    const auto outer = only_element(parameters, der_sequence);
    if (!outer) malformed_encryption();
    return DerReader(outer->content);
}

AlgorithmIdentifier algorithm_in(DerReader& fields) {
    const auto algorithm = read_algorithm(fields.next());
    if (!algorithm) malformed_encryption();
    return *algorithm;
}

Pkcs12Encryption read_pbes2(ByteView parameters, bool legacy) {
    DerReader fields = fields_of(parameters);
    const AlgorithmIdentifier derivation = algorithm_in(fields);
    const AlgorithmIdentifier scheme = algorithm_in(fields);
    if (!fields.at_end()) malformed_encryption();
    const Pkcs12Cipher& cipher = cipher_of(scheme.oid, true, legacy);
    Pbkdf2Parameters pbkdf2 = read_pbkdf2(derivation);
    Bytes initial = octets_in(only_element(scheme.parameters, der_octet_string));
    if (pbkdf2.key_length.value_or(cipher.key_octets) != cipher.key_octets ||
        initial.size() != cipher.block_octets)
        malformed_encryption();
    return {&cipher, std::move(pbkdf2.hash), std::move(pbkdf2.salt), pbkdf2.iterations,
            std::move(initial)};
}

struct KeyMaterial {
    SecretOctets key;
    SecretOctets initial_vector;
};

KeyMaterial derive(const Pkcs12Encryption& encryption, const Pkcs12Passphrase& passphrase) {
    const Pkcs12Cipher& cipher = *encryption.cipher;
    if (cipher.in_pbes2)
        return {derive_pbkdf2(encryption.hash, passphrase.utf8, encryption.salt,
                              encryption.iterations, cipher.key_octets),
                {encryption.initial_vector.begin(), encryption.initial_vector.end()}};
    const auto pkcs12 = [&](Pkcs12Purpose purpose, std::size_t length) {
        return derive_pkcs12(encryption.hash, purpose, passphrase.utf16, encryption.salt,
                             encryption.iterations, length);
    };
    return {pkcs12(Pkcs12Purpose::encryption_key, cipher.key_octets),
            pkcs12(Pkcs12Purpose::initial_vector, cipher.block_octets)};
}

Bytes encode(const Pkcs12Encryption& encryption) {
    const auto identifier = [](std::string_view oid, Botan::DER_Encoder& der) {
        der.add_object(Botan::ASN1_Type::ObjectId, Botan::ASN1_Class::Universal, oid);
    };
    const auto iterations = static_cast<std::size_t>(encryption.iterations);
    Bytes octets;
    Botan::DER_Encoder der(octets);
    der.start_sequence();
    if (!encryption.cipher->in_pbes2) {
        identifier(encryption.cipher->oid, der);
        der.start_sequence().encode(encryption.salt, Botan::ASN1_Type::OctetString);
        der.encode(iterations).end_cons();
    } else {
        identifier(oid::pbes2, der);
        der.start_sequence().start_sequence();
        identifier(oid::pbkdf2, der);
        der.start_sequence().encode(encryption.salt, Botan::ASN1_Type::OctetString);
        der.encode(iterations).start_sequence();
        identifier(oid::hmac_sha256, der);
        der.encode_null().end_cons().end_cons().end_cons().start_sequence();
        identifier(encryption.cipher->oid, der);
        der.encode(encryption.initial_vector, Botan::ASN1_Type::OctetString).end_cons().end_cons();
    }
    der.end_cons();
    return octets;
}

Bytes random_octets(std::size_t count) {
    Bytes octets(count);
    system_random().randomize(octets);
    return octets;
}

}  // namespace

void Pkcs12Work::take(std::uint64_t iterations) {
    if (iterations == 0)
        throw Error(errc::malformed_key, "It derives a key in no iterations: it is damaged");
    if (iterations > left_)
        throw Error(errc::limit_exceeded, "Its passphrase would take more than " +
                                              std::to_string(max_pkcs12_iterations) +
                                              " iterations to check: export it anew with fewer");
    left_ -= iterations;
}

std::string hash_of_hmac(std::string_view oid) {
    constexpr auto prefix = "\x2A\x86\x48\x86\xF7\x0D\x02"sv;
    if (oid.size() != prefix.size() + 1 || !oid.starts_with(prefix)) return {};
    constexpr std::array names{"SHA-1", "SHA-224", "SHA-256", "SHA-384", "SHA-512"};
    const auto index = static_cast<std::size_t>(static_cast<std::uint8_t>(oid.back())) - 7;
    return index < names.size() ? names[index] : "";
}

std::string hash_of_digest(std::string_view oid) {
    constexpr auto prefix = "\x60\x86\x48\x01\x65\x03\x04\x02"sv;
    if (oid == oid::sha1) return "SHA-1";
    if (oid.size() != prefix.size() + 1 || !oid.starts_with(prefix)) return {};
    constexpr std::array names{"SHA-256", "SHA-384", "SHA-512", "SHA-224"};
    const auto index = static_cast<std::size_t>(static_cast<std::uint8_t>(oid.back())) - 1;
    return index < names.size() ? names[index] : "";
}

Pbkdf2Parameters read_pbkdf2(const AlgorithmIdentifier& derivation) {
    if (derivation.oid != oid::pbkdf2)
        throw Error(errc::unsupported_algorithm,
                    "Its key derivation is not PBKDF2: export it anew with that");
    DerReader fields = fields_of(derivation.parameters);
    Pbkdf2Parameters parameters;
    parameters.salt = octets_in(fields.next(der_octet_string));
    const auto iterations = read_count(fields.next(der_integer));
    if (!iterations) malformed_encryption();
    parameters.iterations = *iterations;
    if (const auto length = fields.next(der_integer)) parameters.key_length = read_count(length);
    parameters.hash = "SHA-1";
    if (!fields.at_end()) parameters.hash = hash_of_hmac(algorithm_in(fields).oid);
    if (!fields.at_end()) malformed_encryption();
    if (parameters.hash.empty())
        throw Error(errc::unsupported_algorithm,
                    "Its key derivation uses an unknown hash: export it anew with SHA-256");
    return parameters;
}

Pkcs12Encryption read_encryption(const AlgorithmIdentifier& algorithm, bool legacy) {
    if (algorithm.oid == oid::pbes2) return read_pbes2(algorithm.parameters, legacy);
    const Pkcs12Cipher& cipher = cipher_of(algorithm.oid, false, legacy);
    DerReader fields = fields_of(algorithm.parameters);
    Bytes salt = octets_in(fields.next(der_octet_string));
    const auto iterations = read_count(fields.next(der_integer));
    if (!iterations || !fields.at_end()) malformed_encryption();
    return {&cipher, "SHA-1", std::move(salt), *iterations, {}};
}

std::optional<SecretOctets> decrypt(const Pkcs12Encryption& encryption,
                                    const Pkcs12Passphrase& passphrase, ByteView ciphertext) {
    const Pkcs12Cipher& cipher = *encryption.cipher;
    if (ciphertext.empty() || ciphertext.size() % cipher.block_octets != 0) return std::nullopt;
    const KeyMaterial material = derive(encryption, passphrase);
    if (cipher.rc2_bits != 0)
        return decrypt_rc2_cbc(Rc2(material.key, cipher.rc2_bits), material.initial_vector,
                               ciphertext);
    const auto mode =
        Botan::Cipher_Mode::create_or_throw(cipher.botan_name, Botan::Cipher_Dir::Decryption);
    mode->set_key(material.key);
    mode->start(material.initial_vector);
    SecretOctets octets(ciphertext.begin(), ciphertext.end());
    try {
        mode->finish(octets);
    } catch (const Botan::Exception&) {
        return std::nullopt;
    }
    return octets;
}

Encrypted encrypt(Pkcs12Protection protection, std::uint64_t iterations,
                  const Pkcs12Passphrase& passphrase, ByteView plaintext) {
    const bool old = protection == Pkcs12Protection::exchange2010;
    const Pkcs12Cipher& cipher = old ? triple_des : aes_256;
    const Pkcs12Encryption encryption{&cipher, old ? "SHA-1" : "SHA-256",
                                      random_octets(old ? 8 : salt_octets), iterations,
                                      old ? Bytes() : random_octets(cipher.block_octets)};
    const KeyMaterial material = derive(encryption, passphrase);
    const auto mode =
        Botan::Cipher_Mode::create_or_throw(cipher.botan_name, Botan::Cipher_Dir::Encryption);
    mode->set_key(material.key);
    mode->start(material.initial_vector);
    SecretOctets octets(plaintext.begin(), plaintext.end());
    mode->finish(octets);
    return {encode(encryption), Bytes(octets.begin(), octets.end())};
}

}  // namespace domainsec::inline v1::detail
