// Makes bundles: checks what they say, writes it as TOML, signs it.
#include <domainsec/policy/partner_bundle.hpp>

#include <algorithm>
#include <domainsec/error.hpp>
#include <domainsec/trust/chain_validator.hpp>

#include "pki/issue_checks.hpp"
#include "policy/bundle_signature.hpp"
#include "policy/bundle_text.hpp"
#include "policy/signer_standing.hpp"
#include "time_text.hpp"

namespace domainsec::inline v1 {
namespace {

constexpr std::size_t longest_organization = 64;
constexpr std::size_t longest_text = 256;
constexpr std::size_t most_domains = 500;
constexpr std::size_t most_names = 100;
constexpr std::size_t most_pins = 16;
constexpr std::size_t most_anchors = 8;
constexpr Seconds longest_life{std::chrono::hours{24 * 400}};
constexpr TimePoint end_of_time{std::chrono::sys_days{std::chrono::year(10'000) / 1 / 1}};

[[noreturn]] void refuse_bundle_field(const std::string& field, const std::string& sentence) {
    throw Error(errc::invalid_argument, sentence, {}, 0, field);
}

void check_text(const std::string& field, const std::string& text, std::size_t most) {
    if (text.size() > most)
        refuse_bundle_field(field, "is longer than " + std::to_string(most) + " octets");
    if (!detail::is_plain_text(text))
        refuse_bundle_field(field, "has characters that are not UTF-8, or that people cannot see");
}

template <typename Value>
void check_list(const std::string& field, const std::vector<Value>& values, std::size_t least,
                std::size_t most) {
    if (values.size() < least) refuse_bundle_field(field, "is missing; list at least one");
    if (values.size() > most)
        refuse_bundle_field(field, "has more than " + std::to_string(most) + " entries");
    for (std::size_t i = 1; i < values.size(); ++i)
        if (std::find(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(i), values[i]) !=
            values.begin() + static_cast<std::ptrdiff_t>(i))
            refuse_bundle_field(field, "has the same entry twice; take one away");
}

std::vector<std::string> texts_of(const std::vector<DomainName>& names) {
    std::vector<std::string> texts;
    texts.reserve(names.size());
    for (const auto& name : names) texts.push_back(name.str());
    return texts;
}

std::vector<std::string> texts_of(const std::vector<Sha256Digest>& pins) {
    std::vector<std::string> texts;
    texts.reserve(pins.size());
    for (const auto& pin : pins) texts.push_back(to_pin(pin));
    return texts;
}

std::string line(std::string_view key, std::string_view text) {
    return std::string(key) + " = " + detail::toml_text(text) + "\n";
}

std::string written(const PartnerBundle& bundle) {
    std::string text =
        "# What the organization below hands to a partner: its mail domains, and how its mail\n"
        "# servers are recognized. Read it in with \"domainsec partner import\", and have the\n"
        "# fingerprint that it shows read out by the organization's administrator before use.\n"
        "[bundle]\nversion = 1\n";
    text += line("created", detail::time_text(bundle.created));
    text += line("expires", detail::time_text(bundle.expires));
    text += "\n[organization]\n" + line("name", bundle.organization);
    text += line("contact", bundle.contact->str());
    if (!bundle.phone.empty()) text += line("phone", bundle.phone);
    if (!bundle.url.empty()) text += line("url", bundle.url);
    text += detail::toml_list("domains", texts_of(bundle.domains));
    text += detail::toml_list("identities", texts_of(bundle.identities));
    if (!bundle.mx_hosts.empty()) text += detail::toml_list("mx", texts_of(bundle.mx_hosts));
    if (!bundle.pins.empty()) text += detail::toml_list("pins", texts_of(bundle.pins));
    for (const auto& anchor : bundle.anchors)
        text += "\n[[anchor]]\ncertificate = \"\"\"\n" + anchor.pem() + "\"\"\"\n";
    return text + "\n";
}

void check_signer(const PartnerBundle& bundle, const Chain& chain) {
    const auto standing = detail::standing_of(bundle, chain);
    if (!bundle.anchors.empty() && !standing.is_anchored)
        refuse_bundle_field(
            "anchors", "do not vouch for the certificate that signs: " + standing.why_not_anchored);
    if (!standing.is_pinned && !standing.is_anchored)
        refuse_bundle_field("pins", "do not hold the key that signs; put it first");
}

}  // namespace

void PartnerBundle::check() const {
    check_text("organization", organization, longest_organization);
    if (organization.find_first_not_of(' ') == std::string::npos)
        refuse_bundle_field("organization", "is empty; say what the organization calls itself");
    if (!contact)
        refuse_bundle_field("contact",
                            "is missing; name a mailbox such as postmaster@contoso.example");
    check_text("contact", contact->str(), longest_text + longest_organization);
    check_text("phone", phone, longest_text);
    check_text("url", url, longest_text);
    check_list("domains", domains, 1, most_domains);
    check_list("identities", identities, 1, most_names);
    check_list("mx_hosts", mx_hosts, 0, most_names);
    check_list("pins", pins, 0, most_pins);
    check_list("anchors", anchors, 0, most_anchors);
    if (pins.empty() && anchors.empty())
        refuse_bundle_field("pins",
                            "and anchors are both missing; one of them must say what to trust");
    if (created.time_since_epoch().count() < 0 || created >= end_of_time)
        refuse_bundle_field("created", "is outside of the years 1970 to 9999");
    if (expires <= created) refuse_bundle_field("expires", "is not after created");
    if (expires - created > longest_life || expires >= end_of_time)
        refuse_bundle_field("expires", "is more than 400 days after created");
}

std::string sign_bundle(const PartnerBundle& bundle, SecretAccess, const PrivateKey& key,
                        const Chain& chain) {
    if (chain.empty() || chain.leaf().public_key() != key.public_key())
        throw Error(errc::key_mismatch,
                    "The certificate and the private key do not belong together");
    detail::check_subject_key(key.public_key());
    bundle.check();
    check_signer(bundle, chain);
    const std::string text = written(bundle);
    const auto signature =
        detail::sign_bundle_octets(key, detail::bundle_octets_to_sign(chain, text));
    std::string whole = text + detail::bundle_signature_block(signature, chain);
    if (whole.size() > max_bundle_octets)
        throw Error(errc::limit_exceeded, "The bundle is longer than 256 KiB: list less in it");
    // What cannot be read is never handed on.
    static_cast<void>(read_bundle(whole, bundle.created));
    return whole;
}

namespace detail {

SignerStanding standing_of(const PartnerBundle& bundle, const Chain& signer) {
    SignerStanding standing;
    const auto& pins = bundle.pins;
    standing.is_pinned =
        std::find(pins.begin(), pins.end(), signer.leaf().spki_sha256()) != pins.end();
    if (bundle.anchors.empty()) return standing;
    TrustPolicy policy;
    policy.method = TrustMethod::anchors;
    policy.anchors = AnchorSet::from_certificates(bundle.anchors);
    policy.identities = bundle.identities;
    policy.eku = EkuMode::any;
    policy.revocation = RevocationMode::off;
    const EvidenceStore nothing;
    const auto report = ChainValidator(std::move(policy), PeerRole::client)
                            .judge(signer, *nothing.snapshot(), bundle.created);
    standing.is_anchored = report.passed();
    if (!report.findings.empty())
        standing.why_not_anchored = report.findings.front().seen + ", where " +
                                    report.findings.front().expected + " is needed";
    return standing;
}

}  // namespace detail
}  // namespace domainsec::inline v1
