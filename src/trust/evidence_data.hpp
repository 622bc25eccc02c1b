// What stands behind an Evidence: maps that are shared between snapshots and copied on change.
#pragma once

#include <domainsec/trust/evidence.hpp>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "trust/crl.hpp"
#include "trust/ocsp_response.hpp"

namespace domainsec::inline v1 {

template <typename Record>
struct TimedAnswer {
    DnsAnswer<Record> answer;
    TimePoint valid_until{};
};

using CrlList = std::vector<std::shared_ptr<const detail::Crl>>;

/// Immutable once a snapshot refers to it.
struct EvidenceData final {
    template <typename Key, typename Value>
    using SharedMap =
        std::shared_ptr<const std::map<Key, std::shared_ptr<const Value>, std::less<>>>;

    SharedMap<std::string, detail::Crl> crls;
    SharedMap<detail::DirectoryName, CrlList> lists;
    SharedMap<EvidenceRequest, detail::OcspResponse> ocsp;
    SharedMap<DomainName, TimedAnswer<TlsaRecord>> tlsa;
    SharedMap<DomainName, TimedAnswer<MxRecord>> mx;
    std::uint64_t epoch = 0;

    EvidenceData();

    /// The list that came last from a URI; null when none did.
    std::shared_ptr<const detail::Crl> crl(std::string_view uri) const;

    /// All lists that an issuer's name stands on, wherever they came from.
    const CrlList& lists_of(const detail::DirectoryName& issuer) const;

    /// The answer to a question; null when there is none.
    std::shared_ptr<const detail::OcspResponse> ocsp_response(const EvidenceRequest& request) const;
};

}  // namespace domainsec::inline v1
