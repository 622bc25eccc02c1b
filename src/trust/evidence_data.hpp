// What stands behind an Evidence: maps that are shared between snapshots and copied on change.
#pragma once

#include <domainsec/trust/evidence.hpp>
#include <map>
#include <memory>
#include <string>

#include "trust/crl.hpp"

namespace domainsec::inline v1 {

template <typename Record>
struct TimedAnswer {
    DnsAnswer<Record> answer;
    TimePoint valid_until{};
};

/// Immutable once a snapshot refers to it.
struct EvidenceData final {
    template <typename Key, typename Value>
    using SharedMap =
        std::shared_ptr<const std::map<Key, std::shared_ptr<const Value>, std::less<>>>;

    SharedMap<std::string, detail::Crl> crls;
    SharedMap<DomainName, TimedAnswer<TlsaRecord>> tlsa;
    SharedMap<DomainName, TimedAnswer<MxRecord>> mx;
    std::uint64_t epoch = 0;

    EvidenceData();

    /// The list that came from a URI; null when none did.
    std::shared_ptr<const detail::Crl> crl(std::string_view uri) const;
};

}  // namespace domainsec::inline v1
