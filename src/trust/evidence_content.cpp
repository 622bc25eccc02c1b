// Reads fetched contents with the store's own readers, so that the cache holds nothing that a store
// would not take.
#include "trust/evidence_content.hpp"

#include <algorithm>

#include "trust/evidence_data.hpp"
#include "trust/ocsp_status.hpp"

namespace domainsec::inline v1::detail {
namespace {

/// A response may answer more than was asked; it is due when its first answer is.
std::optional<TimePoint> next_update_of(const OcspResponse& response) {
    std::optional<TimePoint> first;
    for (const OcspAnswer& answer : response.answers()) {
        const TimePoint due =
            answer.next_update.value_or(answer.this_update + life_without_next_update);
        first = std::min(first.value_or(due), due);
    }
    return first;
}

}  // namespace

bool file_content(EvidenceStore& store, const EvidenceRequest& request,
                  const FetchedContent& content, std::string& why) {
    if (request.kind == EvidenceKind::ocsp)
        return store.put_ocsp(request, content.octets, &why, content.nonce);
    return store.put(request, content.octets, &why);
}

std::optional<ContentTimes> read_content(const EvidenceRequest& request,
                                         const FetchedContent& content, std::string& why) {
    EvidenceStore store;
    if (!file_content(store, request, content, why)) return std::nullopt;
    const auto evidence = store.snapshot();
    if (request.kind == EvidenceKind::ocsp)
        return ContentTimes{next_update_of(*evidence->data().ocsp_response(request))};
    return ContentTimes{evidence->data().crl(request.locator)->next_update()};
}

}  // namespace domainsec::inline v1::detail
