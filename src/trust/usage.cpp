// What the keys may be used for (RFC 5280 §4.2.1.3, §4.2.1.12; RFC 8446 §4.4.2.2).
#include "trust/path_rules.hpp"

namespace domainsec::inline v1::detail {
namespace {

struct Purpose {
    const char* name;
    bool ExtendedKeyUsage::*flag;
};

constexpr Purpose server_auth{"serverAuth", &ExtendedKeyUsage::server};
constexpr Purpose client_auth{"clientAuth", &ExtendedKeyUsage::client};

// The leaf must name the purpose itself; anyExtendedKeyUsage there says nothing about TLS. An
// authority that has the extension lends only what it holds.
bool allows(const CertificateFacts& facts, std::size_t index, const Purpose& purpose) noexcept {
    if (!facts.extended_key_usage) return true;
    const ExtendedKeyUsage& usage = *facts.extended_key_usage;
    return usage.*purpose.flag || (index > 0 && usage.any);
}

bool path_allows(const RuleInput& input, const Purpose& purpose) noexcept {
    for (std::size_t i = 0; i < input.size(); ++i)
        if (!allows(input.certificate(i), i, purpose)) return false;
    return true;
}

std::string names(const std::vector<Purpose>& purposes) {
    std::string text;
    for (const Purpose& purpose : purposes)
        text += (text.empty() ? "" : " or ") + std::string(purpose.name);
    return text;
}

void report_refusals(const RuleInput& input, const std::vector<Purpose>& purposes,
                     FindingList& findings) {
    // Judged by the purpose that the leaf has, when it has one: an authority is then to blame.
    std::vector<Purpose> wanted;
    for (const Purpose& purpose : purposes)
        if (allows(input.certificate(0), 0, purpose)) wanted.push_back(purpose);
    if (wanted.empty()) wanted = purposes;
    for (std::size_t i = 0; i < input.size(); ++i) {
        bool allowed = false;
        for (const Purpose& purpose : wanted)
            allowed = allowed || allows(input.certificate(i), i, purpose);
        if (allowed) continue;
        findings.add(
            {TrustReason::wrong_usage, i == 0 ? "RFC 5280 §4.2.1.12" : "RFC 5280 §4.2.1.12, nested",
             "extendedKeyUsage " + input.certificate(i).extended_key_usage->text,
             names(wanted) + (i == 0 ? "" : " or anyExtendedKeyUsage") + ", or no such extension"},
            i, input.certificate(i));
    }
}

std::vector<Purpose> accepted_purposes(const RuleInput& input) {
    if (input.peer == PeerRole::server) return {server_auth};
    switch (input.policy.eku) {
        case EkuMode::client:
            return {client_auth};
        case EkuMode::mta:
            return {client_auth, server_auth};
        case EkuMode::any:
            break;
    }
    return {};
}

void check_extended(const RuleInput& input, FindingList& findings) {
    const std::vector<Purpose> purposes = accepted_purposes(input);
    if (purposes.empty()) return;
    for (const Purpose& purpose : purposes)
        if (path_allows(input, purpose)) return;
    const std::size_t before = findings.errors();
    report_refusals(input, purposes, findings);
    if (findings.errors() == before)
        findings.add({TrustReason::wrong_usage, "RFC 5280 §4.2.1.12, nested",
                      "authorities that do not agree on a purpose",
                      names(purposes) + " in all certificates of the path"});
}

}  // namespace

void check_usage(const RuleInput& input, FindingList& findings) {
    if (input.options.any_usage) return;
    const CertificateFacts& leaf = input.certificate(0);
    if (leaf.key_usage && (*leaf.key_usage & usage_digital_signature) == 0)
        findings.add(
            {TrustReason::wrong_usage, "RFC 5280 §4.2.1.3", "keyUsage without digitalSignature",
             "digitalSignature, for a TLS handshake is signed (RFC 8446 §4.4.2.2)"},
            0, leaf);
    check_extended(input, findings);
}

}  // namespace domainsec::inline v1::detail
