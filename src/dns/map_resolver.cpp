// Answers from maps, in the same shapes as a resolver on the network gives them.
#include <algorithm>
#include <domainsec/dns/resolver.hpp>

namespace domainsec::inline v1 {

// Here, so that the type's identity lives in one library.
Resolver::~Resolver() = default;
MapResolver::~MapResolver() = default;

namespace {

template <typename Record>
using RecordMap = std::map<DomainName, std::vector<Record>>;

// A name in any of the maps exists, and so do the names above it (RFC 8020).
bool exists(const MapResolver& resolver, const DomainName& owner) {
    const auto is_at_or_below = [&owner](const DomainName& name) {
        return name == owner || name.is_below(owner);
    };
    const auto holds = [&is_at_or_below](const auto& records) {
        return std::any_of(records.begin(), records.end(), [&is_at_or_below](const auto& entry) {
            return is_at_or_below(entry.first);
        });
    };
    return holds(resolver.txt_records) || holds(resolver.mx_records) ||
           holds(resolver.tlsa_records) ||
           std::any_of(resolver.null_mx.begin(), resolver.null_mx.end(), is_at_or_below);
}

template <typename Record>
DnsAnswer<Record> look_up(const MapResolver& resolver, const RecordMap<Record>& records,
                          const DomainName& owner) {
    DnsAnswer<Record> answer;
    if (resolver.failing.contains(owner)) {
        answer.why = "The name is marked as failing.";
        return answer;
    }
    if (resolver.bogus.contains(owner)) {
        answer.security = DnsSecurity::bogus;
        answer.why = "The name is marked as bogus.";
        return answer;
    }
    answer.security =
        resolver.insecure.contains(owner) ? DnsSecurity::insecure : DnsSecurity::secure;
    answer.ttl = resolver.ttl;
    const auto found = records.find(owner);
    if (found != records.end() && !found->second.empty()) {
        answer.outcome = DnsOutcome::records;
        answer.records = found->second;
    } else {
        answer.outcome = exists(resolver, owner) ? DnsOutcome::no_data : DnsOutcome::no_domain;
    }
    return answer;
}

}  // namespace

DnsAnswer<TxtRecord> MapResolver::txt(const DomainName& owner) {
    return look_up(*this, txt_records, owner);
}

DnsAnswer<MxRecord> MapResolver::mx(const DomainName& owner) {
    auto answer = look_up(*this, mx_records, owner);
    if (answer.outcome == DnsOutcome::no_data && null_mx.contains(owner)) answer.is_null_mx = true;
    std::stable_sort(
        answer.records.begin(), answer.records.end(),
        [](const MxRecord& a, const MxRecord& b) { return a.preference < b.preference; });
    return answer;
}

DnsAnswer<TlsaRecord> MapResolver::tlsa(const DomainName& owner) {
    return look_up(*this, tlsa_records, owner);
}

}  // namespace domainsec::inline v1
