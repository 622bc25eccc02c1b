// Any text as a partner bundle, as it stands and behind a signature that holds: a bundle or the
// library's Error, nothing else; what is read can be written, read again and put into a
// configuration.
#include <cstdlib>
#include <domainsec/error.hpp>
#include <domainsec/pki/issue.hpp>
#include <domainsec/policy/partner_bundle.hpp>

#include "policy/bundle_signature.hpp"
#include "policy/toml_value.hpp"

using namespace domainsec;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr TimePoint now{std::chrono::sys_days{std::chrono::year(2026) / 11 / 24}};

struct Signer {
    PrivateKey key = PrivateKey::generate(KeyAlgorithm::ecdsa_p256);
    Chain chain{{make_self_signed(key, content())}};

    static CertificateTemplate content() {
        CertificateTemplate content;
        content.dns_names = {*DomainName::from_string("fabrikam.example")};
        content.not_before = now - std::chrono::hours{24};
        content.not_after = now + std::chrono::hours{24 * 365};
        return content;
    }
};

const Signer& signer() {
    static const Signer one;
    return one;
}

std::optional<SignedBundle> read(const std::string& text) {
    try {
        return read_bundle(text, now);
    } catch (const Error& error) {
        if (error.code() != errc::invalid_configuration) std::abort();
        return std::nullopt;
    }
}

/// The seeds have a word where the pin of this run's key belongs, so that the signer is pinned.
std::string signed_text(std::string text) {
    static const std::string word = "sha256/OURS";
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1))
        text.replace(at, word.size(), to_pin(signer().key.spki_sha256()));
    const auto octets = detail::bundle_octets_to_sign(signer().chain, text);
    return text + detail::bundle_signature_block(detail::sign_bundle_octets(signer().key, octets),
                                                 signer().chain);
}

void write_again(const SignedBundle& bundle) {
    if (!bundle.bundle.anchors.empty() && !bundle.signer_is_anchored) return;
    try {
        const auto text =
            sign_bundle(bundle.bundle, SecretAccess::granted(), signer().key, signer().chain);
        const auto again = read(text);
        if (!again || again->bundle.domains != bundle.bundle.domains ||
            again->bundle.organization != bundle.bundle.organization ||
            again->bundle.contact != bundle.bundle.contact ||
            again->bundle.pins != bundle.bundle.pins)
            std::abort();
    } catch (const Error& error) {
        if (error.code() != errc::limit_exceeded) std::abort();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(text_of({data, size}));
    read(text);
    const auto bundle = read(signed_text(text));
    if (!bundle) return 0;
    if (!bundle->signer_is_pinned && !bundle->signer_is_anchored) std::abort();
    if (!is_fingerprint_of(bundle->fingerprint, *bundle)) std::abort();
    remarks_on(*bundle, now);
    write_again(*bundle);
    PartnerEntryOptions options;
    options.trust = bundle->bundle.pins.empty() ? TrustMethod::anchors : TrustMethod::pin;
    options.anchors_file = "anchors.pem";
    const auto entry = to_partner_toml(*bundle, options);
    if (!detail::parse_toml(entry).problem.empty()) std::abort();
    return 0;
}
