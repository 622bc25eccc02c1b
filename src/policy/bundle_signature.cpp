// Signs bundles with the key of a TLS certificate, so that no signature is of use elsewhere (RFC
// 8446 §4.4.3, RFC 8017 §8.1, FIPS 186-5 §6).
#include "policy/bundle_signature.hpp"

#include <botan/pubkey.h>

#include <cstdint>
#include <cstdio>
#include <domainsec/error.hpp>

#include "pki/certificate_data.hpp"
#include "pki/issue_checks.hpp"
#include "pki/pem.hpp"
#include "pki/private_key_data.hpp"
#include "pki/random.hpp"

namespace domainsec::inline v1::detail {
namespace {

constexpr std::string_view label = "DOMAINSEC BUNDLE SIGNATURE";
constexpr std::string_view first_line = "-----BEGIN DOMAINSEC BUNDLE SIGNATURE-----\n";
constexpr std::string_view context = "domainsec partner bundle v1";
constexpr std::size_t max_signature_octets = 1024;  // RSA 8192

[[noreturn]] void refuse_signature(const std::string& sentence) {
    throw Error(errc::invalid_configuration, sentence, {}, 0, "signature");
}

std::size_t start_of_block(std::string_view bundle) {
    for (std::size_t at = bundle.find(first_line); at != std::string_view::npos;
         at = bundle.find(first_line, at + 1))
        if (at > 0 && bundle[at - 1] == '\n') return at;
    refuse_signature(
        "is missing: the file was cut, or is no partner bundle; have it sent once more");
}

Chain read_chain(const std::vector<PemBlock>& blocks) {
    std::vector<Bytes> certificates;
    for (std::size_t i = 1; i < blocks.size(); ++i) {
        if (blocks[i].label != "CERTIFICATE")
            refuse_signature("has a block \"" + escaped(blocks[i].label, 64) +
                             "\" behind it, where the signer's certificates belong");
        certificates.emplace_back(blocks[i].octets.begin(), blocks[i].octets.end());
    }
    if (certificates.empty()) refuse_signature("comes without the signer's certificate");
    std::string why;
    auto chain = Chain::from_der(certificates, {}, &why);
    if (!chain) refuse_signature("comes with a certificate that cannot be read: " + why);
    return *std::move(chain);
}

const char* scheme_for(KeyKind kind) {
    switch (kind) {
        case KeyKind::rsa:
            return "PSS(SHA-256,MGF1,32)";
        case KeyKind::ecdsa:
            return "SHA-256";
        default:
            throw Error(errc::unsupported_algorithm,
                        "A bundle is signed by the key of a TLS certificate: ECDSA or RSA");
    }
}

Botan::Signature_Format format_for(KeyKind kind) {
    return kind == KeyKind::ecdsa ? Botan::Signature_Format::DerSequence
                                  : Botan::Signature_Format::Standard;
}

}  // namespace

BundleParts split_bundle(std::string_view bundle) {
    const std::size_t start = start_of_block(bundle);
    const std::string_view block = bundle.substr(start);
    const auto blocks = read_pem(block, errc::invalid_configuration, {});
    const auto& octets = blocks.front().octets;
    if (octets.empty() || octets.size() > max_signature_octets)
        refuse_signature("has a length that no signature has");
    BundleParts parts{bundle.substr(0, start), Bytes(octets.begin(), octets.end()),
                      read_chain(blocks)};
    if (bundle_signature_block(parts.signature, parts.chain) != block)
        refuse_signature(
            "is not written as it must be, or something stands between or behind its parts: the "
            "file was changed on its way");
    return parts;
}

std::string bundle_signature_block(ByteView signature, const Chain& chain) {
    return write_pem(label, signature) + chain.pem();
}

Bytes bundle_octets_to_sign(const Chain& chain, std::string_view text) {
    constexpr std::size_t spaces = 64;
    Bytes octets(spaces, 0x20);
    octets.insert(octets.end(), context.begin(), context.end());
    octets.push_back(0);
    octets.insert(octets.end(), chain.digest().begin(), chain.digest().end());
    octets.insert(octets.end(), text.begin(), text.end());
    return octets;
}

Bytes sign_bundle_octets(const PrivateKey& key, ByteView octets) {
    check_subject_key(key.public_key());
    const auto kind = facts_of_public_key(key.public_key()).kind;
    Botan::PK_Signer signer(*key.data().botan_key, system_random(), scheme_for(kind),
                            format_for(kind));
    return signer.sign_message(octets, system_random());
}

bool is_bundle_signature(const Certificate& signer, ByteView octets, ByteView signature) {
    try {
        check_subject_key(signer.public_key());
        const auto kind = signer.data().key.kind;
        const auto key = signer.data().botan_key();
        if (!key) return false;
        Botan::PK_Verifier verifier(*key, scheme_for(kind), format_for(kind));
        return verifier.verify_message(octets, signature);
    } catch (const std::exception&) {
        return false;
    }
}

std::string bundle_fingerprint(ByteView octets_signed) {
    constexpr std::size_t groups = 8;
    constexpr std::uint32_t five_digits = 100'000;
    const auto digest = sha256(octets_signed);
    std::string text;
    for (std::size_t group = 0; group < groups; ++group) {
        std::uint32_t number = 0;
        for (std::size_t i = 0; i < 4; ++i) number = number << 8U | digest[group * 4 + i];
        char digits[8];
        std::snprintf(digits, sizeof digits, "%05u", static_cast<unsigned>(number % five_digits));
        text += (text.empty() ? "" : " ") + std::string(digits);
    }
    return text;
}

}  // namespace domainsec::inline v1::detail
