// Reads [[partner]] with both directions and their intermediaries.
#include "policy/partner_settings.hpp"

#include <algorithm>
#include <domainsec/error.hpp>

#include "names/network.hpp"
#include "policy/next_hop.hpp"
#include "policy/trust_settings.hpp"

namespace domainsec::inline v1::detail {

namespace {

constexpr std::size_t longest_partner_name = 64;
constexpr std::size_t most_vias = 16;

const std::vector<std::pair<std::string, DirectionMode>> modes{{"require", DirectionMode::require},
                                                               {"prefer", DirectionMode::prefer},
                                                               {"off", DirectionMode::off}};
const std::vector<std::pair<std::string, OnFailure>> failures{{"defer", OnFailure::defer},
                                                              {"reject", OnFailure::reject}};
const std::vector<std::pair<std::string, UnsecuredFrom>> unsecured{
    {"mark", UnsecuredFrom::mark}, {"reject", UnsecuredFrom::reject}};

/// The policy's own check, as a problem of the file instead of an exception.
void check_trust(TableReader& reader, TrustPolicy trust, bool owners_come_later) {
    // Names that the DNS gives are put in before each judgement; stand in for them here.
    if (owners_come_later && trust.identities.empty()) {
        trust.identities.push_back(*DomainName::from_string("mx.invalid"));
    }
    if (owners_come_later && trust.tlsa_owners.empty()) {
        trust.tlsa_owners = tlsa_owners(trust.identities);
    }
    try {
        trust.check();
    } catch (const Error& error) {
        reader.error("trust", error.what());
    }
}

std::string read_via_name(TableReader& reader) {
    auto name = reader.required_text("name", "filter.example").value_or("");
    const bool plain = std::ranges::all_of(
        name, [](unsigned char c) { return c > 0x20 && c < 0x7f && c != ';' && c != '"'; });
    if (name.size() > longest_partner_name || !plain) {
        reader.error("name",
                     "goes into the stamp: use 1 to 64 printable ASCII characters without "
                     "spaces, quotes and semicolons");
    }
    return name;
}

std::vector<ViaRule> read_vias(TableReader& reader, TrustPlace place, ProblemList& problems,
                               NamedFiles& files) {
    place.is_via = true;
    std::vector<ViaRule> vias;
    for (const auto* table : reader.tables("via")) {
        const auto errors_before = problems.error_count();
        TableReader via(*table, reader.field("via"), problems);
        ViaRule rule{read_via_name(via), read_trust(via, place, files).trust};
        via.finish();
        if (problems.error_count() == errors_before) check_trust(via, rule.trust, false);
        const bool twice = std::ranges::any_of(
            vias, [&rule](const ViaRule& other) { return other.name == rule.name; });
        if (twice) via.error("name", "is that of another via here; each needs its own");
        vias.push_back(std::move(rule));
    }
    if (vias.size() > most_vias) reader.error("via", "has more than 16 entries");
    return vias;
}

/// What both directions have; gives the trust settings for what follows.
TrustSettings read_direction(TableReader& reader, TrustPlace place, ProblemList& problems,
                             NamedFiles& files, DirectionRules& rules) {
    rules.mode = reader.word("mode", modes).value_or(DirectionMode::require);
    rules.report = reader.boolean("report").value_or(false);
    rules.on_failure = reader.word("on_failure", failures).value_or(OnFailure::defer);
    place.is_off = rules.mode == DirectionMode::off;
    auto settings = read_trust(reader, place, files);
    rules.via = read_vias(reader, place, problems, files);
    rules.identities_from_mx = settings.identities_from_mx;
    rules.client_tlsa = settings.client_tlsa;
    rules.trust = settings.trust;
    return settings;
}

void read_receive(const TomlValue& table, const TrustPlace& place, ProblemList& problems,
                  NamedFiles& files, ReceiveRules& rules) {
    const auto errors_before = problems.error_count();
    TableReader reader(table, "partner.receive", problems);
    read_direction(reader, place, problems, files, rules);
    rules.unsecured_from = reader.word("unsecured_from", unsecured).value_or(UnsecuredFrom::mark);
    reader.finish();
    const bool complete = problems.error_count() == errors_before && !place.mail_domains.empty();
    if (rules.mode != DirectionMode::off && complete) {
        check_trust(reader, rules.trust, rules.identities_from_mx);
    }
}

/// For DANE without explicit names the hosts that are connected to own the records (RFC 7672
/// §2.2): the nexthop's, else each MX host, which DNSSEC must vouch for.
void default_dane_hosts(const std::optional<NextHop>& hop, const TrustSettings& settings,
                        SendRules& rules) {
    if (rules.trust.method != TrustMethod::dane || settings.explicit_identity) return;
    if (hop && hop->host) {
        rules.trust.tlsa_owners = tlsa_owners({*hop->host}, hop->port);
        rules.trust.identities.push_back(*hop->host);
    } else {
        rules.trust.tlsa_owners.clear();
        rules.identities_from_mx = true;
    }
}

void read_send(const TomlValue& table, const TrustPlace& place, ProblemList& problems,
               NamedFiles& files, SendRules& rules) {
    const auto errors_before = problems.error_count();
    TableReader reader(table, "partner.send", problems);
    const auto settings = read_direction(reader, place, problems, files, rules);
    if (reader.value("unsecured_from") != nullptr) {
        reader.error("unsecured_from", "is not a key for sending; it belongs in [partner.receive]");
    }
    std::optional<NextHop> hop;
    if (const auto written = reader.text("nexthop", "[mx1.fabrikam.example]:25");
        written && !written->empty()) {
        hop = next_hop_from_string(*written);
        if (hop) {
            rules.nexthop = hop->str();
        } else {
            reader.error("nexthop", in_quotes(*written) +
                                        " is no host; write \"[mx1.fabrikam.example]:25\" or "
                                        "\"[192.0.2.1]:25\"");
        }
    }
    if (const auto written = reader.text("servername", "mx1.fabrikam.example");
        written && !written->empty()) {
        const auto name = DomainName::from_string(*written);
        if (name) {
            rules.servername = name->str();
        } else {
            reader.error("servername",
                         in_quotes(*written) + " is no host name; SNI has no place for addresses");
        }
    }
    rules.certificate = reader.text("certificate", "for-fabrikam").value_or("");
    if (hop && !hop->host && rules.trust.method == TrustMethod::dane &&
        !settings.explicit_identity) {
        reader.error("nexthop",
                     "is an address, and TLSA records belong to a host name; name the "
                     "host, or list identity");
    }
    default_dane_hosts(hop, settings, rules);
    reader.finish();
    const bool complete = problems.error_count() == errors_before && !place.mail_domains.empty();
    if (rules.mode != DirectionMode::off && complete) {
        check_trust(reader, rules.trust, rules.identities_from_mx);
    }
}

void read_domains(TableReader& reader, ProblemList& problems, PartnerDraft& draft) {
    if (reader.value("domains") == nullptr) {
        reader.error("domains",
                     "is missing; list the partner's mail domains, [\"fabrikam.example\"]");
        return;
    }
    draft.domains = reader.names("domains", "fabrikam.example");
    if (reader.is_empty_list("domains")) {
        reader.error("domains", "is empty; list at least one mail domain");
    }
    for (const auto& domain : draft.domains) {
        draft.policy.domains.push_back(domain.name);
        if (draft.policy.subdomains && domain.name.label_count() == 1) {
            problems.error(domain.line, reader.field("domains"),
                           in_quotes(domain.name.str()) +
                               " with subdomains = true is a whole top-level domain; list the "
                               "partner's own domains");
        }
    }
}

}  // namespace

PartnerDraft read_partner(const TomlValue& table, ProblemList& problems, NamedFiles& files) {
    PartnerDraft draft;
    auto& policy = draft.policy;
    TableReader reader(table, "partner", problems);
    policy.line = table.line;
    policy.name = reader.required_text("name", "Fabrikam").value_or("");
    if (policy.name.size() > longest_partner_name) {
        reader.error("name",
                     "is longer than 64 octets; a short name is enough, the domains stand "
                     "below");
    }
    policy.subdomains = reader.boolean("subdomains").value_or(false);
    read_domains(reader, problems, draft);

    const TomlValue* receive = reader.table("receive");
    const TomlValue* send = reader.table("send");
    if (receive != nullptr) {
        const TrustPlace place{PeerRole::client, false, false, policy.domains};
        read_receive(*receive, place, problems, files, policy.receive);
    }
    if (send != nullptr) {
        const TrustPlace place{PeerRole::server, false, false, policy.domains};
        read_send(*send, place, problems, files, policy.send);
    }
    if (policy.receive.mode == DirectionMode::off && policy.send.mode == DirectionMode::off) {
        problems.warning(table.line, "partner",
                         "is off in both directions and changes nothing; add [partner.receive] or "
                         "[partner.send] with mode = \"require\" or \"prefer\"");
    }
    reader.finish();
    return draft;
}

}  // namespace domainsec::inline v1::detail
