// SHA-256, hexadecimal, and public-key pins as text (FIPS 180-4, RFC 7469 §2.4).
#include <botan/base64.h>
#include <botan/hash.h>
#include <botan/hex.h>

#include <algorithm>
#include <domainsec/pki/certificate.hpp>

namespace domainsec::inline v1 {
namespace {

std::optional<Sha256Digest> digest_from(const std::vector<std::uint8_t>& octets) {
    Sha256Digest digest{};
    if (octets.size() != digest.size()) return std::nullopt;
    std::copy(octets.begin(), octets.end(), digest.begin());
    return digest;
}

std::optional<Sha256Digest> digest_from_base64(std::string_view text) {
    const auto octets = Botan::base64_decode(text, false);
    const auto digest = digest_from({octets.begin(), octets.end()});
    // One digest has one text: unused bits that are not zero make another.
    if (!digest || Botan::base64_encode(*digest) != text) return std::nullopt;
    return digest;
}

}  // namespace

std::string to_hex(ByteView octets) {
    return Botan::hex_encode(octets, false);
}

Sha256Digest sha256(ByteView octets) {
    const auto hash = Botan::HashFunction::create_or_throw("SHA-256");
    hash->update(octets);
    Sha256Digest digest{};
    hash->final(digest);
    return digest;
}

std::string to_pin(const Sha256Digest& spki_sha256) {
    return "sha256/" + Botan::base64_encode(spki_sha256);
}

std::optional<Sha256Digest> pin_from_string(std::string_view text) {
    constexpr std::string_view prefix = "sha256";
    if (text.size() > 80 || !text.starts_with(prefix) || text.size() == prefix.size())
        return std::nullopt;
    const char separator = text[prefix.size()];
    text.remove_prefix(prefix.size() + 1);
    try {
        if (separator == '/') return digest_from_base64(text);
        if (separator == ':') return digest_from(Botan::hex_decode(text, false));
    } catch (const std::exception&) {
        return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace domainsec::inline v1
