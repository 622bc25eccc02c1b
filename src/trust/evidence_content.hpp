// What a fetched content says of itself, before anybody judges it (RFC 5280 §5.1.2.5, RFC 6960
// §4.2.2.1).
#pragma once

#include <domainsec/trust/evidence.hpp>
#include <optional>
#include <string>

namespace domainsec::inline v1::detail {

/// What came for a request.
struct FetchedContent {
    ByteView octets;
    ByteView nonce{};  ///< What was added to the query; empty when nothing was.
};

struct ContentTimes {
    std::optional<TimePoint> next_update;
};

/// Reads it as what the request asked for. Nothing, and `why` gets a sentence, when it is not that.
std::optional<ContentTimes> read_content(const EvidenceRequest& request,
                                         const FetchedContent& content, std::string& why);

/// Files it in a store; false, and `why` gets a sentence, when it cannot be read.
bool file_content(EvidenceStore& store, const EvidenceRequest& request,
                  const FetchedContent& content, std::string& why);

}  // namespace domainsec::inline v1::detail
