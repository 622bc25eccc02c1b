// Every field of the rules goes into the digest. They are taken apart by structured bindings, so
// that a field which is added and forgotten here does not compile.
#include "trust/rules_revision.hpp"

#include "trust/octet_sink.hpp"

namespace domainsec::inline v1::detail {
namespace {

template <typename Number>
void add_number(OctetSink& sink, Number number) {
    sink.number(static_cast<std::uint64_t>(number));
}

void add_names(OctetSink& sink, const std::vector<DomainName>& names) {
    sink.number(names.size());
    for (const DomainName& name : names) sink.text(name.str());
}

void add_limits(OctetSink& sink, const ValidationLimits& limits) {
    const auto& [max_path_length, max_paths, max_signatures] = limits;
    sink.number(max_path_length);
    sink.number(max_paths);
    sink.number(max_signatures);
}

void add_policy(OctetSink& sink, const TrustPolicy& policy) {
    const auto& [method, anchors, pins, identities, tlsa_owners, wildcards, eku, revocation,
                 short_lived, min_rsa_bits, limits] = policy;
    add_number(sink, method);
    sink.octets(anchors ? ByteView(anchors->digest()) : ByteView());
    sink.number(pins.size());
    for (const Sha256Digest& pin : pins) sink.octets(pin);
    add_names(sink, identities);
    add_names(sink, tlsa_owners);
    add_number(sink, wildcards);
    add_number(sink, eku);
    add_number(sink, revocation);
    add_number(sink, short_lived.count());
    sink.number(min_rsa_bits);
    add_limits(sink, limits);
}

void add_options(OctetSink& sink, const ValidatorOptions& options) {
    const auto& [profile, legacy_algorithms, any_identity, any_usage, ip_addresses, mailboxes,
                 max_intermediates, acceptable_policies, inhibit_policy_mapping,
                 require_explicit_policy, inhibit_any_policy] = options;
    add_number(sink, profile);
    add_number(sink, legacy_algorithms);
    add_number(sink, any_identity);
    add_number(sink, any_usage);
    sink.number(ip_addresses.size());
    for (const Bytes& address : ip_addresses) sink.octets(address);
    sink.number(mailboxes.size());
    for (const MailAddress& mailbox : mailboxes) sink.text(mailbox.str());
    add_number(sink, max_intermediates.has_value());
    sink.number(max_intermediates.value_or(0));
    sink.number(acceptable_policies.size());
    for (const std::string& acceptable : acceptable_policies) sink.text(acceptable);
    add_number(sink, inhibit_policy_mapping);
    add_number(sink, require_explicit_policy);
    add_number(sink, inhibit_any_policy);
}

}  // namespace

Sha256Digest rules_revision(const TrustPolicy& policy, PeerRole peer,
                            const ValidatorOptions& options) {
    OctetSink sink;
    add_number(sink, peer);
    add_policy(sink, policy);
    add_options(sink, options);
    return sink.digest();
}

}  // namespace domainsec::inline v1::detail
