// Private keys from PEM and DER (RFC 5208, RFC 5915, RFC 7468 §10 and §11, RFC 8017 appendix A).
#include "pki/key_reading.hpp"

#include <botan/der_enc.h>
#include <botan/ecdsa.h>
#include <botan/pkcs8.h>
#include <botan/rsa.h>

#include <algorithm>
#include <domainsec/error.hpp>

#include "pki/der_reader.hpp"
#include "pki/pbes2.hpp"
#include "pki/pem.hpp"

namespace domainsec::inline v1::detail {
namespace {

using KeyPointer = std::shared_ptr<Botan::Private_Key>;

[[noreturn]] void refuse_key(errc code, const std::string& sentence, const std::string& file,
                             int line = 0) {
    throw Error(code, sentence, file, line);
}

using SecretOctets = Botan::secure_vector<std::uint8_t>;

// RFC 5958 §2 puts the public key behind the private one and counts that as version 2 (written 1),
// which Botan does not read. Without it, it is the key of RFC 5208.
SecretOctets as_version_1(ByteView one_asymmetric_key) {
    const auto outer = only_element(one_asymmetric_key, der_sequence);
    if (!outer) return {};
    DerReader fields(outer->content);
    const auto version = fields.next(der_integer);
    const auto algorithm = fields.next(der_sequence);
    const auto key = fields.next(der_octet_string);
    constexpr std::size_t version_1 = 0;
    if (!version || version->content.size() != 1 || version->content[0] != 1 || !algorithm || !key)
        return {one_asymmetric_key.begin(), one_asymmetric_key.end()};
    SecretOctets octets;
    Botan::DER_Encoder(octets)
        .start_sequence()
        .encode(version_1)
        .raw_bytes(algorithm->whole)
        .raw_bytes(key->whole)
        .end_cons();
    return octets;
}

KeyPointer read_plain(ByteView der, const std::string& file) {
    try {
        return Botan::PKCS8::load_key(as_version_1(der));
    } catch (const Botan::Not_Implemented&) {
        refuse_key(errc::unsupported_algorithm,
                   "It holds a key of a kind that is not used here: make one with ecdsa-p256",
                   file);
    } catch (const std::exception& reason) {
        refuse_key(errc::malformed_key,
                   "It is not a private key in PKCS#8: " + escaped(reason.what()), file);
    }
}

KeyPointer read_encrypted(ByteView der, std::string_view passphrase, const std::string& file) {
    switch (look_at_encryption(der)) {
        case Pbes2::malformed:
            refuse_key(errc::malformed_key, "It is not an encrypted private key in PKCS#8", file);
        case Pbes2::unsupported:
            refuse_key(errc::unsupported_algorithm,
                       "It is encrypted in an old way: convert it with \"openssl pkcs8 -topk8\"",
                       file);
        case Pbes2::excessive:
            refuse_key(
                errc::limit_exceeded,
                "Its passphrase would take too much time or memory to check: encrypt it anew "
                "with \"openssl pkcs8 -topk8\"",
                file);
        case Pbes2::usable:
            break;
    }
    if (passphrase.empty())
        refuse_key(errc::wrong_passphrase, "It is encrypted: give its passphrase", file);
    try {
        return Botan::PKCS8::load_key(der, passphrase);
    } catch (const std::exception&) {
        refuse_key(errc::wrong_passphrase, "The passphrase does not open it", file);
    }
}

// RFC 5915 §3: the curve stands inside, in [0]. Named curves only.
Bytes curve_of(ByteView ec_private_key) {
    constexpr std::uint8_t parameters = 0xA0;
    const auto outer = only_element(ec_private_key, der_sequence);
    if (!outer) return {};
    DerReader fields(outer->content);
    if (!fields.next(der_integer) || !fields.next(der_octet_string)) return {};
    const auto wrapped = fields.next(parameters);
    if (!wrapped) return {};
    const auto oid = only_element(wrapped->content, der_object_identifier);
    return oid ? Bytes(oid->whole.begin(), oid->whole.end()) : Bytes{};
}

enum class OlderForm { ec_private_key, rsa_private_key };

KeyPointer read_older_form(OlderForm form, ByteView der, const std::string& file, int line = 0) {
    try {
        if (form == OlderForm::rsa_private_key)
            return std::make_shared<Botan::RSA_PrivateKey>(
                Botan::AlgorithmIdentifier("RSA", Botan::AlgorithmIdentifier::USE_NULL_PARAM), der);
        const Bytes curve = curve_of(der);
        if (!curve.empty())
            return std::make_shared<Botan::ECDSA_PrivateKey>(
                Botan::AlgorithmIdentifier("ECDSA", curve), der);
    } catch (const std::exception&) {
        // The sentence below serves for both.
    }
    const char* const name = form == OlderForm::rsa_private_key ? "RSA" : "EC";
    refuse_key(errc::malformed_key,
               std::string("It looks like an ") + name + " private key, but cannot be read", file,
               line);
}

// What comes first tells the forms apart: an algorithm in EncryptedPrivateKeyInfo, else a version;
// then an algorithm in PrivateKeyInfo, a number in RSAPrivateKey, octets in ECPrivateKey.
KeyPointer read_key_der(ByteView der, std::string_view passphrase, const std::string& file) {
    const auto outer = only_element(der, der_sequence);
    if (!outer)
        refuse_key(errc::malformed_key, "It is neither PEM nor one DER sequence: not a private key",
                   file);
    DerReader fields(outer->content);
    if (fields.next(der_sequence)) return read_encrypted(der, passphrase, file);
    fields.next(der_integer);
    if (fields.next(der_octet_string)) return read_older_form(OlderForm::ec_private_key, der, file);
    if (fields.next(der_integer)) return read_older_form(OlderForm::rsa_private_key, der, file);
    return read_plain(der, file);
}

KeyPointer read_block(const PemBlock& block, std::string_view passphrase, const std::string& file) {
    if (block.old_encryption)
        refuse_key(errc::unsupported_algorithm,
                   "It is encrypted in OpenSSL's old way: convert it with \"openssl pkcs8 -topk8\"",
                   file, block.line);
    if (block.label == "EC PRIVATE KEY")
        return read_older_form(OlderForm::ec_private_key, block.octets, file, block.line);
    if (block.label == "RSA PRIVATE KEY")
        return read_older_form(OlderForm::rsa_private_key, block.octets, file, block.line);
    return read_key_der(block.octets, passphrase, file);
}

bool is_key(const PemBlock& block) {
    return block.label == "PRIVATE KEY" || block.label == "ENCRYPTED PRIVATE KEY" ||
           block.label == "EC PRIVATE KEY" || block.label == "RSA PRIVATE KEY";
}

KeyPointer read_pem_key(std::string_view text, std::string_view passphrase,
                        const std::string& file) {
    const auto blocks = read_pem(text, errc::malformed_key, file);
    const auto count = std::count_if(blocks.begin(), blocks.end(), is_key);
    if (count > 1)
        refuse_key(errc::malformed_key, "It holds more than one key where one is expected", file);
    if (count == 0)
        refuse_key(errc::malformed_key,
                   blocks.empty() ? "There is no private key in it"
                                  : "It holds a " + escaped(blocks.front().label, 40) +
                                        ", not a private key that is read here",
                   file);
    return read_block(*std::find_if(blocks.begin(), blocks.end(), is_key), passphrase, file);
}

}  // namespace

KeyPointer read_private_key(ByteView octets, std::string_view passphrase, const std::string& file) {
    if (octets.size() > max_key_octets)
        refuse_key(
            errc::limit_exceeded,
            "It is longer than " + std::to_string(max_key_octets) + " octets, too long for a key",
            file);
    if (looks_like_pem(octets)) return read_pem_key(text_of(octets), passphrase, file);
    return read_key_der(octets, passphrase, file);
}

}  // namespace domainsec::inline v1::detail
