// Finds the public key in whatever an administrator has of it, and announces it (RFC 2986 §4, RFC
// 7468, RFC 6698 §2.1).
#include <domainsec/policy/announced_key.hpp>

#include <botan/mem_ops.h>
#include <botan/pkcs10.h>

#include <algorithm>
#include <domainsec/error.hpp>
#include <domainsec/names/host_pattern.hpp>
#include <domainsec/pki/private_key.hpp>

#include "pki/certificate_data.hpp"
#include "pki/der_reader.hpp"
#include "pki/files.hpp"
#include "pki/issue_checks.hpp"
#include "pki/pem.hpp"

namespace domainsec::inline v1 {
namespace {

constexpr std::size_t max_octets = std::size_t{256} * 1024;
constexpr std::size_t max_request_octets = std::size_t{64} * 1024;
constexpr std::uint8_t dane_ta = 2;
constexpr std::uint8_t dane_ee = 3;
constexpr std::uint8_t public_key_selector = 1;
constexpr std::uint8_t sha256_matching = 1;

bool is_private(std::string_view label) {
    return label.ends_with("PRIVATE KEY");
}

bool is_request(std::string_view label) {
    return label == "CERTIFICATE REQUEST" || label == "NEW CERTIFICATE REQUEST";
}

AnnouncedKey key_alone(Bytes public_key) {
    detail::check_subject_key(public_key);
    return {std::move(public_key), {}};
}

// RFC 2986 §4.1: version, subject and the key, inside what is signed.
std::optional<Bytes> key_in_request(ByteView der) {
    const auto request = detail::only_element(der, detail::der_sequence);
    if (!request) return std::nullopt;
    detail::DerReader outer(request->content);
    const auto info = outer.next(detail::der_sequence);
    if (!info) return std::nullopt;
    detail::DerReader fields(info->content);
    if (!fields.next(detail::der_integer) || !fields.next(detail::der_sequence))
        return std::nullopt;
    const auto key = fields.next(detail::der_sequence);
    if (!key) return std::nullopt;
    return Bytes(key->whole.begin(), key->whole.end());
}

AnnouncedKey from_request(ByteView der) {
    if (der.size() > max_request_octets)
        throw Error(errc::limit_exceeded, "A certificate request has at most 64 KiB");
    auto key = key_in_request(der);
    if (!key)
        throw Error(errc::malformed_key, "It is not a certificate request: make it once more");
    // First whether the key is fit to compute with, then the proof that its owner asked.
    auto announced = key_alone(*std::move(key));
    try {
        const Botan::PKCS10_Request request(Bytes(der.begin(), der.end()));
    } catch (const std::exception&) {
        throw Error(errc::malformed_key,
                    "It is a certificate request whose signature does not hold: make it once more");
    }
    return announced;
}

AnnouncedKey from_der(ByteView der, std::string_view passphrase) {
    if (auto certificate = Certificate::from_der(der))
        return AnnouncedKey::from_chain(Chain({*std::move(certificate)}));
    if (key_in_request(der)) return from_request(der);
    if (detail::facts_of_public_key(der).kind != detail::KeyKind::unreadable)
        return key_alone(Bytes(der.begin(), der.end()));
    if (!detail::only_element(der, detail::der_sequence))
        throw Error(errc::malformed_key,
                    "It is no certificate, request or key, neither in PEM nor in DER");
    return key_alone(PrivateKey::from_octets(der, passphrase).public_key());
}

void take(std::optional<AnnouncedKey>& found, AnnouncedKey another) {
    if (found && found->public_key != another.public_key)
        throw Error(errc::key_mismatch, "It holds two different keys: give each a file of its own");
    if (!found || found->chain.empty()) found = std::move(another);
}

AnnouncedKey from_pem(ByteView octets, std::string_view passphrase) {
    std::optional<AnnouncedKey> found;
    bool chain_read = false;
    bool private_read = false;
    for (const auto& block : detail::read_pem(text_of(octets), errc::malformed_key, {})) {
        if (block.label == "CERTIFICATE" && !chain_read) {
            chain_read = true;
            take(found, AnnouncedKey::from_chain(Chain::from_pem(text_of(octets))));
        } else if (is_request(block.label)) {
            take(found, from_request(block.octets));
        } else if (block.label == "PUBLIC KEY") {
            take(found, key_alone(Bytes(block.octets.begin(), block.octets.end())));
        } else if (is_private(block.label) && !private_read) {
            // The key reader looks at the whole text, for there are older forms.
            private_read = true;
            take(found, key_alone(PrivateKey::from_octets(octets, passphrase).public_key()));
        }
    }
    if (!found)
        throw Error(errc::malformed_key,
                    "It holds no certificate, request or key: name a file that has one");
    return *std::move(found);
}

bool has_private_key(ByteView octets) {
    if (!detail::looks_like_pem(octets)) {
        return detail::only_element(octets, detail::der_sequence) &&
               !Certificate::from_der(octets) && !key_in_request(octets) &&
               detail::facts_of_public_key(octets).kind == detail::KeyKind::unreadable;
    }
    return text_of(octets).find("PRIVATE KEY-----") != std::string_view::npos;
}

// May be a private key, so it is wiped.
struct WipedOctets {
    Bytes octets;
    ~WipedOctets() { Botan::secure_scrub_memory(octets.data(), octets.size()); }
};

bool holds_name(const Certificate& leaf, const DomainName& host) {
    const auto& names = leaf.dns_names();
    return std::any_of(names.begin(), names.end(), [&host](const std::string& name) {
        const auto pattern = HostPattern::from_string(name);
        return pattern && pattern->matches(host);
    });
}

bool is_issued_by(const Certificate& leaf, const Certificate& issuer) {
    const auto key = issuer.data().botan_key();
    if (!issuer.is_ca() || !key) return false;
    try {
        return leaf.data().x509().check_signature(*key);
    } catch (const std::exception&) {
        return false;
    }
}

TlsaRecord record_of(std::uint8_t usage, const Sha256Digest& digest) {
    return {usage, public_key_selector, sha256_matching, Bytes(digest.begin(), digest.end())};
}

}  // namespace

AnnouncedKey AnnouncedKey::from_chain(Chain chain) {
    if (chain.empty())
        throw Error(errc::invalid_argument, "The chain holds no certificate", {}, 0, "chain");
    auto key = key_alone(chain.leaf().public_key());
    key.chain = std::move(chain);
    return key;
}

AnnouncedKey AnnouncedKey::from_octets(ByteView octets, std::string_view passphrase) {
    if (octets.size() > max_octets)
        throw Error(errc::limit_exceeded, "It is longer than 256 KiB: it cannot be what is meant");
    return detail::looks_like_pem(octets) ? from_pem(octets, passphrase)
                                          : from_der(octets, passphrase);
}

AnnouncedKey AnnouncedKey::from_file(const std::filesystem::path& path,
                                     std::string_view passphrase) {
    const WipedOctets content{detail::read_file(path, max_octets)};
    try {
        // Refuses one that others can read.
        if (has_private_key(content.octets)) detail::read_secret_file(path, max_octets);
        return from_octets(content.octets, passphrase);
    } catch (const Error& error) {
        if (!error.file().empty()) throw;
        throw Error(error.code(), error.what(), path.string());
    }
}

Sha256Digest AnnouncedKey::pin() const {
    return sha256(public_key);
}

std::vector<Sha256Digest> pins_of(const std::vector<AnnouncedKey>& keys) {
    std::vector<Sha256Digest> pins;
    for (const auto& key : keys) {
        const auto pin = key.pin();
        if (std::find(pins.begin(), pins.end(), pin) == pins.end()) pins.push_back(pin);
    }
    if (pins.size() > max_announced_keys)
        throw Error(errc::limit_exceeded,
                    "These are " + std::to_string(pins.size()) +
                        " keys; a partner keeps pins of at most 16: the current ones and the next");
    return pins;
}

std::vector<TlsaRecord> tlsa_records_of(const AnnouncedKey& key, const DomainName& host) {
    std::vector<TlsaRecord> records{record_of(dane_ee, key.pin())};
    const auto& chain = key.chain.certificates();
    if (chain.size() > 1 && holds_name(chain[0], host) && is_issued_by(chain[0], chain[1]))
        records.push_back(record_of(dane_ta, chain[1].spki_sha256()));
    return records;
}

}  // namespace domainsec::inline v1
