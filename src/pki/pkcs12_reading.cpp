// Reads PKCS#12 files (RFC 7292, RFC 9579): limits first, then the MAC, then what is encrypted.
#include "pki/pkcs12_reading.hpp"

#include <algorithm>
#include <domainsec/error.hpp>
#include <domainsec/pki/pkcs12.hpp>
#include <unordered_set>

#include "pki/certificate_order.hpp"
#include "pki/pkcs12_bags.hpp"
#include "pki/pkcs12_encryption.hpp"
#include "pki/pkcs12_mac.hpp"
#include "pki/pkcs_objects.hpp"

namespace domainsec::inline v1 {
namespace {

using namespace detail;

[[noreturn]] void malformed() {
    throw Error(errc::malformed_key, "It is not a PKCS#12 file, or it is damaged");
}

[[noreturn]] void unsupported(const char* sentence) {
    throw Error(errc::unsupported_algorithm, sentence);
}

// An EncryptedData in the AuthenticatedSafe (RFC 5652 §8).
struct EncryptedPart {
    Pkcs12Encryption encryption;
    SecretOctets ciphertext;
};

// The AuthenticatedSafe, and what protects it.
struct Pfx {
    SecretOctets authenticated_safe;
    Pkcs12Mac mac;
};

SecretOctets octet_string_in(ByteView content) {
    const auto octets = only_element(content, der_octet_string);
    if (!octets) malformed();
    return {octets->content.begin(), octets->content.end()};
}

Pfx read_pfx(ByteView der) {
    const auto outer = only_element(der, der_sequence);
    if (!outer) malformed();
    DerReader fields(outer->content);
    const auto version = read_count(fields.next(der_integer));
    const auto content = read_content_info(fields.next());
    if (!version || *version != 3 || !content) malformed();
    if (content->type == oid::signed_data)
        unsupported("It is signed with a key instead of a passphrase: export it with one");
    if (content->type != oid::data) malformed();
    if (fields.at_end())
        unsupported("It has no MAC, so nobody could tell whether it was changed: export it anew");
    const auto mac_data = fields.next(der_sequence);
    if (!mac_data || !fields.at_end()) malformed();
    return {octet_string_in(content->content), read_mac(*mac_data)};
}

EncryptedPart read_encrypted_part(ByteView content, bool legacy) {
    constexpr std::uint8_t implicit_0 = 0x80;
    constexpr std::uint8_t constructed_implicit_0 = 0xA0;
    const auto outer = only_element(content, der_sequence);
    if (!outer) malformed();
    DerReader data(outer->content);
    const auto version = data.next(der_integer);
    const auto info = data.next(der_sequence);
    if (!version || !info) malformed();
    DerReader fields(info->content);
    const auto type = fields.next(der_object_identifier);
    const auto algorithm = read_algorithm(fields.next());
    const auto ciphertext = fields.next();
    if (!type || text_of(type->content) != oid::data || !algorithm || !ciphertext) malformed();
    EncryptedPart part{read_encryption(*algorithm, legacy), {}};
    if (ciphertext->tag == implicit_0) {
        part.ciphertext.assign(ciphertext->content.begin(), ciphertext->content.end());
        return part;
    }
    auto joined = joined_octet_strings(ciphertext->content);
    if (ciphertext->tag != constructed_implicit_0 || !joined) malformed();
    part.ciphertext = *std::move(joined);
    return part;
}

// Collects what is plain, and returns what is not: nothing is decrypted here.
std::vector<EncryptedPart> sort_parts(ByteView authenticated_safe, bool legacy, Pkcs12Work& work,
                                      Pkcs12Bags& bags) {
    const auto der = der_from_ber(authenticated_safe);
    const auto outer = der ? only_element(*der, der_sequence) : std::nullopt;
    if (!outer) malformed();
    std::vector<EncryptedPart> parts;
    DerReader list(outer->content);
    while (!list.at_end()) {
        const auto info = read_content_info(list.next());
        if (!info) malformed();
        if (info->type == oid::enveloped_data)
            unsupported("It is encrypted to a key instead of a passphrase: export it with one");
        if (info->type == oid::data) {
            bags.collect(octet_string_in(info->content));
        } else if (info->type == oid::encrypted_data) {
            parts.push_back(read_encrypted_part(info->content, legacy));
            work.take(parts.back().encryption.iterations);
        } else {
            malformed();
        }
    }
    return parts;
}

// The form of the passphrase that the MAC was made with: an empty one has two (RFC 7292 appendix
// B.1).
Pkcs12Passphrase checked_passphrase(const Pfx& pfx, std::string_view text) {
    auto passphrase = Pkcs12Passphrase::of(text);
    if (mac_fits(pfx.mac, passphrase, pfx.authenticated_safe)) return passphrase;
    if (text.empty()) {
        passphrase.utf16.clear();
        if (mac_fits(pfx.mac, passphrase, pfx.authenticated_safe)) return passphrase;
    }
    throw Error(errc::wrong_passphrase, "The passphrase does not open it, or it was changed");
}

SecretOctets decrypted(const Pkcs12Encryption& encryption, const Pkcs12Passphrase& passphrase,
                       ByteView ciphertext, const char* what) {
    auto octets = decrypt(encryption, passphrase, ciphertext);
    if (!octets)
        throw Error(
            errc::wrong_passphrase,
            std::string("Its ") + what +
                " has another passphrase than the file as a whole: export it anew with one");
    return *std::move(octets);
}

std::optional<PrivateKey> the_key(const Pkcs12Bags& bags, const Pkcs12Passphrase& passphrase) {
    if (bags.keys().empty()) return std::nullopt;
    if (bags.keys().size() > 1)
        throw Error(errc::malformed_key, "It holds " + std::to_string(bags.keys().size()) +
                                             " keys where one is expected: export one at a time");
    const KeyBag& bag = bags.keys().front();
    if (!bag.encryption) return PrivateKey::from_octets(bag.octets);
    return PrivateKey::from_octets(decrypted(*bag.encryption, passphrase, bag.octets, "key"));
}

std::vector<Certificate> certificates_in(const Pkcs12Bags& bags) {
    std::vector<Certificate> certificates;
    std::unordered_set<std::string> seen;
    std::size_t number = 0;
    for (const CertificateBag& bag : bags.certificates()) {
        ++number;
        std::string why;
        auto certificate = Certificate::from_der(bag.der, &why);
        if (!certificate)
            throw Error(errc::malformed_certificate,
                        "Certificate " + std::to_string(number) + " in it cannot be read: " + why);
        if (seen.emplace(text_of(certificate->fingerprint())).second)
            certificates.push_back(*std::move(certificate));
    }
    return certificates;
}

std::string name_of_key(const Pkcs12Bags& bags, const Certificate* own) {
    if (!bags.keys().empty() && !bags.keys().front().attributes.friendly_name.empty())
        return bags.keys().front().attributes.friendly_name;
    for (const CertificateBag& bag : bags.certificates())
        if (own != nullptr && std::ranges::equal(bag.der, own->der()))
            return bag.attributes.friendly_name;
    return {};
}

}  // namespace

Pkcs12Contents detail::read_pkcs12_within(Pkcs12Work work, ByteView file,
                                          std::string_view passphrase,
                                          const Pkcs12ReadOptions& options) {
    const SecretOctets der = read_pkcs_file(file, {"PKCS12"}, errc::malformed_key, "PKCS#12 file");
    const Pfx pfx = read_pfx(der);
    Pkcs12Bags bags(work, options.legacy);
    work.take(pfx.mac.iterations);
    const auto parts = sort_parts(pfx.authenticated_safe, options.legacy, work, bags);

    const Pkcs12Passphrase form = checked_passphrase(pfx, passphrase);
    for (const EncryptedPart& part : parts)
        bags.collect(decrypted(part.encryption, form, part.ciphertext, "content"));

    Pkcs12Contents contents{the_key(bags, form), certificates_in(bags), {}};
    if (!contents.key && contents.certificates.empty())
        throw Error(errc::malformed_key, "It holds neither a key nor a certificate");
    if (contents.key && !contents.certificates.empty() &&
        !put_in_issuer_order(contents.certificates, contents.key->public_key()))
        throw Error(errc::key_mismatch, "None of its certificates is that of its key");
    const Certificate* own = contents.certificates.empty() ? nullptr : &contents.certificates[0];
    contents.friendly_name = name_of_key(bags, own);
    return contents;
}

Pkcs12Contents read_pkcs12(ByteView file, std::string_view passphrase,
                           const Pkcs12ReadOptions& options) {
    return read_pkcs12_within(Pkcs12Work(), file, passphrase, options);
}

}  // namespace domainsec::inline v1
