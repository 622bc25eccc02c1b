// Writes PKCS#12 files (RFC 7292, RFC 9579) as OpenSSL lays them out, which every reader knows:
// certificates encrypted, the key shrouded, a MAC over both.
#include <botan/der_enc.h>

#include <algorithm>
#include <array>
#include <domainsec/error.hpp>
#include <domainsec/pki/pkcs12.hpp>
#include <utility>

#include "pki/pkcs12_bags.hpp"
#include "pki/pkcs12_encryption.hpp"
#include "pki/pkcs12_mac.hpp"
#include "pki/pkcs_objects.hpp"
#include "pki/private_key_data.hpp"
#include "pki/utf16_text.hpp"

namespace domainsec::inline v1 {
namespace {

using namespace detail;
using Botan::ASN1_Class;
using Botan::ASN1_Type;
using Botan::DER_Encoder;

constexpr std::array<std::pair<Pkcs12Protection, std::string_view>, 3> protection_names{{
    {Pkcs12Protection::modern, "modern"},
    {Pkcs12Protection::pbmac1, "pbmac1"},
    {Pkcs12Protection::exchange2010, "exchange2010"},
}};

struct IterationRange {
    unsigned least;
    unsigned most;
    unsigned usual;
};

IterationRange range_of(Pkcs12Protection protection) {
    if (protection == Pkcs12Protection::exchange2010) return {1024, 100'000, 2048};
    return {100'000, 3'000'000, 100'000};
}

[[noreturn]] void refuse_option(const char* field, const std::string& sentence) {
    throw Error(errc::invalid_argument, sentence, {}, 0, field);
}

void identifier(DER_Encoder& der, std::string_view oid) {
    der.add_object(ASN1_Type::ObjectId, ASN1_Class::Universal, oid);
}

// friendlyName and localKeyID, which ties a key to its certificate (RFC 2985 §5.5).
void encode_attributes(DER_Encoder& der, const std::string& name, const Certificate& own) {
    const ByteView id = ByteView(own.fingerprint()).first(20);
    der.start_set();
    if (!name.empty()) {
        der.start_sequence();
        identifier(der, oid::friendly_name);
        der.start_set()
            .add_object(ASN1_Type::BmpString, ASN1_Class::Universal, *utf16_from_utf8(name))
            .end_cons()
            .end_cons();
    }
    der.start_sequence();
    identifier(der, oid::local_key_id);
    der.start_set().encode(id.data(), id.size(), ASN1_Type::OctetString).end_cons().end_cons();
    der.end_cons();
}

Bytes certificate_bags(const Chain& chain, const std::string& name) {
    Bytes octets;
    DER_Encoder der(octets);
    der.start_sequence();
    bool is_leaf = true;
    for (const Certificate& certificate : chain.certificates()) {
        der.start_sequence();
        identifier(der, oid::certificate_bag);
        der.start_explicit_context_specific(0).start_sequence();
        identifier(der, oid::x509_certificate);
        der.start_explicit_context_specific(0)
            .encode(certificate.der(), ASN1_Type::OctetString)
            .end_cons()
            .end_cons()
            .end_cons();
        if (std::exchange(is_leaf, false)) encode_attributes(der, name, certificate);
        der.end_cons();
    }
    der.end_cons();
    return octets;
}

Bytes shrouded_key_bags(const Encrypted& key, const Certificate& own, const std::string& name) {
    Bytes octets;
    DER_Encoder der(octets);
    der.start_sequence().start_sequence();
    identifier(der, oid::shrouded_key_bag);
    der.start_explicit_context_specific(0)
        .start_sequence()
        .raw_bytes(key.algorithm)
        .encode(key.ciphertext, ASN1_Type::OctetString)
        .end_cons()
        .end_cons();
    encode_attributes(der, name, own);
    der.end_cons().end_cons();
    return octets;
}

// A ContentInfo with an EncryptedData (RFC 5652 §8).
void encode_encrypted(DER_Encoder& der, const Encrypted& part) {
    constexpr std::size_t version = 0;
    der.start_sequence();
    identifier(der, oid::encrypted_data);
    der.start_explicit_context_specific(0).start_sequence().encode(version).start_sequence();
    identifier(der, oid::data);
    der.raw_bytes(part.algorithm)
        .encode(part.ciphertext, ASN1_Type::OctetString, ASN1_Type(0), ASN1_Class::ContextSpecific)
        .end_cons()
        .end_cons()
        .end_cons()
        .end_cons();
}

void encode_plain(DER_Encoder& der, const Bytes& safe_contents) {
    der.start_sequence();
    identifier(der, oid::data);
    der.start_explicit_context_specific(0)
        .encode(safe_contents, ASN1_Type::OctetString)
        .end_cons()
        .end_cons();
}

Pkcs12Passphrase passphrase_for_writing(std::string_view text) {
    if (text.empty()) refuse_option("passphrase", "It is empty, and all that protects the key");
    return Pkcs12Passphrase::of(text);
}

}  // namespace

std::string_view to_string(Pkcs12Protection protection) noexcept {
    for (const auto& [value, name] : protection_names)
        if (value == protection) return name;
    return "unknown";
}

std::optional<Pkcs12Protection> pkcs12_protection_from_string(std::string_view text) noexcept {
    for (const auto& [value, name] : protection_names)
        if (name == text) return value;
    return std::nullopt;
}

void Pkcs12WriteOptions::check() const {
    if (to_string(protection) == "unknown")
        refuse_option("protection", "It is none of those listed");
    if (friendly_name.size() > max_friendly_name_octets)
        refuse_option("friendly_name", "It has " + std::to_string(friendly_name.size()) +
                                           " octets; at most 256 fit");
    const bool has_control = std::any_of(friendly_name.begin(), friendly_name.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
    });
    if (has_control || !utf16_from_utf8(friendly_name))
        refuse_option("friendly_name", "It holds control characters or is not UTF-8");
    const IterationRange range = range_of(protection);
    const unsigned count = iterations.value_or(range.usual);
    if (count < range.least || count > range.most)
        refuse_option("iterations", std::to_string(count) + " is not between " +
                                        std::to_string(range.least) + " and " +
                                        std::to_string(range.most));
}

Bytes write_pkcs12(SecretAccess, const Chain& chain, const PrivateKey& key,
                   std::string_view passphrase, const Pkcs12WriteOptions& options) {
    options.check();
    const Pkcs12Passphrase secret = passphrase_for_writing(passphrase);
    if (chain.empty())
        refuse_option("chain", "It is empty: the key's certificate belongs into the file");
    if (chain.leaf().public_key() != key.public_key())
        throw Error(
            errc::key_mismatch,
            "The first certificate of the chain and the private key do not belong together");
    const unsigned iterations = options.iterations.value_or(range_of(options.protection).usual);
    const auto protect = [&](ByteView plaintext) {
        return encrypt(options.protection, iterations, secret, plaintext);
    };
    const Encrypted certificates = protect(certificate_bags(chain, options.friendly_name));
    const Encrypted shrouded = protect(key.data().botan_key->private_key_info());

    Bytes authenticated_safe;
    DER_Encoder der(authenticated_safe);
    der.start_sequence();
    encode_encrypted(der, certificates);
    encode_plain(der, shrouded_key_bags(shrouded, chain.leaf(), options.friendly_name));
    der.end_cons();
    Bytes file = write_pfx(options.protection, iterations, secret, authenticated_safe);
    if (file.size() > max_pkcs_octets)
        throw Error(errc::limit_exceeded,
                    "It would be longer than 1 MiB, and nobody would read it");
    return file;
}

}  // namespace domainsec::inline v1
