// Every field of a partner goes into the digest but its line. They are taken apart by structured
// bindings, so that a field which is added and forgotten here does not compile.
#include "policy/policy_revision.hpp"

#include <algorithm>
#include <vector>

#include "trust/octet_sink.hpp"
#include "trust/rules_revision.hpp"

namespace domainsec::inline v1::detail {

namespace {

template <typename Number>
void add_number(OctetSink& sink, Number number) {
    sink.number(static_cast<std::uint64_t>(number));
}

void add_rules(OctetSink& sink, const DirectionRules& rules, PeerRole peer) {
    const auto& [mode, report, trust, identities_from_mx, client_tlsa, on_failure, via] = rules;
    add_number(sink, mode);
    add_number(sink, report);
    sink.octets(rules_revision(trust, peer, {}));
    add_number(sink, identities_from_mx);
    add_number(sink, client_tlsa);
    add_number(sink, on_failure);
    sink.number(via.size());
    for (const auto& [name, via_trust] : via) {
        sink.text(name);
        sink.octets(rules_revision(via_trust, peer, {}));
    }
}

Sha256Digest revision_of(const PartnerPolicy& partner) {
    const auto& [name, domains, subdomains, receive, send, line] = partner;
    OctetSink sink;
    sink.text(name);
    sink.number(domains.size());
    for (const auto& domain : domains) sink.text(domain.str());
    add_number(sink, subdomains);
    add_rules(sink, receive, PeerRole::client);
    add_number(sink, receive.unsecured_from);
    add_rules(sink, send, PeerRole::server);
    sink.text(send.nexthop);
    sink.text(send.servername);
    return sink.digest();
}

Sha256Digest revision_of(const InternalPeer& peer) {
    OctetSink sink;
    sink.number(peer.pins.size());
    for (const auto& pin : peer.pins) sink.octets(pin);
    return sink.digest();
}

template <typename Entry>
void add_sorted(OctetSink& sink, const std::vector<Entry>& entries) {
    std::vector<Sha256Digest> digests;
    digests.reserve(entries.size());
    for (const auto& entry : entries) digests.push_back(revision_of(entry));
    std::ranges::sort(digests);
    sink.number(digests.size());
    for (const auto& digest : digests) sink.octets(digest);
}

}  // namespace

Sha256Digest policy_revision(const Configuration& configuration) {
    OctetSink sink;
    add_sorted(sink, configuration.partners);
    add_sorted(sink, configuration.internal);
    return sink.digest();
}

}  // namespace domainsec::inline v1::detail
