// Reads fetched contents with the store's own readers, so that the cache holds nothing that a store
// would not take.
#include "trust/evidence_content.hpp"

#include "trust/evidence_data.hpp"

namespace domainsec::inline v1::detail {

bool file_content(EvidenceStore& store, const EvidenceRequest& request, ByteView content,
                  std::string& why) {
    if (request.kind == EvidenceKind::crl) return store.put_crl(request.locator, content, &why);
    why = "Evidence of this kind is not cached";
    return false;
}

std::optional<EvidenceContent> read_content(const EvidenceRequest& request, ByteView content,
                                            std::string& why) {
    EvidenceStore store;
    if (!file_content(store, request, content, why)) return std::nullopt;
    const auto evidence = store.snapshot();
    return EvidenceContent{evidence->data().crl(request.locator)->next_update()};
}

}  // namespace domainsec::inline v1::detail
