// How a public key is handed on: as an entry, as TOML, as a DNS record (docs/stamp-format.md §5).
#include <domainsec/error.hpp>
#include <domainsec/stamp/key_ring.hpp>

#include "stamp/base64.hpp"
#include "stamp/key_ring_impl.hpp"
#include "stamp/verification_key.hpp"
#include "time_text.hpp"

namespace domainsec::inline v1 {
namespace {

void add_line(std::string& toml, std::string_view name, std::string_view value) {
    toml.append(name).append(" = ").append(value).append("\n");
}

// No value of an entry that is sound holds a quote, a backslash or a control.
std::string in_quotes(std::string_view value) {
    return '"' + std::string(value) + '"';
}

void check_entry(const KeyRingEntry& entry) {
    const auto fault = detail::entry_fault(entry);
    if (!fault.empty())
        throw Error(errc::invalid_argument, "The key " + escaped(entry.selector, 63) + " of " +
                                                entry.domain.str() + " " + fault);
}

}  // namespace

KeyRingEntry make_key_ring_entry(DomainName domain, std::string selector, const StampKey& key,
                                 std::vector<DomainName> edges) {
    const auto verification = detail::VerificationKey::from_public_key_info(key.public_key());
    KeyRingEntry entry(std::move(domain));
    entry.selector = std::move(selector);
    entry.algorithm = key.algorithm();
    entry.public_key = verification.entry_octets();
    entry.edges = std::move(edges);
    check_entry(entry);
    return entry;
}

std::string to_keyring_toml(const KeyRingEntry& entry) {
    check_entry(entry);
    if (entry.any_edge)
        throw Error(errc::invalid_argument,
                    "The key " + entry.selector + " of " + entry.domain.str() +
                        " speaks for any edge, which a keyring file cannot say; name its edges");
    std::string toml = "[[key]]\n";
    add_line(toml, "domain", in_quotes(entry.domain.str()));
    add_line(toml, "selector", in_quotes(entry.selector));
    add_line(toml, "algorithm", in_quotes(to_string(entry.algorithm)));
    ByteView octets = entry.public_key;
    if (entry.algorithm == StampAlgorithm::ed25519_ml_dsa_65_sha256 && octets.size() > 32) {
        add_line(toml, "public_key", in_quotes(detail::to_base64(octets.first(32))));
        add_line(toml, "public_key_ml_dsa_65", in_quotes(detail::to_base64(octets.subspan(32))));
    } else {
        add_line(toml, "public_key", in_quotes(detail::to_base64(octets)));
    }
    std::string edges;
    for (const auto& edge : entry.edges)
        edges += (edges.empty() ? "" : ", ") + in_quotes(edge.str());
    add_line(toml, "edges", "[" + edges + "]");
    add_line(toml, "role", in_quotes(to_string(entry.role)));
    add_line(toml, "state", in_quotes(to_string(entry.state)));
    if (entry.not_before) add_line(toml, "not_before", detail::time_text(*entry.not_before));
    if (entry.not_after) add_line(toml, "not_after", detail::time_text(*entry.not_after));
    if (entry.compromised_at)
        add_line(toml, "compromised_at", detail::time_text(*entry.compromised_at));
    return toml;
}

KeyRecord to_key_record(const KeyRingEntry& entry) {
    check_entry(entry);
    const bool small = entry.algorithm == StampAlgorithm::ed25519_sha256 ||
                       entry.algorithm == StampAlgorithm::ecdsa_p256_sha256;
    if (!small)
        throw Error(errc::unsupported_algorithm,
                    "An ML-DSA-65 key is too large for the DNS; give verifiers the keyring file");
    const auto* kind = entry.algorithm == StampAlgorithm::ed25519_sha256 ? "ed25519" : "ecdsa-p256";
    return {entry.selector + "._domainsec." + entry.domain.str(),
            std::string("v=DSEC1; k=") + kind + "; p=" + detail::to_base64(entry.public_key)};
}

}  // namespace domainsec::inline v1
