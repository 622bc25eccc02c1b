// A partner's bundle in words.
#include "cli/partner_review.hpp"

#include <domainsec/error.hpp>
#include <nlohmann/json.hpp>

#include "cli/files.hpp"

namespace domainsec::cli {
namespace {

using nlohmann::ordered_json;

std::string shown(const DomainName& name) {
    return name.has_u_labels() ? name.str() + " (" + escaped(name.unicode()) + ")" : name.str();
}

std::string line(const std::string& what, const std::string& value) {
    return what + std::string(what.size() < 14 ? 14 - what.size() : 1, ' ') + value + "\n";
}

std::string key_lines(const SignedBundle& signed_bundle) {
    std::string text;
    for (const auto& pin : signed_bundle.bundle.pins)
        text +=
            line("pin:", to_pin(pin) + (pin == signed_bundle.signer_pin ? " (signed this)" : ""));
    for (const auto& anchor : signed_bundle.bundle.anchors) {
        text += line(anchor.is_ca() ? "authority:" : "certificate:",
                     anchor.subject() + ", " + anchor.key_description() + ", until " +
                         to_text(anchor.not_after()));
        text += line("", "SHA-256 " + to_hex(anchor.fingerprint()));
    }
    return text;
}

std::string signer_lines(const SignedBundle& signed_bundle) {
    const auto& leaf = signed_bundle.signer.leaf();
    return line("signed by:", leaf.subject() + ", " + leaf.key_description() + ", until " +
                                  to_text(leaf.not_after())) +
           line("its key:", to_pin(signed_bundle.signer_pin)) +
           line("fingerprint:", signed_bundle.fingerprint);
}

ordered_json list(const std::vector<DomainName>& names) {
    auto texts = ordered_json::array();
    for (const auto& name : names) texts.push_back(name.str());
    return texts;
}

}  // namespace

std::string review(const SignedBundle& signed_bundle, TimePoint now) {
    const auto& bundle = signed_bundle.bundle;
    std::string text = line("organization:", escaped(bundle.organization));
    text += line("contact:", escaped(bundle.contact->str()));
    if (!bundle.phone.empty()) text += line("phone:", escaped(bundle.phone));
    if (!bundle.url.empty()) text += line("web:", escaped(bundle.url));
    for (const auto& domain : bundle.domains) text += line("domain:", shown(domain));
    for (const auto& name : bundle.identities) text += line("name:", shown(name));
    for (const auto& host : bundle.mx_hosts) text += line("mail host:", shown(host));
    text += key_lines(signed_bundle);
    text += line("made:",
                 to_text(bundle.created) + ", to be read in before " + to_text(bundle.expires));
    text += signer_lines(signed_bundle);
    for (const auto& remark : remarks_on(signed_bundle, now)) text += line("NOTE:", remark);
    return text;
}

std::string review_json(const SignedBundle& signed_bundle, TimePoint now, bool confirmed) {
    const auto& bundle = signed_bundle.bundle;
    auto pins = ordered_json::array();
    for (const auto& pin : bundle.pins) pins.push_back(to_pin(pin));
    auto anchors = ordered_json::array();
    for (const auto& anchor : bundle.anchors)
        anchors.push_back({{"subject", anchor.subject()},
                           {"not_after", to_text(anchor.not_after())},
                           {"fingerprint_sha256", to_hex(anchor.fingerprint())}});
    const ordered_json facts = {{"organization", escaped(bundle.organization)},
                                {"contact", escaped(bundle.contact->str())},
                                {"phone", escaped(bundle.phone)},
                                {"url", escaped(bundle.url)},
                                {"domains", list(bundle.domains)},
                                {"identities", list(bundle.identities)},
                                {"mx", list(bundle.mx_hosts)},
                                {"pins", pins},
                                {"anchors", anchors},
                                {"created", to_text(bundle.created)},
                                {"expires", to_text(bundle.expires)},
                                {"signer", signed_bundle.signer.leaf().subject()},
                                {"signer_pin", to_pin(signed_bundle.signer_pin)},
                                {"fingerprint", signed_bundle.fingerprint},
                                {"remarks", remarks_on(signed_bundle, now)},
                                {"confirmed", confirmed}};
    return facts.dump(2);
}

std::string as_comment(const std::string& text) {
    std::string comment;
    bool at_start = true;
    for (const char c : text) {
        if (at_start) comment += "# ";
        comment += c;
        at_start = c == '\n';
    }
    return comment;
}

}  // namespace domainsec::cli
