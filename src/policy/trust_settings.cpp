// Reads what a partner's certificate is trusted by, and refuses what would let others speak for it.
#include "policy/trust_settings.hpp"

#include <algorithm>
#include <domainsec/error.hpp>
#include <domainsec/pki/certificate.hpp>

#include "trust/anchor_files.hpp"

namespace domainsec::inline v1::detail {

namespace {

constexpr std::size_t max_pins = 16;
constexpr Seconds longest_short_lived{std::chrono::hours{24 * 30}};

const std::vector<std::pair<std::string, TrustMethod>> methods{{"anchors", TrustMethod::anchors},
                                                               {"pin", TrustMethod::pin},
                                                               {"system", TrustMethod::system},
                                                               {"dane", TrustMethod::dane}};
const std::vector<std::pair<std::string, EkuMode>> eku_modes{
    {"client", EkuMode::client}, {"mta", EkuMode::mta}, {"any", EkuMode::any}};
const std::vector<std::pair<std::string, RevocationMode>> revocation_modes{
    {"hard", RevocationMode::hard}, {"soft", RevocationMode::soft}, {"off", RevocationMode::off}};

std::shared_ptr<const AnchorSet> read_anchors(TableReader& reader, const TrustPlace& place,
                                              NamedFiles& files) {
    const auto names = reader.texts("anchors", "fabrikam-ca.pem");
    if (!names) {
        if (!reader.has("anchors") && !place.is_off) {
            reader.error("trust",
                         "trust = \"anchors\" needs the partner's CA or its self-signed "
                         "certificate; write anchors = [\"fabrikam-ca.pem\"]");
        }
        return nullptr;
    }
    if (names->empty()) {
        reader.error("anchors",
                     "is empty; name at least one PEM file or a directory of them, such as "
                     "[\"ca.pem\"]");
        return nullptr;
    }
    std::vector<Certificate> anchors;
    for (const auto& name : *names) {
        const auto path = files.resolved(name.text);
        try {
            for (const auto& file : anchor_files(path)) {
                for (auto& certificate : read_anchor_file(file)) anchors.push_back(certificate);
                files.add(file);
            }
        } catch (const Error& error) {
            reader.error_at(name.line, "anchors", error.what());
        }
    }
    return anchors.empty() ? nullptr : AnchorSet::from_certificates(std::move(anchors));
}

std::shared_ptr<const AnchorSet> system_anchors(TableReader& reader) {
    try {
        return AnchorSet::system();
    } catch (const Error& error) {
        reader.error("trust",
                     std::string("trust = \"system\" does not work here: ") + error.what());
        return nullptr;
    }
}

void read_identity(TableReader& reader, const TrustPlace& place, TrustSettings& settings) {
    const TomlValue* identity = reader.value("identity");
    if (identity == nullptr) {
        settings.trust.identities = place.mail_domains;
        return;
    }
    settings.explicit_identity = true;
    if (identity->kind == TomlValue::Kind::text && identity->text == "mx") {
        if (place.is_via) {
            reader.error("identity",
                         "\"mx\" is for the partner itself; list the names that the "
                         "intermediary's certificate holds");
        }
        settings.identities_from_mx = true;
        return;
    }
    if (identity->kind == TomlValue::Kind::text) {
        reader.error("identity",
                     "must be a list of names, such as [\"fabrikam.example\"], or "
                     "\"mx\", and here stands the text " +
                         in_quotes(identity->text));
        return;
    }
    for (const auto& name : reader.names("identity", "fabrikam.example")) {
        settings.trust.identities.push_back(name.name);
    }
    if (reader.is_empty_list("identity")) {
        reader.error("identity", "is empty; name at least one, or leave the key out");
    }
}

/// Keys that would be ignored are mistakes: whoever wrote them counts on them.
void check_fitting_keys(TableReader& reader, const TrustPlace& place,
                        const TrustSettings& settings) {
    const auto method = settings.trust.method;
    if (method != TrustMethod::anchors && reader.has("anchors")) {
        reader.error("anchors",
                     "is looked at only with trust = \"anchors\"; take it away, or "
                     "change trust");
    }
    if (method == TrustMethod::dane && reader.has("pins")) {
        reader.error("pins",
                     "is not looked at with trust = \"dane\"; take it away, or write "
                     "trust = \"pin\"");
    }
    if (method == TrustMethod::pin && !reader.has("pins")) {
        reader.error("trust",
                     "trust = \"pin\" needs the SHA-256 of the partner's key; write "
                     "pins = [\"sha256/...\"] (domainsec cert show prints it)");
    }
    if (place.is_via && method != TrustMethod::pin && !settings.explicit_identity) {
        reader.error("identity",
                     "is missing; name what the intermediary's certificate holds, "
                     "such as [\"filter.example\"]");
    }
    if (place.peer == PeerRole::server && reader.has("eku")) {
        reader.error("eku",
                     "is not a key for sending: a server's certificate always needs "
                     "serverAuth; take it away");
    }
    if (place.peer == PeerRole::server && reader.has("client_tlsa")) {
        reader.error("client_tlsa",
                     "is not a key for sending: a server's TLSA records stand under "
                     "\"_25._tcp.\"; take it away");
    } else if (method != TrustMethod::dane && reader.has("client_tlsa")) {
        reader.error("client_tlsa",
                     "is looked at only with trust = \"dane\"; take it away, or change trust");
    }
    if (method != TrustMethod::dane && settings.trust.pins.size() == 1) {
        reader.warning("pins",
                       "has no spare: when the partner changes its key, its mail stops; "
                       "ask for the next key's pin and add it");
    }
}

std::vector<DomainName> with_prefix(const std::string& prefix,
                                    const std::vector<DomainName>& names) {
    std::vector<DomainName> owners;
    for (const auto& name : names) {
        if (auto owner = name.with_prefix(prefix)) owners.push_back(*owner);
    }
    return owners;
}

bool is_web_name(const DomainName& identity, const std::vector<DomainName>& mail_domains) {
    return std::ranges::any_of(mail_domains, [&identity](const DomainName& domain) {
        return identity == domain || identity.str() == "www." + domain.str();
    });
}

/// Whoever runs a partner's web site has a public certificate for the bare domain: with public CAs
/// and a serverAuth certificate that must not be enough to speak for its mail.
void check_web_certificates(TableReader& reader, const TrustPlace& place,
                            const TrustSettings& settings) {
    const auto& trust = settings.trust;
    const bool any_server_certificate =
        place.peer == PeerRole::server || trust.eku == EkuMode::mta || trust.eku == EkuMode::any;
    const bool accepted = reader.boolean("accept_web_certificates").value_or(false);
    if (trust.method != TrustMethod::system || !any_server_certificate || accepted) return;
    if (!trust.pins.empty() || settings.identities_from_mx) return;

    const std::string what =
        place.peer == PeerRole::server
            ? "trust = \"system\" for sending"
            : "trust = \"system\" with eku = \"" + std::string(to_string(trust.eku)) + '"';
    const std::string mend =
        "; name the mail hosts in identity, add pins, or write accept_web_certificates = true if "
        "whoever runs the partner's web site may speak for its mail";
    const bool bare = std::ranges::any_of(trust.identities, [&place](const DomainName& identity) {
        return is_web_name(identity, place.mail_domains);
    });
    if (!settings.explicit_identity || bare) {
        reader.error("trust", what + " lets the certificate of the partner's web site pass" + mend);
    } else if (trust.wildcards) {
        reader.error("wildcards", what +
                                      " and wildcards lets a wildcard certificate of the "
                                      "partner's web site pass" +
                                      mend);
    }
}

}  // namespace

std::vector<Sha256Digest> read_pins(TableReader& reader) {
    std::vector<Sha256Digest> pins;
    const auto written = reader.texts("pins", "sha256/...");
    if (!written) return pins;
    for (const auto& text : *written) {
        const auto pin = pin_from_string(text.text);
        if (!pin) {
            reader.error_at(
                text.line, "pins",
                in_quotes(text.text) +
                    " is no pin; write \"sha256/\" and the base64 of the SHA-256 of the "
                    "key (domainsec cert show prints it)");
        } else if (std::ranges::find(pins, *pin) != pins.end()) {
            reader.error_at(text.line, "pins",
                            "the same pin stands here twice; the second must be the next key's");
        } else {
            pins.push_back(*pin);
        }
    }
    if (pins.size() > max_pins) {
        reader.error("pins", "has more than 16 pins; keep the current key's and the next one's");
        pins.resize(max_pins);
    }
    return pins;
}

std::vector<DomainName> tlsa_owners(const std::vector<DomainName>& hosts, unsigned port) {
    return with_prefix('_' + std::to_string(port) + "._tcp", hosts);
}

std::vector<DomainName> client_tlsa_owners(const std::vector<DomainName>& clients) {
    return with_prefix("_smtp-client", clients);
}

TrustSettings read_trust(TableReader& reader, const TrustPlace& place, NamedFiles& files) {
    TrustSettings settings;
    auto& trust = settings.trust;
    trust.method = reader.word("trust", methods).value_or(TrustMethod::anchors);
    reader.value("anchors");
    if (trust.method == TrustMethod::anchors) trust.anchors = read_anchors(reader, place, files);
    if (trust.method == TrustMethod::system) trust.anchors = system_anchors(reader);
    trust.pins = read_pins(reader);
    read_identity(reader, place, settings);
    reader.value("eku");
    if (place.peer == PeerRole::client) {
        trust.eku = reader.word("eku", eku_modes).value_or(EkuMode::client);
    }
    trust.wildcards = reader.boolean("wildcards").value_or(false);
    trust.revocation = reader.word("revocation", revocation_modes).value_or(RevocationMode::hard);
    if (const auto lived = reader.duration("short_lived", Seconds{0}, longest_short_lived)) {
        trust.short_lived = *lived;
    }
    settings.client_tlsa = reader.boolean("client_tlsa").value_or(false);
    if (trust.method == TrustMethod::dane) {
        trust.tlsa_owners = settings.client_tlsa ? client_tlsa_owners(trust.identities)
                                                 : tlsa_owners(trust.identities);
    }
    check_fitting_keys(reader, place, settings);
    check_web_certificates(reader, place, settings);
    return settings;
}

}  // namespace domainsec::inline v1::detail
